package org.nmf4j.objective;

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

  /** Whether the term is 0 for every factor, so that nothing need be built. */
  default boolean isNone() {
    return false;
  }

  /** This penalty plus another. */
  default Penalty plus(Penalty other) {
    if (isNone()) {
      return other;
    }
    return other.isNone() ? this : (sd, factor) -> value(sd, factor).add(other.value(sd, factor));
  }
}
