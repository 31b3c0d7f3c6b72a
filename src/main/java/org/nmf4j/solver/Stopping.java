package org.nmf4j.solver;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** A rule that ends a fit. It keeps no state: all it may look at is the progress. */
@FunctionalInterface
public interface Stopping {

  /**
   * Asked after each iteration.
   *
   * @param progress valid only during the call
   * @return the reason to stop before the next step, or nothing to go on
   */
  Optional<StopReason> check(FitProgress progress);

  /**
   * {@return whether the rule looks at the held-out loss, so that something must be held out; false
   * by default}
   */
  default boolean needsHeldOut() {
    return false;
  }

  /**
   * Stops after a number of steps.
   *
   * @param count ≥ 0
   * @return the rule
   * @throws IllegalArgumentException if the number is negative
   */
  static Stopping iterations(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("iterations must be ≥ 0, got " + count);
    }
    StopReason reason =
        new StopReason(
            StopReason.Code.ITERATIONS,
            String.format(Locale.ROOT, "all %d iterations done", count));
    return progress -> progress.iteration() >= count ? Optional.of(reason) : Optional.empty();
  }

  /**
   * Stops when the objective has fallen by less than {@code tolerance · objective} over the last
   * fifty steps.
   *
   * @param tolerance ≥ 0
   * @return the rule
   * @throws IllegalArgumentException if the tolerance is negative or not finite
   */
  static Stopping tolerance(double tolerance) {
    return tolerance(tolerance, ToleranceStopping.STEPS);
  }

  /**
   * As {@link #tolerance(double)}, over another number of steps.
   *
   * @param tolerance ≥ 0
   * @param steps ≥ 1
   * @return the rule
   * @throws IllegalArgumentException if the tolerance is negative or not finite, or the number not
   *     positive
   */
  static Stopping tolerance(double tolerance, int steps) {
    return new ToleranceStopping(tolerance, steps);
  }

  /**
   * Stops when the held-out loss has found no new minimum for a number of steps. The model is then
   * the one of the minimum.
   *
   * @param steps ≥ 1
   * @return the rule
   * @throws IllegalArgumentException if the number is not positive
   */
  static Stopping patience(int steps) {
    return new PatienceStopping(steps);
  }

  /**
   * Stops when the fit has taken its time.
   *
   * @param budget > 0
   * @return the rule
   * @throws IllegalArgumentException if the time is not positive
   */
  static Stopping timeBudget(Duration budget) {
    Objects.requireNonNull(budget, "budget");
    if (budget.isNegative() || budget.isZero()) {
      throw new IllegalArgumentException("timeBudget must be positive, got " + budget);
    }
    StopReason reason =
        new StopReason(
            StopReason.Code.TIME,
            String.format(
                Locale.ROOT,
                "the time budget of %s s is used up",
                budget.toSeconds() + budget.toMillisPart() / 1000.0));
    return progress ->
        progress.elapsed().compareTo(budget) >= 0 ? Optional.of(reason) : Optional.empty();
  }
}
