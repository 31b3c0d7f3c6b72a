package org.nmf4j;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * How large errors are beside the deviations that a posterior says: quantiles of |error|/deviation.
 * Those of a normal distribution, or found from the entries that a model was fitted to as if each
 * had been left out, by what it says of itself.
 */
final class ErrorQuantiles {

  /** Of so many probabilities in the middle of equal parts of (0, 1). */
  static final int COUNT = 1000;

  /** As so many errors counts the normal distribution beside those that were found. */
  private static final int NORMAL_ERRORS = 100;

  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

  static final ErrorQuantiles NORMAL = new ErrorQuantiles(normal(COUNT));

  private final double[] quantiles;

  private ErrorQuantiles(double[] quantiles) {
    this.quantiles = quantiles;
  }

  private static double[] normal(int count) {
    return IntStream.range(0, count).mapToDouble(i -> normal((i + .5) / count)).toArray();
  }

  private static double normal(double probability) {
    return STANDARD.inverseCumulativeProbability((1 + probability) / 2);
  }

  /** Of errors beside their deviations, ≥ 0, in any order. */
  static ErrorQuantiles of(double[] errors) {
    double[] found = errors.clone();
    Arrays.sort(found);
    double[] expected = normal(NORMAL_ERRORS);
    double[] all = new double[found.length + expected.length];
    System.arraycopy(found, 0, all, 0, found.length);
    System.arraycopy(expected, 0, all, found.length, expected.length);
    Arrays.sort(all);
    double[] quantiles = new double[COUNT];
    Arrays.setAll(quantiles, i -> at(all, (i + .5) / COUNT));
    return new ErrorQuantiles(quantiles);
  }

  /**
   * Those of {@link #toArray}.
   *
   * @throws IllegalArgumentException if they are not so many, finite, ≥ 0 and in ascending order
   */
  static ErrorQuantiles fromArray(double[] quantiles) {
    boolean ascends =
        IntStream.range(1, quantiles.length).allMatch(i -> quantiles[i - 1] <= quantiles[i]);
    if (quantiles.length != COUNT || !(quantiles[0] >= 0) || !ascends) {
      throw new IllegalArgumentException(
          "quantiles of errors must be " + COUNT + " numbers ≥ 0 in ascending order");
    }
    return new ErrorQuantiles(quantiles.clone());
  }

  double[] toArray() {
    return quantiles.clone();
  }

  /** What |error|/deviation is below with a probability in (0, 1). */
  double at(double probability) {
    double last = (COUNT - .5) / COUNT;
    return probability <= last
        ? at(quantiles, probability)
        : quantiles[COUNT - 1] * normal(probability) / normal(last);
  }

  /** Between the numbers next to it, the first of which is that of half a part. */
  private static double at(double[] sorted, double probability) {
    double place = probability * sorted.length - .5;
    int below = (int) Math.floor(place);
    if (below < 0) {
      return sorted[0] * probability * 2 * sorted.length;
    }
    if (below >= sorted.length - 1) {
      return sorted[sorted.length - 1];
    }
    return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
  }
}
