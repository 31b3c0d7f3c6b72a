package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.math3.special.Gamma;

/**
 * A precision for each column, {@code τ_j ~ Gamma(s/2, s/(2c))} with mean c, so that a column of
 * few entries is not taken for exact. c and s, how alike the columns are, are the most probable
 * ones (as of variances in Smyth 2004, doi:10.2202/1544-6115.1027), s by a prior {@code p(log s) ∝
 * s⁻²}: a few columns may be alike by chance.
 */
final class ColumnNoise extends Noise {

  /** s counts in a column's precision as much as so many entries. */
  private static final double LEAST_STRENGTH = 2;

  private static final double MOST_STRENGTH = 1000;
  private static final double PRIOR = -2;

  /** Before which columns look alike that are not, and stay so once they are taken for alike. */
  private static final int FIRST_UPDATES = 10;

  /** Of the logarithms of s and c. */
  private static final double PRECISION_OF_STRENGTH = 1e-3;

  private static final double PRECISION_OF_CENTRE = 1e-9;
  private static final int MOST_TRIALS = 1000;

  private double centre;
  private double strength = LEAST_STRENGTH;
  private int updates;

  ColumnNoise(int columns, double square, double first) {
    super(columns, square, first);
    centre = precisions[0];
  }

  @Override
  public void update(double[] squaredErrors, double[] weights) {
    if (updates < FIRST_UPDATES) {
      updates++;
      take(LEAST_STRENGTH, squaredErrors, weights);
      return;
    }
    double logStrength =
        new BrentOptimizer(PRECISION_OF_STRENGTH, PRECISION_OF_STRENGTH)
            .optimize(
                new MaxEval(MOST_TRIALS),
                GoalType.MAXIMIZE,
                new UnivariateObjectiveFunction(
                    log -> {
                      take(Math.exp(log), squaredErrors, weights);
                      return logProbability(squaredErrors, weights);
                    }),
                new SearchInterval(
                    Math.log(LEAST_STRENGTH), Math.log(MOST_STRENGTH), Math.log(strength)))
            .getPoint();
    take(Math.exp(logStrength), squaredErrors, weights);
  }

  private void take(double newStrength, double[] squaredErrors, double[] weights) {
    strength = newStrength;
    centre = centre(squaredErrors, weights);
    for (int j = 0; j < precisions.length; j++) {
      double precision = (weights[j] + strength) / (squaredErrors[j] + strength / centre);
      precisions[j] = Math.min(precision, most);
    }
  }

  /** The mean of the precisions by it, between the least and the most of a column by itself. */
  private double centre(double[] squaredErrors, double[] weights) {
    double least = most;
    double largest = 0;
    for (int j = 0; j < weights.length; j++) {
      if (weights[j] > 0) {
        double own = Math.min(most, weights[j] / squaredErrors[j]);
        least = Math.min(least, own);
        largest = Math.max(largest, own);
      }
    }
    if (largest - least <= PRECISION_OF_CENTRE * largest) {
      return largest;
    }
    double log =
        new BrentSolver(PRECISION_OF_CENTRE)
            .solve(
                MOST_TRIALS,
                x -> excess(Math.exp(x), squaredErrors, weights),
                Math.log(least),
                Math.log(largest));
    return Math.exp(log);
  }

  private double excess(double c, double[] squaredErrors, double[] weights) {
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      sum +=
          1
              - (weights[j] + strength)
                  / (c * Math.max(squaredErrors[j], weights[j] / most) + strength);
    }
    return sum;
  }

  /** With the precisions' entropy: they are distributed around what they are taken for. */
  @Override
  public double logProbability(double[] squaredErrors, double[] weights) {
    double sum = PRIOR * Math.log(strength);
    double half = strength / 2;
    double prior = half * Math.log(half / centre) - Gamma.logGamma(half);
    for (int j = 0; j < precisions.length; j++) {
      double shape = half + weights[j] / 2;
      double rate = shape / precisions[j];
      sum +=
          prior
              + Gamma.logGamma(shape)
              - shape * Math.log(rate)
              + shape
              - precisions[j] * (squaredErrors[j] / 2 + half / centre)
              - weights[j] * LOG_TWO_PI / 2;
    }
    return sum;
  }

  @Override
  public double[] state() {
    double[] state = Arrays.copyOf(precisions, precisions.length + 3);
    state[precisions.length] = centre;
    state[precisions.length + 1] = strength;
    state[precisions.length + 2] = updates;
    return state;
  }

  @Override
  public void restore(double[] state) {
    System.arraycopy(state, 0, precisions, 0, precisions.length);
    centre = state[precisions.length];
    strength = state[precisions.length + 1];
    updates = (int) state[precisions.length + 2];
  }
}
