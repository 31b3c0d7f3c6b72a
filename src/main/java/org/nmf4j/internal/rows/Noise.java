package org.nmf4j.internal.rows;

import java.util.Arrays;

/**
 * The precision of the entries given the factors: one for all, or one for each column, which are
 * then drawn from a distribution around a common one, so that a column of few entries is not taken
 * for exact.
 */
public final class Noise {

  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  /** What is mostly noise at the start, of the mean square of the entries. */
  public static final double USUAL_FIRST = .2;

  /** Likewise, what the noise is not taken to be below. */
  private static final double LEAST = 1e-9;

  /** As much as so many entries weights the common precision in a column's. */
  private static final double STRENGTH = 2;

  private final double[] precisions;
  private final boolean isPerColumn;
  private final double square;
  private final double most;

  /** The mean of the precisions of columns, if these have their own. */
  private double common;

  /**
   * Noise at the start.
   *
   * @param square the mean square of the entries
   * @param first the part of that which is noise at the start
   */
  public Noise(int columns, double square, double first, boolean isPerColumn) {
    precisions = new double[columns];
    this.isPerColumn = isPerColumn;
    this.square = square;
    most = 1 / (LEAST * square);
    Arrays.fill(precisions, 1 / (first * square));
    common = precisions[0];
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
  public void update(double[] squaredErrors, double[] weights) {
    if (!isPerColumn) {
      double precision =
          Arrays.stream(weights).sum()
              / Math.max(Arrays.stream(squaredErrors).sum(), Double.MIN_NORMAL);
      Arrays.fill(precisions, Math.min(precision, most));
      return;
    }
    for (int j = 0; j < precisions.length; j++) {
      double precision = (weights[j] + STRENGTH) / (squaredErrors[j] + STRENGTH / common);
      precisions[j] = Math.min(precision, most);
    }
    common = Arrays.stream(precisions).average().orElseThrow();
  }

  /** The expected log of the entries' probability given the factors, and of the precisions'. */
  public double logProbability(double[] squaredErrors, double[] weights) {
    double sum = 0;
    for (int j = 0; j < precisions.length; j++) {
      sum +=
          (weights[j] * (Math.log(precisions[j]) - LOG_TWO_PI) - precisions[j] * squaredErrors[j])
              / 2;
      if (isPerColumn) {
        double ratio = precisions[j] / common;
        sum += STRENGTH * (Math.log(ratio) - ratio) / 2;
      }
    }
    return sum;
  }

  /** All that the next update depends on. */
  public double[] state() {
    double[] state = Arrays.copyOf(precisions, precisions.length + 1);
    state[precisions.length] = common;
    return state;
  }

  public void restore(double[] state) {
    System.arraycopy(state, 0, precisions, 0, precisions.length);
    common = state[precisions.length];
  }
}
