package org.nmf4j.objective;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The usual constraints. X stands for the factor, W or H. */
public final class Constraints {

  private Constraints() {}

  /** {@code X_ij ≥ 0}: negative numbers become 0. The default. */
  public static Constraint nonNegative() {
    return new NonNegative();
  }

  /**
   * {@code 0 ≤ X_ij ≤ bound}.
   *
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public static Constraint upperBound(double bound) {
    return new UpperBound(bound);
  }

  /** Each row of X is non-negative and sums to 1: for W, shares of the components. */
  public static Constraint simplexRows() {
    return new Simplex(false);
  }

  /** Each column of X is non-negative and sums to 1: for H, shares of the components. */
  public static Constraint simplexColumns() {
    return new Simplex(true);
  }

  /**
   * Some columns of X are kept as given; the others are free, so that this usually follows another
   * constraint: {@code nonNegative().and(fixedColumns(values, 0))}.
   *
   * @param values as many rows as X, one column for each index; copied
   * @param columns indices of columns of X, all different
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
   * @throws IllegalArgumentException if an index is negative or twice there, or their number is not
   *     that of the rows of {@code values}, or a value is not finite
   */
  public static Constraint fixedRows(INDArray values, int... rows) {
    return Fixed.rows(values, rows);
  }

  /** Every X is allowed. */
  public static Constraint none() {
    return new Unconstrained();
  }
}
