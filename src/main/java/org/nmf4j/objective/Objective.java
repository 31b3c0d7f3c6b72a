package org.nmf4j.objective;

/**
 * What is minimised, {@code f(W, H) = link(Σ weight·ℓ / Σ weight) + penalty(W) + penalty(H)}, and
 * the sets that W and H are kept in.
 *
 * @param loss ℓ and its link
 * @param penaltyW for W, m×k
 * @param penaltyH for H, k×n
 * @param constraintW for W, m×k
 * @param constraintH for H, k×n
 */
public record Objective(
    Loss loss, Penalty penaltyW, Penalty penaltyH, Constraint constraintW, Constraint constraintH) {

  /** The loss alone, on non-negative factors. */
  public static Objective of(Loss loss) {
    return new Objective(
        loss,
        Penalties.none(),
        Penalties.none(),
        Constraints.nonNegative(),
        Constraints.nonNegative());
  }

  /** The same with another loss. */
  public Objective withLoss(Loss loss) {
    return new Objective(loss, penaltyW, penaltyH, constraintW, constraintH);
  }

  /** The same with other penalties. */
  public Objective withPenalties(Penalty penaltyW, Penalty penaltyH) {
    return new Objective(loss, penaltyW, penaltyH, constraintW, constraintH);
  }

  /** The same with other constraints. */
  public Objective withConstraints(Constraint constraintW, Constraint constraintH) {
    return new Objective(loss, penaltyW, penaltyH, constraintW, constraintH);
  }

  /**
   * The same for factors that row offsets b and column offsets c extend: {@code [W, b, 1]},
   * m×(k+2), and {@code [H; 1; c]}, (k+2)×n, whose product is W·H + b_i + c_j. Offsets may be any
   * number.
   *
   * @param rank k
   * @param penalty of the offsets
   */
  public Objective withOffsets(int rank, ElasticNet penalty) {
    return new Objective(
        loss,
        new OffsetPenalty(penaltyW, penalty, rank, true),
        new OffsetPenalty(penaltyH, penalty, rank, false),
        new OffsetConstraint(constraintW, rank, true),
        new OffsetConstraint(constraintH, rank, false));
  }
}
