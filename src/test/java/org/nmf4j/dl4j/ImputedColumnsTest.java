package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Columns of all sizes, without numbers, or with the same one everywhere. */
class ImputedColumnsTest {

  private static final double NAN = Double.NaN;

  private static NmfImputer fitted(INDArray features) {
    NmfImputer imputer = new NmfImputer(2);
    imputer.fit(new DataSet(features, features));
    return imputer;
  }

  private static double[] filled(NmfImputer imputer, double... row) {
    INDArray array = Nd4j.createFromArray(new double[][] {row});
    imputer.transform(array);
    return array.toDoubleVector();
  }

  /** 40 rows of three columns that say the same, then one of which nothing is known. */
  private static INDArray withUnobservedColumn() {
    double[][] rows = new double[40][];
    for (int i = 0; i < rows.length; i++) {
      double size = 1 + i % 8;
      rows[i] = new double[] {size, i % 5 == 0 ? NAN : size, size, NAN};
    }
    return Nd4j.createFromArray(rows);
  }

  @Test
  void anUnobservedColumnIsTakenForTheAverageOne() {
    NmfImputer imputer = fitted(withUnobservedColumn());
    assertThat(filled(imputer, 3, 3, 3, NAN))
        .containsExactly(new double[] {3, 3, 3, 3}, within(.1));
    assertThat(filled(imputer, NAN, 6, NAN, NAN))
        .containsExactly(new double[] {6, 6, 6, 6}, within(.2));
  }

  @Test
  void anUnobservedColumnTellsNothingOfOthers() {
    INDArray all = withUnobservedColumn();
    INDArray others = all.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3)).dup();
    double[] expected = filled(fitted(others), 4, NAN, NAN);
    double[] later = filled(fitted(all), 4, NAN, NAN, 1e9);
    assertThat(later)
        .containsExactly(new double[] {4, expected[1], expected[2], 1e9}, within(1e-9));
  }

  @Test
  void aWarningNamesUnobservedColumns() {
    PrintStream original = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      NmfImputer imputer = new NmfImputer(1, 1, 0);
      imputer.fitLabel(true);
      INDArray labels = Nd4j.createFromArray(new double[][] {{NAN, 1, NAN}, {NAN, 2, NAN}});
      imputer.fit(new DataSet(Nd4j.ones(DataType.DOUBLE, 2, 3), labels));
    } finally {
      System.setErr(original);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("columns [0, 2] of the labels have no observed number");
  }

  /** As of years, pressures or times, whose mean is far above their deviation. */
  @ParameterizedTest
  @ValueSource(doubles = {2_000, 1e5, 1e9})
  void aColumnFarFromZeroIsFilledAsWellAsOneThatIsNear(double distance) {
    INDArray flowers = Iris.hidden(0.25, 0);
    INDArray far = flowers.dup();
    far.getColumn(2).addi(distance);
    double[] expected = filled(fitted(flowers), 5.1, 3.5, NAN, 0.2);
    double[] found = filled(fitted(far), 5.1, 3.5, NAN, 0.2);
    assertThat(found[2] - distance).isCloseTo(expected[2], within(0.3));
    double[] others = filled(fitted(far), 5.1, NAN, distance + 1.4, 0.2);
    assertThat(others[1]).isCloseTo(3.5, within(0.5));
  }

  @Test
  void columnsThatDoNotVaryAreNoTrouble() {
    NmfImputer imputer =
        fitted(Nd4j.createFromArray(new double[][] {{0, 5, -1, 1e12}, {0, 5, -1, 1e12}}));
    assertThat(filled(imputer, NAN, NAN, NAN, NAN)).containsExactly(0, 5, -1, 1e12);
  }
}
