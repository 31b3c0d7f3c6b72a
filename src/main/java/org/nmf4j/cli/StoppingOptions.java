package org.nmf4j.cli;

import java.time.Duration;
import org.nmf4j.Nmf;
import picocli.CommandLine.Option;

/** How long a fit takes, and what it is judged by. */
final class StoppingOptions {

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Steps to take (default: up to 2000, until --tolerance).")
  private Integer iterations;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description =
          "Stop when 10 steps of als, bayes or reweighted, or 50 of gradient, lower the objective by"
              + " less than X times itself (default: 1e-4 of als and bayes, 1e-5 of reweighted, 1e-6 of"
              + " gradient, 1e-5 with --updater, or none with --iterations).")
  private Double tolerance;

  @Option(
      names = "--time-budget",
      paramLabel = "SECONDS",
      description = "Stop after so long (default: no limit).")
  private Double timeBudget;

  @Option(
      names = "--holdout",
      paramLabel = "FRACTION",
      defaultValue = "0",
      description =
          "Part of the observed entries to fit without, for --patience and the report's held-out loss"
              + " (default: ${DEFAULT-VALUE}).")
  private double holdout;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop when the held-out loss is no better for N steps (default: never; needs --holdout).")
  private Integer patience;

  /**
   * A specification with these in it.
   *
   * @throws IllegalArgumentException if an option is out of range, or needs another
   */
  Nmf addTo(Nmf nmf) {
    if (patience != null && holdout == 0) {
      throw new IllegalArgumentException("--patience needs --holdout");
    }
    Nmf judged = OptionValues.set(nmf, "--holdout", Nmf::holdOut, holdout);
    Nmf limited = OptionValues.set(judged, "--iterations", Nmf::iterations, iterations);
    Nmf tolerant = OptionValues.set(limited, "--tolerance", Nmf::tolerance, tolerance);
    Nmf timed = OptionValues.set(tolerant, "--time-budget", Nmf::timeBudget, duration());
    return OptionValues.set(timed, "--patience", Nmf::patience, patience);
  }

  private Duration duration() {
    if (timeBudget == null) {
      return null;
    }
    if (!(timeBudget > 0 && timeBudget < 1e9)) {
      throw new IllegalArgumentException(
          "--time-budget must be in (0, 1e9) seconds, got " + timeBudget);
    }
    return Duration.ofNanos(Math.round(timeBudget * 1e9));
  }

  /** How many steps there are at most, for people. */
  String limit() {
    return iterations == null ? "≤2000" : Integer.toString(iterations);
  }

  int iterationLimit() {
    return iterations == null ? Integer.MAX_VALUE : iterations;
  }
}
