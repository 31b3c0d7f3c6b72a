package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;

/** Matrices of a known rank with holes. */
public final class TestMatrices {

  private TestMatrices() {}

  /** Positive numbers in (0, 1), drawn with a seed. */
  public static INDArray random(DataType type, int rows, int columns, long seed) {
    Random random = new Random(seed);
    double[][] numbers = new double[rows][columns];
    for (double[] row : numbers) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextDouble();
      }
    }
    return Nd4j.createFromArray(numbers).castTo(type);
  }

  /** A product of two positive factors, in which a part of the entries is NaN. */
  public static INDArray withHoles(
      DataType type, int rows, int columns, int rank, double missing, long seed) {
    INDArray a =
        random(DataType.DOUBLE, rows, rank, seed)
            .mmul(random(DataType.DOUBLE, rank, columns, seed + 1));
    Random random = new Random(seed + 2);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        if (random.nextDouble() < missing) {
          a.putScalar(i, j, Double.NaN);
        }
      }
    }
    return a.castTo(type);
  }

  /** The same entries as a sparse matrix. */
  public static SparseMatrix sparse(MaskedMatrix a) {
    SparseBuilder builder = MaskedMatrix.sparse(a.dataType());
    a.forEachObserved(builder::add);
    return builder.build(a.rows(), a.columns());
  }

  /** A dense matrix in which all that was missing is listed as one value. */
  public static MaskedMatrix filled(MaskedMatrix a, double value, double weight) {
    INDArray values = Nd4j.valueArrayOf(new long[] {a.rows(), a.columns()}, value, a.dataType());
    INDArray weights = Nd4j.valueArrayOf(new long[] {a.rows(), a.columns()}, weight, a.dataType());
    a.forEachObserved(
        (row, column, entry, itsWeight) -> {
          values.putScalar(row, column, entry);
          weights.putScalar(row, column, itsWeight);
        });
    return MaskedMatrix.weighted(values, weights);
  }

  /** Not by {@code equals}, which lets numbers differ by 1e-5. */
  public static void assertSameBits(INDArray actual, INDArray expected) {
    assertThat(actual.dataType()).isEqualTo(expected.dataType());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.dup('c').data().asDouble()).isEqualTo(expected.dup('c').data().asDouble());
  }
}
