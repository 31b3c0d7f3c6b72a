package org.nmf4j.solver.bayes;

import java.util.Optional;
import java.util.function.IntFunction;
import org.nmf4j.objective.Bounds;

/** What the components of a factor may be: fixed, non-negative or any number. */
record Components(boolean[] fixed, boolean[] nonNegative) {

  static Components of(int rank, IntFunction<Optional<Bounds>> bounds) {
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
  static boolean suit(int rank, IntFunction<Optional<Bounds>> bounds) {
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

  boolean isAnyNonNegative() {
    for (boolean flag : nonNegative) {
      if (flag) {
        return true;
      }
    }
    return false;
  }
}
