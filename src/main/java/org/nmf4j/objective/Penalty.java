package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

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

  /**
   * The part of the penalty that the observed entries add to their own losses, inside the mean;
   * none by default. Its value is for all entries together.
   *
   * @param observed the sum of the weights observed in each line, m×1 for W or 1×n for H
   */
  default Penalty insideMean(INDArray observed) {
    return Penalties.none();
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
