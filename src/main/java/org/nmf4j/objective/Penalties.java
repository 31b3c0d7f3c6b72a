package org.nmf4j.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The usual penalties. X stands for the factor, W or H. */
public final class Penalties {

  private static final Penalty NONE =
      new Penalty() {
        @Override
        public SDVariable value(SameDiff sd, SDVariable factor) {
          return factor.mul(0).sum();
        }

        @Override
        public boolean isNone() {
          return true;
        }
      };

  private Penalties() {}

  /** 0. */
  public static Penalty none() {
    return NONE;
  }

  /**
   * {@code λ · Σ |X_ij|}: drives numbers to 0.
   *
   * @throws IllegalArgumentException if λ is negative or not finite
   */
  public static Penalty l1(double lambda) {
    requireStrength("lambda", lambda);
    return lambda == 0 ? NONE : (sd, x) -> sd.math().abs(x).sum().mul(lambda);
  }

  /**
   * {@code λ/2 · Σ X_ij²}: keeps numbers small.
   *
   * @throws IllegalArgumentException if λ is negative or not finite
   */
  public static Penalty l2(double lambda) {
    requireStrength("lambda", lambda);
    return lambda == 0 ? NONE : (sd, x) -> x.mul(x).sum().mul(lambda / 2);
  }

  /**
   * {@code λ · (ρ · Σ |X_ij| + (1 − ρ)/2 · Σ X_ij²)}, as in Zou and Hastie 2005,
   * doi:10.1111/j.1467-9868.2005.00503.x.
   *
   * @param lambda the strength, ≥ 0
   * @param l1Ratio ρ in [0, 1], the part of the first term
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static Penalty elasticNet(double lambda, double l1Ratio) {
    requireStrength("lambda", lambda);
    if (!(l1Ratio >= 0 && l1Ratio <= 1)) {
      throw new IllegalArgumentException("l1Ratio must be in [0, 1], got " + l1Ratio);
    }
    return l1(lambda * l1Ratio).plus(l2(lambda * (1 - l1Ratio)));
  }

  private static void requireStrength(String name, double value) {
    if (!(value >= 0 && value <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(name + " must be finite and ≥ 0, got " + value);
    }
  }
}
