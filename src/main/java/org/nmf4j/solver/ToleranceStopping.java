package org.nmf4j.solver;

import java.util.Optional;

/** Compares the objective with the one ten steps ago: a single step may be small by chance. */
record ToleranceStopping(double tolerance) implements Stopping {

  private static final int WINDOW = 10;

  ToleranceStopping {
    if (!(tolerance >= 0 && tolerance <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("tolerance must be finite and ≥ 0, got " + tolerance);
    }
  }

  @Override
  public Optional<StopReason> check(FitProgress progress) {
    if (progress.iteration() < WINDOW) {
      return Optional.empty();
    }
    double before = progress.objective(progress.iteration() - WINDOW);
    double now = progress.objective();
    if (before - now < tolerance * Math.abs(before)) {
      return Optional.of(
          new StopReason(
              "tolerance",
              "the objective fell by less than %s of itself in %d iterations"
                  .formatted(tolerance, WINDOW)));
    }
    return Optional.empty();
  }
}
