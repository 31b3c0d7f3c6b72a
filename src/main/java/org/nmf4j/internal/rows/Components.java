package org.nmf4j.internal.rows;

import java.util.Optional;
import java.util.function.IntFunction;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.Objective;

/** What the components of a factor may be: fixed, non-negative or any number. */
public record Components(boolean[] fixed, boolean[] nonNegative) {

  /** Those of W, or of H. */
  public static Components of(Objective objective, boolean isW, int rank) {
    return isW
        ? of(rank, objective.constraintW()::columnBounds)
        : of(rank, objective.constraintH()::rowBounds);
  }

  private static Components of(int rank, IntFunction<Optional<Bounds>> bounds) {
    boolean[] fixed = new boolean[rank];
    boolean[] nonNegative = new boolean[rank];
    for (int c = 0; c < rank; c++) {
      Bounds allowed = bounds.apply(c).orElseThrow();
      fixed[c] = allowed.fixed();
      nonNegative[c] = !allowed.fixed() && allowed.lower() == 0;
    }
    return new Components(fixed, nonNegative);
  }

  /** Whether they are of one of these kinds. */
  public static boolean suit(int rank, IntFunction<Optional<Bounds>> bounds) {
    for (int c = 0; c < rank; c++) {
      Bounds allowed = bounds.apply(c).orElse(null);
      boolean suits =
          allowed != null
              && (allowed.fixed()
                  || allowed.equals(Bounds.FREE)
                  || allowed.equals(Bounds.NON_NEGATIVE));
      if (!suits) {
        return false;
      }
    }
    return true;
  }

  public boolean isAnyNonNegative() {
    for (boolean flag : nonNegative) {
      if (flag) {
        return true;
      }
    }
    return false;
  }

  /** How rows of such numbers are distributed, before anything is known but their means. */
  public Posterior posterior(HeapMatrix mean) {
    return isAnyNonNegative()
        ? new ElementwisePosterior(mean, fixed, nonNegative)
        : new JointPosterior(mean, fixed);
  }
}
