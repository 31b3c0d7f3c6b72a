package org.nmf4j.objective;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.format.Decimal;

/** The usual constraints. X stands for the factor, W or H. */
public final class Constraints {

  private static final Map<String, Constraint> WITHOUT_NUMBER =
      Stream.of(nonNegative(), simplexRows(), simplexColumns(), none())
          .collect(Collectors.toMap(c -> id(c).orElseThrow(), c -> c, (a, b) -> a, TreeMap::new));

  private Constraints() {}

  /** {@return the constraint {@code X_ij ≥ 0}: negative numbers become 0} The default. */
  public static Constraint nonNegative() {
    return new NonNegative();
  }

  /**
   * {@code 0 ≤ X_ij ≤ bound}.
   *
   * @param bound the largest number allowed
   * @return the constraint
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static Constraint upperBound(double bound) {
    return new UpperBound(bound);
  }

  /**
   * {@return the constraint that each row of X is non-negative and sums to 1: for W, shares of the
   * components}
   */
  public static Constraint simplexRows() {
    return new Simplex(false);
  }

  /**
   * {@return the constraint that each column of X is non-negative and sums to 1: for H, shares of
   * the components}
   */
  public static Constraint simplexColumns() {
    return new Simplex(true);
  }

  /**
   * Some columns of X are kept as given; the others are free, so that this usually follows another
   * constraint: {@code nonNegative().and(fixedColumns(values, 0))}.
   *
   * @param values as many rows as X, one column for each index; copied
   * @param columns indices of columns of X, all different
   * @return the constraint
   * @throws IllegalArgumentException if an index is negative or twice there, or their number is not
   *     that of the columns of {@code values}, or a value is not finite
   */
  public static Constraint fixedColumns(INDArray values, int... columns) {
    return Fixed.columns(values, columns);
  }

  /**
   * Some rows of X are kept as given; the others are free, so that this usually follows another
   * constraint: {@code nonNegative().and(fixedRows(values, 0))}.
   *
   * @param values as many columns as X, one row for each index; copied
   * @param rows indices of rows of X, all different
   * @return the constraint
   * @throws IllegalArgumentException if an index is negative or twice there, or their number is not
   *     that of the rows of {@code values}, or a value is not finite
   */
  public static Constraint fixedRows(INDArray values, int... rows) {
    return Fixed.rows(values, rows);
  }

  /** {@return the constraint that allows every X} */
  public static Constraint none() {
    return new Unconstrained();
  }

  /**
   * The id by which a file knows a constraint, for {@link #named}.
   *
   * @param constraint any constraint
   * @return the id, or nothing for one of the caller's own, or with numbers that are kept fixed
   */
  public static Optional<String> id(Constraint constraint) {
    return constraint instanceof Stored stored ? Optional.of(stored.id()) : Optional.empty();
  }

  /**
   * The constraint of an id: nonNegative, upperBound:b, simplexRows, simplexColumns or none.
   *
   * @param id as {@link #id} gives it
   * @return the constraint
   * @throws IllegalArgumentException if there is no such constraint
   */
  public static Constraint named(String id) {
    Constraint constraint = WITHOUT_NUMBER.get(id);
    if (constraint != null) {
      return constraint;
    }
    String[] parts = id.split(":", 2);
    try {
      if (parts.length == 2 && parts[0].equals("upperBound")) {
        return upperBound(Decimal.parse(parts[1]));
      }
    } catch (NumberFormatException e) {
      // What is expected is said below, as for any other wrong id.
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "constraint must be one of %s or upperBound:NUMBER, got \"%s\"",
            String.join(", ", WITHOUT_NUMBER.keySet()),
            id));
  }
}
