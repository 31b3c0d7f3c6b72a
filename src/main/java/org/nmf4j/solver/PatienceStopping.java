package org.nmf4j.solver;

import java.util.Locale;
import java.util.Optional;

/** Counts the steps since the held-out loss was lowest. */
record PatienceStopping(int steps) implements Stopping {

  PatienceStopping {
    if (steps < 1) {
      throw new IllegalArgumentException("patience must be ≥ 1, got " + steps);
    }
  }

  @Override
  public Optional<StopReason> check(FitProgress progress) {
    return progress.iteration() - progress.bestHeldOutIteration() >= steps
        ? Optional.of(
            new StopReason(
                StopReason.Code.PATIENCE,
                String.format(Locale.ROOT, "no better held-out loss in %d iterations", steps)))
        : Optional.empty();
  }

  @Override
  public boolean needsHeldOut() {
    return true;
  }
}
