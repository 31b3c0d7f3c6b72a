package org.nmf4j.solver.initial;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.GivenMatrix;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.compute.RandomSizes;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Initializer;

/** The usual initializers. */
public final class Initializers {

  private Initializers() {}

  /**
   * {@return an initializer by absolute values of normal random numbers, all scaled by one factor
   * that gives W·H the mean of the observed entries of A} The default.
   */
  public static Initializer random() {
    return (a, rank, seed) -> {
      double scale = RandomSizes.ofAbsolutes(a.mean(), a.squares(), a.totalWeight(), rank);
      Random random = new Random(seed);
      DoubleSupplier absolute = () -> Math.abs(random.nextGaussian());
      INDArray w = numbers(absolute, scale, a.dataType(), a.rows(), rank);
      INDArray h = numbers(absolute, scale, a.dataType(), rank, a.columns());
      return new Factors(w, h);
    };
  }

  /**
   * {@return normal random numbers of either sign, of a size that gives W·H the root-mean-square of
   * the observed entries of A} For factors that may be negative.
   */
  public static Initializer normal() {
    return (a, rank, seed) -> {
      double square = a.squares() / a.totalWeight();
      double scale = square > 0 ? Math.pow(square / rank, .25) : 1;
      Random random = new Random(seed);
      INDArray w = numbers(random::nextGaussian, scale, a.dataType(), a.rows(), rank);
      INDArray h = numbers(random::nextGaussian, scale, a.dataType(), rank, a.columns());
      return new Factors(w, h);
    };
  }

  private static INDArray numbers(
      DoubleSupplier numbers, double scale, DataType type, int rows, int columns) {
    NativeArray array = NativeArray.of(Nd4j.create(type, rows, columns));
    double[] row = new double[columns];
    for (int i = 0; i < rows; i++) {
      Arrays.setAll(row, j -> scale * numbers.getAsDouble());
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
   * @throws IllegalArgumentException if they are not FLOAT or DOUBLE matrices that share a rank k
   */
  public static Initializer given(INDArray w, INDArray h) {
    Factors given =
        new Factors(
                new GivenMatrix("W", w).floating().array(),
                new GivenMatrix("H", h).floating().array())
            .copy();
    return (a, rank, seed) ->
        new Factors(given.w().castTo(a.dataType()), given.h().castTo(a.dataType())).copy();
  }

  /**
   * {@return an initializer by the non-negative double singular value decomposition (Boutsidis and
   * Gallopoulos 2008, doi:10.1016/j.patcog.2007.09.010) of A with its missing entries filled in: at
   * first by the row's and column's means, then by the decomposition itself, a few times over; by a
   * background's value, whatever its weight, if there is one} Often nearer to a good solution than
   * random numbers. Small random numbers stand where the decomposition has zeros, which not every
   * loss leaves again, and for components beyond the rank of A.
   */
  public static Initializer nndsvd() {
    return new NndsvdInitializer();
  }
}
