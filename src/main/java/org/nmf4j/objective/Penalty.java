package org.nmf4j.objective;

import java.util.Objects;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A term that the objective adds for a factor, W (m×k) or H (k×n). SameDiff differentiates it.
 * {@link Penalties} has the usual ones.
 */
@FunctionalInterface
public interface Penalty {

  /**
   * Builds the scalar to add to the objective.
   *
   * @param sd the graph to build in
   * @param factor W or H
   * @return the scalar, of the type of the factor
   */
  SDVariable value(SameDiff sd, SDVariable factor);

  /**
   * {@return whether {@link #value} is 0 for every factor, so that nothing need be built; false by
   * default}
   */
  default boolean isNone() {
    return false;
  }

  /**
   * {@return the part that observed entries add to their own losses, inside the mean; nothing by
   * default}
   */
  default Optional<PerObservation> insideMean() {
    return Optional.empty();
  }

  /** A penalty that counts as often as entries are observed. */
  @FunctionalInterface
  interface PerObservation {
    /**
     * Builds the scalar for all observed entries together.
     *
     * @param sd the graph to build in
     * @param factor W or H
     * @param observed the sum of the weights observed in each line of the factor, m×1 for W or 1×n
     *     for H
     * @return the scalar, of the type of the factor
     */
    SDVariable total(SameDiff sd, SDVariable factor, SDVariable observed);
  }

  /**
   * The penalty of one component, a column of W or a row of H, if it is an elastic net: what
   * alternating least squares can do.
   *
   * @param component its index
   * @return the elastic net; nothing by default
   */
  default Optional<ElasticNet> ofComponent(int component) {
    return Optional.empty();
  }

  /**
   * This penalty plus another.
   *
   * @param other the other
   * @return the sum
   */
  default Penalty plus(Penalty other) {
    Objects.requireNonNull(other, "other");
    return other.equals(Penalties.none()) ? this : new PenaltySum(this, other);
  }
}
