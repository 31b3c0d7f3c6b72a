package org.nmf4j.solver.als;

import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Solver;

/** Which penalties and constraints leave each row of a factor a small problem of its own. */
final class RowProblems {

  private RowProblems() {}

  static boolean suit(Objective objective, int rank) {
    return hasElasticNets(objective, rank) && hasBoxes(objective, rank);
  }

  private static boolean hasElasticNets(Objective objective, int rank) {
    return IntStream.range(0, rank)
        .allMatch(
            c ->
                objective.penaltyW().ofComponent(c).isPresent()
                    && objective.penaltyH().ofComponent(c).isPresent());
  }

  private static boolean hasBoxes(Objective objective, int rank) {
    Constraint w = objective.constraintW();
    Constraint h = objective.constraintH();
    return w.rowBounds(0).isPresent()
        && h.columnBounds(0).isPresent()
        && IntStream.range(0, rank)
            .allMatch(c -> w.columnBounds(c).isPresent() && h.rowBounds(c).isPresent());
  }

  /**
   * Refuses other penalties and constraints.
   *
   * @throws IllegalArgumentException naming them
   */
  static void require(Solver solver, Objective objective, int rank) {
    require(
        solver,
        hasElasticNets(objective, rank),
        "elastic net penalties",
        () -> objective.penaltyW() + " and " + objective.penaltyH());
    require(
        solver,
        hasBoxes(objective, rank),
        "box constraints",
        () -> objective.constraintW() + " and " + objective.constraintH());
  }

  static void require(Solver solver, boolean met, String needed, Supplier<String> got) {
    if (!met) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s needs %s, got %s", solver.name(), needed, got.get()));
    }
  }
}
