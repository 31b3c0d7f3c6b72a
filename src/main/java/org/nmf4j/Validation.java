package org.nmf4j;

import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Objective;

/** Refuses what can't be fitted, before anything is computed. */
final class Validation {

  private Validation() {}

  static void check(MaskedMatrix a, int rank, Objective objective) {
    int limit = Math.min(a.rows(), a.columns());
    if (rank > limit) {
      throw new IllegalArgumentException(
          "rank must be in [1, %d] for A of shape (%d×%d), got %d"
              .formatted(limit, a.rows(), a.columns(), rank));
    }
    boolean nonNegative =
        !objective.constraintW().allowsNegative() && !objective.constraintH().allowsNegative();
    if (nonNegative && a.min() < 0) {
      a.forEachObserved(
          (row, column, value, weight) -> {
            if (value < 0) {
              throw new IllegalArgumentException(
                  "A must be ≥ 0 for non-negative factors, got %s at (%d, %d)"
                      .formatted(value, row, column));
            }
          });
    }
    objective.loss().check(a);
    objective.constraintW().check(a.rows(), rank);
    objective.constraintH().check(rank, a.columns());
  }
}
