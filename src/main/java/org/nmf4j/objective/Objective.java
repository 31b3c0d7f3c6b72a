package org.nmf4j.objective;

import java.util.Objects;
import java.util.stream.Stream;

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

  /**
   * Refuses null.
   *
   * @param loss ℓ and its link
   * @param penaltyW for W, m×k
   * @param penaltyH for H, k×n
   * @param constraintW for W, m×k
   * @param constraintH for H, k×n
   */
  public Objective {
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(penaltyW, "penalty of W");
    Objects.requireNonNull(penaltyH, "penalty of H");
    Objects.requireNonNull(constraintW, "constraint of W");
    Objects.requireNonNull(constraintH, "constraint of H");
  }

  /**
   * The loss alone, on non-negative factors.
   *
   * @param loss ℓ and its link
   * @return the objective
   */
  public static Objective of(Loss loss) {
    return new Objective(
        loss,
        Penalties.none(),
        Penalties.none(),
        Constraints.nonNegative(),
        Constraints.nonNegative());
  }

  /**
   * The same with another loss.
   *
   * @param loss ℓ and its link
   * @return a changed copy
   */
  public Objective withLoss(Loss loss) {
    return new Objective(loss, penaltyW, penaltyH, constraintW, constraintH);
  }

  /**
   * The same with other penalties.
   *
   * @param penaltyW for W, m×k
   * @param penaltyH for H, k×n
   * @return a changed copy
   */
  public Objective withPenalties(Penalty penaltyW, Penalty penaltyH) {
    return new Objective(loss, penaltyW, penaltyH, constraintW, constraintH);
  }

  /**
   * The same with other constraints.
   *
   * @param constraintW for W, m×k
   * @param constraintH for H, k×n
   * @return a changed copy
   */
  public Objective withConstraints(Constraint constraintW, Constraint constraintH) {
    return new Objective(loss, penaltyW, penaltyH, constraintW, constraintH);
  }

  /**
   * {@return the objective of a row that joins W while H is kept, or of a column that joins H while
   * W is kept: the same, with what the constraints ask of new rows of W and new columns of H}
   */
  public Objective forNewLines() {
    return withConstraints(constraintW.forNewRows(), constraintH.forNewColumns());
  }

  /** {@return whether there is any penalty, inside the mean or outside} */
  public boolean isPenalised() {
    return Stream.of(penaltyW, penaltyH)
        .anyMatch(penalty -> !penalty.isNone() || penalty.insideMean().isPresent());
  }

  /**
   * {@return whether the mean loss decides what penalties outside the mean count for beside a sum
   * of losses}
   */
  public boolean needsMean() {
    return !(penaltyW.isNone() && penaltyH.isNone()) && loss.link() != Link.IDENTITY;
  }
}
