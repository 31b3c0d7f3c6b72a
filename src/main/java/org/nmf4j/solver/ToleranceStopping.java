package org.nmf4j.solver;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares the lowest objective so far with the lowest before the last steps: updaters with
 * momentum go up and down on their way. While the objective is on its way up, a fit goes on.
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
    double before = lowest(progress, 0, now - steps);
    double lately = lowest(progress, now - steps, now + 1);
    boolean falls = before - lately >= tolerance * Math.abs(before) && lately < before;
    boolean rises = progress.objective() > progress.objective(now - steps);
    if (falls || rises) {
      return Optional.empty();
    }
    return Optional.of(
        new StopReason(
            StopReason.Code.TOLERANCE,
            String.format(
                Locale.ROOT,
                "the objective fell by less than %s of itself in %d iterations",
                tolerance,
                steps)));
  }

  private static double lowest(FitProgress progress, int from, int to) {
    return IntStream.range(from, to).mapToDouble(progress::objective).min().orElseThrow();
  }
}
