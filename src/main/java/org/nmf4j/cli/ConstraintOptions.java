package org.nmf4j.cli;

import java.util.Locale;
import org.nmf4j.Nmf;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import picocli.CommandLine.Option;

/** What the numbers of W and H are kept in. */
final class ConstraintOptions {

  private static final String UPPER = "upper:";

  @Option(
      names = "--constraint-w",
      paramLabel = "nonnegative|simplex|none|upper:X",
      description =
          "What W is kept in; simplex: each row is non-negative and sums to 1, upper: from 0 to X"
              + " (default: nonnegative).")
  private String ofW;

  @Option(
      names = "--constraint-h",
      paramLabel = "nonnegative|simplex|none|upper:X",
      description =
          "What H is kept in; simplex: each column is non-negative and sums to 1, upper: from 0 to X"
              + " (default: nonnegative).")
  private String ofH;

  /**
   * A specification with these in it.
   *
   * @throws IllegalArgumentException if one is none
   */
  Nmf addTo(Nmf nmf) {
    return ofW == null && ofH == null
        ? nmf
        : nmf.constraint(
            named("--constraint-w", ofW, Constraints.simplexRows()),
            named("--constraint-h", ofH, Constraints.simplexColumns()));
  }

  private static Constraint named(String option, String name, Constraint simplex) {
    if (name == null || name.equals("nonnegative")) {
      return Constraints.nonNegative();
    }
    if (name.equals("simplex")) {
      return simplex;
    }
    if (name.equals("none")) {
      return Constraints.none();
    }
    double bound =
        name.startsWith(UPPER)
            ? OptionValues.numberOrNaN(name.substring(UPPER.length()))
            : Double.NaN;
    if (!(bound > 0 && bound <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must be nonnegative, simplex, none or upper:X with X > 0, got \"%s\"",
              option,
              name));
    }
    return Constraints.upperBound(bound);
  }
}
