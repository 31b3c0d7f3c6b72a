package org.nmf4j;

import java.util.function.DoublePredicate;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Factors;

/** Refuses what can't be fitted, before anything is computed. */
final class Validation {

  /** More components than rows and columns are welcome, but not so many more. */
  private static final int MOST_COMPONENTS = 10_000;

  private Validation() {}

  static void check(MaskedMatrix a, int rank, Objective objective, boolean offsets) {
    long fitting = (Integer.MAX_VALUE - 8L) / Math.max(a.rows(), a.columns());
    long limit = Math.min(fitting, Math.max(MOST_COMPONENTS, Math.min(a.rows(), a.columns())));
    if (rank > limit) {
      throw new IllegalArgumentException(
          "rank must be in [1, %d] for A of shape (%d×%d), got %d"
              .formatted(limit, a.rows(), a.columns(), rank));
    }
    Loss loss = objective.loss();
    if (offsets && !loss.domain().equals(Loss.Domain.ALL)) {
      throw new IllegalArgumentException(
          "offsets need a loss for numbers of any sign, got " + loss.name());
    }
    requireDomain(a, loss);
    boolean nonNegative =
        !objective.constraintW().allowsNegative() && !objective.constraintH().allowsNegative();
    if (nonNegative && !offsets) {
      requireEach(a, value -> value >= 0, "A must be ≥ 0 for non-negative factors");
    }
    objective.constraintW().check(a.rows(), rank);
    objective.constraintH().check(rank, a.columns());
  }

  /** Refuses entries that a loss is not for. */
  static void requireDomain(MaskedMatrix a, Loss loss) {
    requireEach(
        a,
        loss.domain()::contains,
        "A must be %s for the loss %s".formatted(loss.domain(), loss.name()));
  }

  /** Of numbers of which the smallest is the first not to be allowed. */
  private static void requireEach(MaskedMatrix a, DoublePredicate isAllowed, String rule) {
    if (isAllowed.test(a.min())) {
      return;
    }
    a.forEachObserved(
        (row, column, value, weight) -> {
          if (!isAllowed.test(value)) {
            throw new IllegalArgumentException(
                "%s, got %s at (%d, %d)".formatted(rule, value, row, column));
          }
        });
  }

  /** Refuses initial factors that no step could mend. */
  static void check(Factors initial, Objective objective) {
    // Not by ND4J's reductions: their threads go on spinning, and keep ours from a processor.
    HeapMatrix w = HeapMatrix.of(initial.w());
    HeapMatrix h = HeapMatrix.of(initial.h());
    requireFinite("initial W", w, objective.constraintW().allowsNegative());
    requireFinite("initial H", h, objective.constraintH().allowsNegative());
  }

  static void requireFinite(String name, HeapMatrix numbers, boolean negativeAllowed) {
    for (int i = 0; i < numbers.rows(); i++) {
      for (int j = 0; j < numbers.columns(); j++) {
        double value = numbers.get(i, j);
        if (!Double.isFinite(value) || (value < 0 && !negativeAllowed)) {
          throw new IllegalArgumentException(
              "%s must be finite%s, got %s at (%d, %d)"
                  .formatted(name, negativeAllowed ? "" : " and ≥ 0", value, i, j));
        }
      }
    }
  }
}
