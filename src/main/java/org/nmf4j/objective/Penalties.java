package org.nmf4j.objective;

/** The usual penalties. X stands for the factor, W or H. */
public final class Penalties {

  private static final ElasticNet NONE = new ElasticNet(0, 0, 0, 0);

  private Penalties() {}

  /** {@return the penalty that is always 0} */
  public static ElasticNet none() {
    return NONE;
  }

  /**
   * {@code λ · Σ |X_ij|}: drives numbers to 0.
   *
   * @param lambda λ ≥ 0
   * @return the penalty
   * @throws IllegalArgumentException if λ is negative or not finite
   */
  public static ElasticNet l1(double lambda) {
    return new ElasticNet(lambda, 0, 0, 0);
  }

  /**
   * {@code λ/2 · Σ X_ij²}: keeps numbers small.
   *
   * @param lambda λ ≥ 0
   * @return the penalty
   * @throws IllegalArgumentException if λ is negative or not finite
   */
  public static ElasticNet l2(double lambda) {
    return new ElasticNet(0, lambda, 0, 0);
  }

  /**
   * {@code λ · (ρ · Σ |X_ij| + (1 − ρ)/2 · Σ X_ij²)}, as in Zou and Hastie 2005,
   * doi:10.1111/j.1467-9868.2005.00503.x.
   *
   * @param lambda the strength, ≥ 0
   * @param l1Ratio ρ in [0, 1], the part of the first term
   * @return the penalty
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static ElasticNet elasticNet(double lambda, double l1Ratio) {
    if (!(l1Ratio >= 0 && l1Ratio <= 1)) {
      throw new IllegalArgumentException("l1Ratio must be in [0, 1], got " + l1Ratio);
    }
    ElasticNet.requireStrength(lambda);
    return new ElasticNet(lambda * l1Ratio, lambda * (1 - l1Ratio), 0, 0);
  }
}
