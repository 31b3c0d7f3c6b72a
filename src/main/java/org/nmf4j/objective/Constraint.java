package org.nmf4j.objective;

import java.util.Optional;
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

  /**
   * What the numbers of a column are allowed, if the constraint is a box: if it treats each number
   * by itself, and a number by its column and row alone. What it allows is then what the bounds of
   * the column and of the row both allow.
   */
  default Optional<Bounds> columnBounds(int column) {
    return Optional.empty();
  }

  /** As {@link #columnBounds}, of a row. */
  default Optional<Bounds> rowBounds(int row) {
    return Optional.empty();
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
