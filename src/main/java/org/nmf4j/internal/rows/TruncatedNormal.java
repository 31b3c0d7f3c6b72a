package org.nmf4j.internal.rows;

/**
 * The normal distribution N(μ, σ²) cut off below 0, one after another. For one thread.
 *
 * <p>With z = μ/σ and the hazard h = φ(z)/Φ(z) its mean is σ(z + h) and its variance σ²(1 − h(z +
 * h)). Both are differences of equals for z far below 0, so that there they are put together from
 * what Laplace's continued fraction leaves of the hazard:
 *
 * <pre>{@code
 * z + h = 1/(−z + e),   1 − h(z + h) = (z + h)(e − (z + h)),   e = 2/(−z + 3/(−z + 4/(−z + …)))
 * }</pre>
 *
 * <p>The relative errors of all are some 10⁻¹⁵ for μ of either sign and any size.
 */
public final class TruncatedNormal {

  // e = numerator(−z)/denominator(−z), the highest power's first; golden/truncated_normal.py.
  private static final double[] NUMERATOR = {
    1.9999999999999998,
    79.97814504532504,
    1592.6633211448307,
    20637.10986680264,
    192250.52152348496,
    1348332.322683115,
    7261774.123195367,
    30088043.892007556,
    94394614.5142104,
    215191562.59909675,
    324978201.21360403,
    252434106.3760865
  };
  private static final double[] DENOMINATOR = {
    1.0,
    39.98907252266205,
    799.3316605726748,
    10438.52215091341,
    98502.25574977732,
    704641.9568343164,
    3909814.8843393773,
    16947015.907302007,
    57021154.38695969,
    145698652.30360737,
    269856426.8415691,
    328270069.64765114,
    201413276.0975476
  };

  /** Where e is 2/(−z) to the last digit. */
  private static final double FAR = 1e9;

  /** Where no part of the normal distribution is cut off that a double can tell. */
  private static final double WHOLE = 39;

  private static final double HALF_LOG_TWO_PI = .9189385332046727;

  private double deviation;
  private double z;
  private double hazard;
  private double mean;
  private double variance;

  /**
   * Cuts off another one.
   *
   * @param mean μ, of the whole distribution
   * @param deviation σ > 0
   */
  public void set(double mean, double deviation) {
    this.deviation = deviation;
    z = mean / deviation;
    if (z > WHOLE) {
      hazard = 0;
      this.mean = mean;
      variance = deviation * deviation;
    } else if (z > 0) {
      hazard = density(z) / (1 - upperTail(z));
      this.mean = deviation * (z + hazard);
      variance = deviation * deviation * (1 - hazard * (z + hazard));
    } else {
      double rest = rest(-z);
      double excess = 1 / (rest - z);
      hazard = excess - z;
      this.mean = deviation * excess;
      variance = deviation * deviation * (excess * (rest - excess));
    }
  }

  private static double rest(double a) {
    if (a > FAR) {
      return 2 / a;
    }
    double numerator = NUMERATOR[0];
    double denominator = a + DENOMINATOR[1];
    for (int c = 1; c < NUMERATOR.length; c++) {
      numerator = numerator * a + NUMERATOR[c];
      denominator = denominator * a + DENOMINATOR[c + 1];
    }
    return numerator / denominator;
  }

  private static double density(double z) {
    return Math.exp(-.5 * z * z - HALF_LOG_TWO_PI);
  }

  /** 1 − Φ(z), of z ≥ 0. */
  private static double upperTail(double z) {
    return density(z) / (z + 1 / (z + rest(z)));
  }

  /** {@return its mean, ≥ 0 and ≥ μ} */
  public double mean() {
    return mean;
  }

  /** {@return its variance, of at most σ²} */
  public double variance() {
    return variance;
  }

  /** {@return log Φ(μ/σ), of the part of the whole distribution that is left} */
  public double logNormaliser() {
    return z > 0 ? Math.log1p(-upperTail(z)) : -.5 * z * z - HALF_LOG_TWO_PI - Math.log(hazard);
  }

  /**
   * {@return its differential entropy, {@code log σ + log Φ(z) + (log 2πe − zh)/2}, in which
   * nothing cancels here}
   */
  public double entropy() {
    double logs = z > 0 ? HALF_LOG_TWO_PI + Math.log1p(-upperTail(z)) : -Math.log(hazard);
    double rest = z > 0 ? z * hazard : z * (mean / deviation);
    return Math.log(deviation) + logs + .5 * (1 - rest);
  }
}
