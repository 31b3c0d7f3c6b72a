package org.nmf4j.solver;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
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
 * @param best the factors with the lowest held-out loss, or objective if nothing is held out;
 *     nothing if the last ones are always the best
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
   * Checks the parts.
   *
   * @param iteration steps taken
   * @param elapsed time taken
   * @param history the objective before each step, and now: {@code iteration + 1} numbers
   * @param heldOutHistory the held-out loss likewise, empty if nothing is held out
   * @param best the factors with the lowest held-out loss, or objective if nothing is held out;
   *     nothing if the last ones are always the best
   * @param rule the update rule's state, as of {@link UpdateRule#state}
   * @throws IllegalArgumentException if the parts don't belong together
   */
  public FitState {
    if (iteration < 0
        || elapsed.isNegative()
        || history.length != iteration + 1L
        || !(heldOutHistory.length == 0 || heldOutHistory.length == iteration + 1L)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "iteration %d after %s with histories of %d and %d numbers is no state of a fit",
              iteration,
              elapsed,
              history.length,
              heldOutHistory.length));
    }
  }

  /**
   * Checks that it can take the place of a fit's present state.
   *
   * @param ruleState that of the fit's update rule
   * @param bestFactors those of the fit, if it keeps any
   * @throws IllegalArgumentException if the arrays differ in names, types or shapes
   */
  void requireLike(Map<String, INDArray> ruleState, Optional<Factors> bestFactors) {
    requireLike(ruleState, rule);
    requireLike(arrays(bestFactors), arrays(best));
  }

  private static Map<String, INDArray> arrays(Optional<Factors> best) {
    return best.map(factors -> Map.of("best W", factors.w(), "best H", factors.h()))
        .orElse(Map.of());
  }

  private static void requireLike(Map<String, INDArray> own, Map<String, INDArray> given) {
    if (!own.keySet().equals(given.keySet())) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "it must hold %s, got %s", own.keySet(), given.keySet()));
    }
    own.forEach(
        (name, array) -> {
          INDArray other = given.get(name);
          if (array.dataType() != other.dataType()
              || !Arrays.equals(array.shape(), other.shape())) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "%s must be %s of shape %s, got %s of shape %s",
                    name,
                    array.dataType(),
                    Arrays.toString(array.shape()),
                    other.dataType(),
                    Arrays.toString(other.shape())));
          }
        });
  }
}
