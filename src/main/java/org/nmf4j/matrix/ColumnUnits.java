package org.nmf4j.matrix;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the columns of a matrix are counted in: {@code a_ij = shift_j + scale_j·a'_ij}, where a' is
 * a number that can be compared with those of other columns. Immutable.
 */
public final class ColumnUnits {

  private final double[] shifts;
  private final double[] scales;
  private final boolean areNone;

  /** Of each column whether no number of it is negative. */
  private final boolean[] nonNegative;

  private final double averageShift;
  private final double averageScale;

  private ColumnUnits(double[] shifts, double[] scales, boolean[] nonNegative) {
    this.shifts = shifts;
    this.scales = scales;
    this.nonNegative = nonNegative;
    areNone =
        IntStream.range(0, shifts.length)
            .allMatch(j -> shifts[j] == 0 && scales[j] == 1 && !nonNegative[j]);
    averageShift = average(shifts);
    averageScale = average(scales);
  }

  /** Not the sum first, which may be infinite. */
  private static double average(double[] numbers) {
    return Arrays.stream(numbers).map(number -> number / numbers.length).sum();
  }

  /**
   * Columns that are counted as they are.
   *
   * @param columns n, their number
   * @return shifts of 0 and scales of 1
   */
  public static ColumnUnits none(int columns) {
    double[] ones = new double[columns];
    Arrays.fill(ones, 1);
    return new ColumnUnits(new double[columns], ones, new boolean[columns]);
  }

  /**
   * Units of given numbers.
   *
   * @param shifts of the n columns; copied
   * @param scales of the n columns; copied
   * @return the units
   * @throws IllegalArgumentException if there are none or not as many of both, a number is not
   *     finite, or a scale not > 0
   */
  public static ColumnUnits of(double[] shifts, double[] scales) {
    if (shifts.length != scales.length || shifts.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shifts and scales must be as many, at least one, got %d and %d",
              shifts.length,
              scales.length));
    }
    for (int j = 0; j < shifts.length; j++) {
      require(Double.isFinite(shifts[j]), "shifts must be finite", shifts[j], j);
      require(
          scales[j] > 0 && scales[j] <= Double.MAX_VALUE,
          "scales must be finite and > 0",
          scales[j],
          j);
    }
    return new ColumnUnits(shifts.clone(), scales.clone(), new boolean[shifts.length]);
  }

  /**
   * The same units of columns some of which have no negative numbers, so that none is predicted.
   *
   * @param columns n, of each whether it is such; copied
   * @return changed units
   * @throws IllegalArgumentException if they are not n
   */
  public ColumnUnits nonNegative(boolean[] columns) {
    requireColumns(columns.length);
    return new ColumnUnits(shifts, scales, columns.clone());
  }

  private static void require(boolean isAllowed, String rule, double number, int column) {
    if (!isAllowed) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s, got %s at column %d", rule, number, column));
    }
  }

  /** {@return the number of columns, n} */
  public int columns() {
    return scales.length;
  }

  /**
   * {@return whether each column is counted as it is, with a shift of 0 and a scale of 1, and may
   * be predicted negative}
   */
  public boolean areNone() {
    return areNone;
  }

  /** {@return a copy of what is subtracted from each column, n numbers} */
  public double[] shifts() {
    return shifts.clone();
  }

  /** {@return a copy of what each column is then divided by, n numbers > 0} */
  public double[] scales() {
    return scales.clone();
  }

  /**
   * A number of A in the unit of its column.
   *
   * @param column j
   * @param number of A
   * @return {@code (number − shift_j) / scale_j}
   */
  public double fromA(int column, double number) {
    return (number - shifts[column]) / scales[column];
  }

  /**
   * What a number in the unit of a column is in A.
   *
   * @param column j
   * @param number in the column's unit
   * @return {@code shift_j + scale_j·number}
   */
  public double toA(int column, double number) {
    return shifts[column] + scales[column] * number;
  }

  /**
   * What a column is divided by.
   *
   * @param column j
   * @return scale_j > 0
   */
  public double scale(int column) {
    return scales[column];
  }

  /** {@return a copy of whether a column has no negative numbers, of each of the n columns} */
  public boolean[] nonNegative() {
    return nonNegative.clone();
  }

  /**
   * A number as one of its column can be.
   *
   * @param column j
   * @param number of A
   * @return 0 for a negative one, if the column has none; else the number itself
   */
  public double bounded(int column, double number) {
    return nonNegative[column] ? Math.max(0, number) : number;
  }

  /**
   * As {@link #toA(int, double)}, in a column of which nothing is known.
   *
   * @param number in the column's unit
   * @return by the averages of the columns' shifts and scales
   */
  public double toA(double number) {
    return averageShift + averageScale * number;
  }

  /** {@return the shift of a column of which nothing is known: the average one} */
  public double averageShift() {
    return averageShift;
  }

  /** {@return the scale of a column of which nothing is known: the average one} */
  public double averageScale() {
    return averageScale;
  }

  ColumnUnits requireColumns(int columns) {
    if (columns != scales.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "units must be of %d columns, got %d", columns, scales.length));
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ColumnUnits units
        && Arrays.equals(shifts, units.shifts)
        && Arrays.equals(scales, units.scales)
        && Arrays.equals(nonNegative, units.nonNegative);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        Arrays.hashCode(shifts), Arrays.hashCode(scales), Arrays.hashCode(nonNegative));
  }

  /** {@return the shifts and scales, for people} */
  @Override
  public String toString() {
    return "shifts " + Arrays.toString(shifts) + ", scales " + Arrays.toString(scales);
  }

  /** Of an entry of a column. */
  @FunctionalInterface
  interface Change {
    double of(int column, double value);
  }
}
