package org.nmf4j.internal.rows;

/**
 * One factor X, W or Hᵀ, under alternating updates, wherever its rows are: in this process or on
 * many machines. It knows its present point, what it is extrapolated to, and a point to return to.
 *
 * @param <F> the kind of both factors
 */
public interface MovingFactor<F extends MovingFactor<F>> {

  /**
   * Lowers {@code Σ weight·ℓ + multiplier · penalty + penalty inside the mean} over X while the
   * other factor stays where it is extrapolated to, and then extrapolates X along its move since
   * the last update, {@code P(X + beta · (X − last X))}, P the projection onto what is allowed.
   *
   * @param withLoss whether the sum of losses is asked for, which may take another pass
   * @return {@code Σ weight·ℓ} at the new X, or what differs from it by a constant
   */
  double update(F other, double multiplier, double beta, boolean withLoss);

  /** Has the next updates lower a smooth loss that is nearly the one given, if it has edges. */
  void smooth(double width);

  /** What {@link #update} gives, at the present points of both factors. */
  double loss(F other);

  /** {@code Σ weight·ℓ} at the present points, entry by entry. */
  double exactLoss(F other);

  /** {@code ‖X − P(X − ∇f)‖}; scale leads from the sum that {@link #update} lowers to f. */
  double residual(F other, double multiplier, double scale);

  /** The penalty of X that the objective adds to the loss. */
  double penalty();

  /** The penalty of X that the observed entries add to their losses, for all entries together. */
  double penaltyInsideMean();

  /** Keeps the present point. */
  void keep();

  /** Goes back to the point that was kept, from which nothing is extrapolated. */
  void takeBack();
}
