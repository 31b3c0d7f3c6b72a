package org.nmf4j.internal.rows;

import java.util.Arrays;

/** One precision for all entries. */
final class CommonNoise extends Noise {

  CommonNoise(int columns, double square, double first) {
    super(columns, square, first);
  }

  @Override
  public void update(double[] squaredErrors, double[] weights) {
    double squares = Math.max(Arrays.stream(squaredErrors).sum(), Double.MIN_NORMAL);
    Arrays.fill(precisions, Math.min(Arrays.stream(weights).sum() / squares, most));
  }

  @Override
  public double logProbability(double[] squaredErrors, double[] weights) {
    double squares = Arrays.stream(squaredErrors).sum();
    double entries = Arrays.stream(weights).sum();
    return (entries * (Math.log(precisions[0]) - LOG_TWO_PI) - precisions[0] * squares) / 2;
  }

  @Override
  public double[] state() {
    return precisions.clone();
  }

  @Override
  public void restore(double[] state) {
    System.arraycopy(state, 0, precisions, 0, precisions.length);
  }
}
