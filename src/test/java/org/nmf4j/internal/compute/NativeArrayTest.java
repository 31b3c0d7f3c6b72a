package org.nmf4j.internal.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nmf4j.TestMatrices;

/** Against loops in plain Java. */
class NativeArrayTest {

  private static INDArray random(DataType type, int rows, int columns, long seed) {
    return TestMatrices.random(type, rows, columns, seed);
  }

  private static double tolerance(DataType type) {
    return type == DataType.FLOAT ? 1e-6 : 1e-15;
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT,false,false", "FLOAT,false,true", "FLOAT,true,false", "FLOAT,true,true",
    "DOUBLE,false,false", "DOUBLE,false,true", "DOUBLE,true,false", "DOUBLE,true,true"
  })
  void multiplies(DataType type, boolean transposeLeft, boolean transposeRight) {
    INDArray left = transposeLeft ? random(type, 5, 3, 1) : random(type, 3, 5, 1);
    INDArray right = transposeRight ? random(type, 4, 5, 2) : random(type, 5, 4, 2);
    INDArray result = random(type, 3, 4, 3);
    double[][] x = left.castTo(DataType.DOUBLE).toDoubleMatrix();
    double[][] y = right.castTo(DataType.DOUBLE).toDoubleMatrix();
    double[][] before = result.castTo(DataType.DOUBLE).toDoubleMatrix();
    NativeArray.of(result)
        .multiply(2, NativeArray.of(left), transposeLeft, NativeArray.of(right), transposeRight, 3);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        double expected = 3 * before[i][j];
        for (int l = 0; l < 5; l++) {
          expected +=
              2 * (transposeLeft ? x[l][i] : x[i][l]) * (transposeRight ? y[j][l] : y[l][j]);
        }
        assertThat(result.getDouble(i, j))
            .isCloseTo(expected, within(10 * tolerance(type) * (1 + expected)));
      }
    }
  }

  /** Some rows of a product, the other rows left as they are. */
  @ParameterizedTest
  @CsvSource({"FLOAT,false", "FLOAT,true", "DOUBLE,false", "DOUBLE,true"})
  void multipliesSomeRows(DataType type, boolean transposeLeft) {
    INDArray left = random(type, 6, 5, 1);
    INDArray right = random(type, 5, 3, 2);
    INDArray result = random(type, 6, 3, 3);
    INDArray expected = result.dup();
    INDArray product = left.mmul(right);
    expected.putRow(2, product.getRow(2));
    expected.putRow(3, product.getRow(3));
    NativeArray leftArray = NativeArray.of(transposeLeft ? left.transpose().dup('c') : left);
    NativeArray.of(result).multiplyRows(2, 4, leftArray, transposeLeft, NativeArray.of(right));
    assertThat(result.getRows(0, 1, 4, 5)).isEqualTo(expected.getRows(0, 1, 4, 5));
    assertThat(result.distance2(expected)).isLessThan(10 * tolerance(type));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void addsScalesAndCopiesEntryByEntry(DataType type) {
    INDArray x = random(type, 3, 7, 1);
    INDArray y = random(type, 3, 7, 2);
    INDArray sum = x.dup();
    INDArray scaled = x.dup();
    INDArray copy = Nd4j.create(type, 3, 7);
    NativeArray.of(sum).addScaled(-0.5, NativeArray.of(y));
    NativeArray.of(scaled).scale(-3);
    NativeArray.of(copy).copyFrom(NativeArray.of(x));
    double dot = 0;
    for (long i = 0; i < x.length(); i++) {
      double xi = x.getDouble(i);
      double yi = y.getDouble(i);
      dot += xi * yi;
      assertThat(sum.getDouble(i)).isCloseTo(xi - 0.5 * yi, within(tolerance(type)));
      assertThat(scaled.getDouble(i)).isCloseTo(-3 * xi, within(3 * tolerance(type)));
      assertThat(copy.getDouble(i)).isEqualTo(xi);
    }
    assertThat(NativeArray.of(x).dot(NativeArray.of(y)))
        .isCloseTo(dot, within(10 * tolerance(type) * dot));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void readsAndWritesInPlaces(DataType type) {
    INDArray from = random(type, 4, 3, 1);
    INDArray to = Nd4j.create(type, 2, 3);
    NativeArray array = NativeArray.of(to);
    array.copyRow(1, NativeArray.of(from), 3);
    array.put(1, new double[] {7, 0.1, -2, 7}, 1, 2);
    double[][] expected = from.castTo(DataType.DOUBLE).toDoubleMatrix();
    double tenth = type == DataType.FLOAT ? 0.1f : 0.1;
    assertThat(to.castTo(DataType.DOUBLE).toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{0, tenth, -2}, expected[3]});
    double[] read = new double[4];
    NativeArray.of(to.getRow(0)).get(1, read, 2, 2);
    assertThat(read).containsExactly(0, 0, tenth, -2);
    NativeArray.of(to.getRow(1)).get(0, read, 0, 3);
    assertThat(read).containsExactly(expected[3][0], expected[3][1], expected[3][2], -2);
  }

  /** Rows of a matrix are contiguous, but do not begin where its memory does. */
  @Test
  void worksOnRowsOfAMatrix() {
    INDArray matrix = random(DataType.DOUBLE, 4, 3, 1);
    INDArray before = matrix.dup();
    INDArray rows = matrix.get(NDArrayIndex.interval(1, 3));
    NativeArray.of(rows).scale(2);
    before.getRow(1).muli(2);
    before.getRow(2).muli(2);
    assertThat(matrix).isEqualTo(before);
  }

  @Test
  void refusesWhatBlasCannotSee() {
    INDArray matrix = random(DataType.DOUBLE, 3, 4, 1);
    assertThatThrownBy(() -> NativeArray.of(matrix.transpose()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("array must be contiguous in c order");
    assertThatThrownBy(() -> NativeArray.of(matrix.castTo(DataType.INT32)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("array must be FLOAT or DOUBLE, got INT");
  }
}
