package org.nmf4j.objective;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A closed set of allowed factors, given by the projection onto it: the nearest allowed factor, in
 * the Euclidean sense. {@link Constraints} has the usual ones.
 */
@FunctionalInterface
public interface Constraint {

  /**
   * Replaces a factor by its projection, in place.
   *
   * @param factor W (m×k) or H (k×n), c-ordered FLOAT or DOUBLE
   */
  void project(INDArray factor);

  /**
   * The projection of one array, for a loop that projects it again and again: a constraint may
   * prepare here what {@link #project} would prepare every time.
   *
   * @param factor as in {@link #project}
   * @return projects it, at each run
   */
  default Runnable boundTo(INDArray factor) {
    return () -> project(factor);
  }

  /**
   * What the numbers of a column are allowed, if the constraint is a box, sums aside: if it treats
   * each number by itself, and a number by its column and row alone. What it allows is then what
   * the bounds of the column and of the row both allow and has the {@link #rowSum} and {@link
   * #columnSum}.
   *
   * @param column its index
   * @return the bounds, or nothing if the constraint is no box
   */
  default Optional<Bounds> columnBounds(int column) {
    return Optional.empty();
  }

  /**
   * As {@link #columnBounds}, of a row.
   *
   * @param row its index
   * @return the bounds, or nothing if the constraint is no box
   */
  default Optional<Bounds> rowBounds(int row) {
    return Optional.empty();
  }

  /**
   * {@return what each row has to sum to besides its bounds, but for rows that are fixed; nothing
   * by default}
   */
  default OptionalDouble rowSum() {
    return OptionalDouble.empty();
  }

  /** {@return as {@link #rowSum}, of each column} */
  default OptionalDouble columnSum() {
    return OptionalDouble.empty();
  }

  /** {@return whether an allowed factor can hold negative numbers; true by default} */
  default boolean allowsNegative() {
    return true;
  }

  /**
   * {@return the constraint of a row that joins the factor, a matrix of one row; this one by
   * default}
   */
  default Constraint forNewRows() {
    return this;
  }

  /**
   * {@return the constraint of a column that joins the factor, a matrix of one column; this one by
   * default}
   */
  default Constraint forNewColumns() {
    return this;
  }

  /**
   * Refuses a factor's shape that the constraint can't serve; any is welcome by default.
   *
   * @param rows of the factor
   * @param columns of the factor
   * @throws IllegalArgumentException naming the shape and the rule
   */
  default void check(long rows, long columns) {}

  /**
   * This projection followed by another. The result is the projection onto what both allow where
   * the two don't disturb each other, as with fixed columns and non-negative numbers.
   *
   * @param next the projection that follows
   * @return both
   */
  default Constraint and(Constraint next) {
    Objects.requireNonNull(next, "next");
    return next.equals(Constraints.none()) ? this : new ConstraintSequence(this, next);
  }
}
