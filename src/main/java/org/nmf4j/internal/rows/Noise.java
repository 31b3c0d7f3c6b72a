package org.nmf4j.internal.rows;

import java.util.Arrays;

/** The precision of the entries given the factors, the most probable one. */
public abstract class Noise {

  /** What is mostly noise at the start, of the mean square of the entries. */
  public static final double USUAL_FIRST = .2;

  /** Likewise, what the noise is not taken to be below. */
  private static final double LEAST = 1e-9;

  static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  final double[] precisions;
  final double most;

  Noise(int columns, double square, double first) {
    precisions = new double[columns];
    most = 1 / (LEAST * square);
    Arrays.fill(precisions, 1 / (first * square));
  }

  /**
   * Noise at the start.
   *
   * @param square the mean square of the entries
   * @param first the part of that which is noise at the start
   * @param isPerColumn whether each column has its own
   */
  public static Noise of(int columns, double square, double first, boolean isPerColumn) {
    return isPerColumn
        ? new ColumnNoise(columns, square, first)
        : new CommonNoise(columns, square, first);
  }

  /** Of each column. */
  public double[] precisions() {
    return precisions;
  }

  /**
   * Takes over the most probable precisions.
   *
   * @param squaredErrors of the columns, expected
   * @param weights of their entries: for as many of weight 1 they count
   */
  public abstract void update(double[] squaredErrors, double[] weights);

  /** The expected log of the entries' probability given the factors, and of the precisions'. */
  public abstract double logProbability(double[] squaredErrors, double[] weights);

  /** All that the next update depends on. */
  public abstract double[] state();

  public abstract void restore(double[] state);
}
