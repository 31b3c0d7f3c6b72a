package org.nmf4j.solver.initial;

import java.util.Arrays;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.solver.Factors;

/** The usual initializers. */
public final class Initializers {

  private Initializers() {}

  /**
   * {@return an initializer by absolute values of normal random numbers, all scaled by one factor
   * that gives W·H the mean of the observed entries of A} The default.
   */
  public static Initializer random() {
    return (a, rank, seed) -> {
      // E|z| = √(2/π) for a normal z, so each of the k products has a mean of scale² · 2/π.
      double scale = Math.sqrt(Math.max(Math.abs(a.mean()), 1e-12) * Math.PI / (2.0 * rank));
      Random random = new Random(seed);
      INDArray w = absoluteNormal(random, scale, a.dataType(), a.rows(), rank);
      INDArray h = absoluteNormal(random, scale, a.dataType(), rank, a.columns());
      return new Factors(w, h);
    };
  }

  private static INDArray absoluteNormal(
      Random random, double scale, DataType type, int rows, int columns) {
    NativeArray array = NativeArray.of(Nd4j.create(type, rows, columns));
    double[] row = new double[columns];
    for (int i = 0; i < rows; i++) {
      Arrays.setAll(row, j -> scale * Math.abs(random.nextGaussian()));
      array.put((long) i * columns, row, 0, columns);
    }
    return array.array();
  }

  /**
   * Given factors, such as those of an earlier fit.
   *
   * @param w m×k; copied
   * @param h k×n; copied
   * @return the initializer
   * @throws IllegalArgumentException if they share no rank k
   */
  public static Initializer given(INDArray w, INDArray h) {
    Factors given = new Factors(w, h).copy();
    return (a, rank, seed) -> {
      if (given.w().rows() != a.rows()
          || given.rank() != rank
          || given.h().columns() != a.columns()) {
        throw new IllegalArgumentException(
            "initial W and H must be (%d×%d) and (%d×%d), got (%d×%d) and (%d×%d)"
                .formatted(
                    a.rows(),
                    rank,
                    rank,
                    a.columns(),
                    given.w().rows(),
                    given.rank(),
                    given.rank(),
                    given.h().columns()));
      }
      return new Factors(
          given.w().castTo(a.dataType()).dup('c'), given.h().castTo(a.dataType()).dup('c'));
    };
  }

  /**
   * {@return an initializer by the non-negative double singular value decomposition (Boutsidis and
   * Gallopoulos 2008, doi:10.1016/j.patcog.2007.09.010) of A with its missing entries filled in: at
   * first by the row's and column's means, then by the decomposition itself, a few times over}
   * Sparser and often nearer to a good solution than random numbers; some entries are exactly 0.
   * Components beyond the rank of A start at small random numbers.
   */
  public static Initializer nndsvd() {
    return new NndsvdInitializer();
  }
}
