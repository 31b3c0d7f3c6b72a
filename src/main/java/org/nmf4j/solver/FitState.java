package org.nmf4j.solver;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All that a fit needs to go on from an iteration as if it had never been broken off.
 *
 * @param iteration steps taken
 * @param elapsed time taken
 * @param history the objective before each step, and now: {@code iteration + 1} numbers
 * @param heldOutHistory the held-out loss likewise, empty if nothing is held out
 * @param best the factors with the lowest held-out loss, if anything is held out
 * @param rule the update rule's state, as of {@link UpdateRule#state}
 */
public record FitState(
    int iteration,
    Duration elapsed,
    double[] history,
    double[] heldOutHistory,
    Optional<Factors> best,
    Map<String, INDArray> rule) {

  /**
   * @throws IllegalArgumentException if the parts don't belong together
   */
  public FitState {
    if (iteration < 0
        || elapsed.isNegative()
        || history.length != iteration + 1L
        || heldOutHistory.length != (best.isPresent() ? iteration + 1L : 0)) {
      throw new IllegalArgumentException(
          "iteration %d after %s with histories of %d and %d numbers is no state of a fit"
              .formatted(iteration, elapsed, history.length, heldOutHistory.length));
    }
  }
}
