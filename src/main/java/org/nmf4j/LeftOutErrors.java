package org.nmf4j;

import java.util.Arrays;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * What the errors of entries beside their deviations would be if each had been left out of the fit.
 * Of an entry with the noise σ² and the posterior variance v of its prediction, its leverage is
 * v/σ²: without it the error would be {@code error/(1 − v/σ²)}, and its deviation {@code σ/√(1 −
 * v/σ²)}, as in linear regression (Cook and Weisberg 1982, "Residuals and Influence in
 * Regression").
 */
final class LeftOutErrors {

  /** Entries looked at, at most. */
  private static final int MOST = 1_000_000;

  /** A leverage that is nearer to 1 is the approximation's. */
  private static final double LARGEST_LEVERAGE = .95;

  private final ModelPosterior posterior;
  private final double[] x;
  private final double[] y;
  private final int every;
  private final double meanWeight;
  private double[] errors = new double[1024];
  private int count;
  private long seen;

  private LeftOutErrors(ModelPosterior posterior, MaskedMatrix a) {
    this.posterior = posterior;
    x = new double[posterior.priorW().length];
    y = new double[posterior.priorW().length];
    every = (int) (1 + (a.observed() - 1) / MOST);
    meanWeight = a.totalWeight() / a.observed();
  }

  /**
   * Their quantiles.
   *
   * @param a what was fitted, offsets' mean subtracted
   */
  static ErrorQuantiles of(MaskedMatrix a, ModelPosterior posterior) {
    LeftOutErrors errors = new LeftOutErrors(posterior, a);
    a.forEachObserved(errors::add);
    return ErrorQuantiles.of(Arrays.copyOf(errors.errors, errors.count));
  }

  private void add(int row, int column, double value, double weight) {
    if (seen++ % every != 0) {
      return;
    }
    posterior.w().mean().read(row, x);
    posterior.h().mean().read(column, y);
    double error = value;
    for (int c = 0; c < x.length; c++) {
      error -= x[c] * y[c];
    }
    double noise = posterior.noise()[column] * meanWeight / weight;
    double variance = posterior.w().variance(row, y) + posterior.h().variance(column, x);
    double left = 1 - Math.min(variance / noise, LARGEST_LEVERAGE);
    if (count == errors.length) {
      errors = Arrays.copyOf(errors, 2 * count);
    }
    errors[count++] = Math.abs(error) / Math.sqrt(noise * left);
  }
}
