package org.nmf4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Factors;

/** Refuses what can't be fitted, before anything is computed. */
final class Validation {

  private Validation() {}

  static void check(MaskedMatrix a, int rank, Objective objective, boolean offsets) {
    int limit = Math.min(a.rows(), a.columns());
    if (rank > limit) {
      throw new IllegalArgumentException(
          "rank must be in [1, %d] for A of shape (%d×%d), got %d"
              .formatted(limit, a.rows(), a.columns(), rank));
    }
    boolean nonNegative =
        !objective.constraintW().allowsNegative() && !objective.constraintH().allowsNegative();
    if (nonNegative && !offsets && a.min() < 0) {
      a.forEachObserved(
          (row, column, value, weight) -> {
            if (value < 0) {
              throw new IllegalArgumentException(
                  "A must be ≥ 0 for non-negative factors, got %s at (%d, %d)"
                      .formatted(value, row, column));
            }
          });
    }
    checkLoss(a, objective.loss(), offsets);
    objective.constraintW().check(a.rows(), rank);
    objective.constraintH().check(rank, a.columns());
  }

  private static void checkLoss(MaskedMatrix a, Loss loss, boolean offsets) {
    if (!offsets) {
      loss.check(a);
      return;
    }
    try {
      loss.check(a.plus(-a.mean()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "offsets need a loss for numbers of any sign, got " + loss.name(), e);
    }
  }

  /** Refuses initial factors that no step could mend. */
  static void check(Factors initial, Objective objective) {
    check("W", initial.w(), objective.constraintW().allowsNegative());
    check("H", initial.h(), objective.constraintH().allowsNegative());
  }

  private static void check(String name, INDArray factor, boolean negativeAllowed) {
    // Not by ND4J's reductions: their threads go on spinning, and keep ours from a processor.
    HeapMatrix numbers = HeapMatrix.of(factor);
    for (int i = 0; i < numbers.rows(); i++) {
      for (int j = 0; j < numbers.columns(); j++) {
        double value = numbers.get(i, j);
        if (!Double.isFinite(value) || (value < 0 && !negativeAllowed)) {
          throw new IllegalArgumentException(
              "initial %s must be finite%s, got %s at (%d, %d)"
                  .formatted(name, negativeAllowed ? "" : " and ≥ 0", value, i, j));
        }
      }
    }
  }
}
