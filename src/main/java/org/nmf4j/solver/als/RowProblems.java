package org.nmf4j.solver.als;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Solver;

/** Which penalties and constraints leave each row of a factor a small problem of its own. */
final class RowProblems {

  private RowProblems() {}

  static boolean suit(Objective objective, int rank) {
    return hasElasticNets(objective, rank) && hasSeparateRows(objective, rank);
  }

  private static boolean hasElasticNets(Objective objective, int rank) {
    return IntStream.range(0, rank)
        .allMatch(
            c ->
                objective.penaltyW().ofComponent(c).isPresent()
                    && objective.penaltyH().ofComponent(c).isPresent());
  }

  private static boolean hasSeparateRows(Objective objective, int rank) {
    Constraint w = objective.constraintW();
    Constraint h = objective.constraintH();
    return w.rowBounds(0).isPresent()
        && w.columnSum().isEmpty()
        && areBounded(w.rowSum(), rank, w::columnBounds)
        && h.columnBounds(0).isPresent()
        && h.rowSum().isEmpty()
        && areBounded(h.columnSum(), rank, h::rowBounds);
  }

  /** Whether components are bounded by boxes, or by a whole simplex if they have to have a sum. */
  private static boolean areBounded(
      OptionalDouble sum, int rank, IntFunction<Optional<Bounds>> ofComponents) {
    return IntStream.range(0, rank)
        .mapToObj(ofComponents)
        .allMatch(
            bounds ->
                bounds.isPresent() && (sum.isEmpty() || isWithin(bounds.get(), sum.getAsDouble())));
  }

  private static boolean isWithin(Bounds bounds, double sum) {
    return !bounds.fixed() && bounds.lower() == 0 && bounds.upper() >= sum;
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
        hasSeparateRows(objective, rank),
        "constraints of each row of W and each column of H by itself",
        () -> objective.constraintW() + " and " + objective.constraintH());
  }

  static void require(Solver solver, boolean met, String needed, Supplier<String> got) {
    if (!met) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s needs %s, got %s", solver.name(), needed, got.get()));
    }
  }
}
