package org.nmf4j.solver;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares the lowest objective of the last steps with the lowest of as many before: updaters with
 * momentum go up and down on their way.
 */
record ToleranceStopping(double tolerance, int steps) implements Stopping {

  static final int STEPS = 50;

  ToleranceStopping {
    if (!(tolerance >= 0 && tolerance <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("tolerance must be finite and ≥ 0, got " + tolerance);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be ≥ 1, got " + steps);
    }
  }

  @Override
  public Optional<StopReason> check(FitProgress progress) {
    int now = progress.iteration();
    // Looked at once in a window, so that looking costs nothing.
    if (now < 2 * steps || now % steps != 0) {
      return Optional.empty();
    }
    double before = lowest(progress, now - 2 * steps, now - steps);
    double lately = lowest(progress, now - steps, now + 1);
    if (before - lately >= tolerance * Math.abs(before) && lately < before) {
      return Optional.empty();
    }
    return Optional.of(
        new StopReason(
            StopReason.Code.TOLERANCE,
            "the objective fell by less than %s of itself in %d iterations"
                .formatted(tolerance, steps)));
  }

  private static double lowest(FitProgress progress, int from, int to) {
    return IntStream.range(from, to).mapToDouble(progress::objective).min().orElseThrow();
  }
}
