package org.nmf4j.objective;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A closed set of allowed factors, given by the projection onto it: the nearest allowed factor, in
 * the Euclidean sense. {@link Constraints} has the usual ones.
 */
@FunctionalInterface
public interface Constraint {

  /**
   * Replaces a factor, W (m×k) or H (k×n), c-ordered FLOAT or DOUBLE, by its projection, in place.
   */
  void project(INDArray factor);

  /**
   * The projection of one array, for a loop that projects it again and again: a constraint may
   * prepare here what {@link #project} would prepare every time.
   */
  default Runnable boundTo(INDArray factor) {
    return () -> project(factor);
  }

  /** Whether an allowed factor can hold negative numbers. */
  default boolean allowsNegative() {
    return true;
  }

  /**
   * Refuses a factor's shape that the constraint can't serve; any is welcome by default.
   *
   * @throws IllegalArgumentException naming the shape and the rule
   */
  default void check(long rows, long columns) {}

  /**
   * This projection followed by another. The result is the projection onto what both allow where
   * the two don't disturb each other, as with fixed columns and non-negative numbers.
   */
  default Constraint and(Constraint next) {
    return new ConstraintSequence(this, next);
  }
}
