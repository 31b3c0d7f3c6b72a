package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A term that the objective adds for a factor, W (m×k) or H (k×n). SameDiff differentiates it.
 * {@link Penalties} has the usual ones.
 */
@FunctionalInterface
public interface Penalty {

  /** Builds the scalar to add to the objective. */
  SDVariable value(SameDiff sd, SDVariable factor);

  /** Whether {@link #value} is 0 for every factor, so that nothing need be built. */
  default boolean isNone() {
    return false;
  }

  /** The part that observed entries add to their own losses, inside the mean; none by default. */
  default Optional<PerObservation> insideMean() {
    return Optional.empty();
  }

  /** A penalty that counts as often as entries are observed. */
  @FunctionalInterface
  interface PerObservation {
    /**
     * Builds the scalar for all observed entries together.
     *
     * @param observed the sum of the weights observed in each line of the factor, m×1 for W or 1×n
     *     for H
     */
    SDVariable total(SameDiff sd, SDVariable factor, SDVariable observed);
  }

  /**
   * The penalty of one component, a column of W or a row of H, if it is an elastic net: what
   * alternating least squares can do.
   */
  default Optional<ElasticNet> ofComponent(int component) {
    return Optional.empty();
  }

  /** This penalty plus another. */
  default Penalty plus(Penalty other) {
    return other.equals(Penalties.none()) ? this : new PenaltySum(this, other);
  }
}
