package org.nmf4j;

import java.util.Locale;
import org.nmf4j.internal.compute.ColumnMoments;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;

/**
 * Whether a fit counts each column of A in a unit of its own, {@code a_ij = shift_j +
 * scale_j·a'_ij}, so that incomes of 60,000 and rates of 0.05 weigh the same. Immutable.
 *
 * <p>The scale is the column's observed standard deviation, weighted as its entries are; the size
 * of its number if all are the same. The shift is the column's mean where neither factor is
 * constrained (a column without a negative number is then predicted none), and 0 for a loss of
 * non-negative numbers. Otherwise it keeps a' non-negative: it is the column's least number if that
 * is negative, or else what leaves its mean ten deviations above 0, as far as the least number
 * allows. A column without an observed entry has the average of the others' shifts and scales.
 */
public final class ColumnScaling {

  /** Of which squares can be summed up. */
  private static final double LARGEST = 1e150;

  private static final ColumnScaling NONE = new ColumnScaling(Double.POSITIVE_INFINITY, null);
  private static final ColumnScaling COLUMNS = new ColumnScaling(0, null);
  private static final ColumnScaling AUTO = new ColumnScaling(2, null);

  /** Of which on columns are scaled. */
  private final double unlikeness;

  /** Null if they are to be found. */
  private final ColumnUnits given;

  private ColumnScaling(double unlikeness, ColumnUnits given) {
    this.unlikeness = unlikeness;
    this.given = given;
  }

  /** Those that a model has. */
  static ColumnScaling of(ColumnUnits units) {
    return new ColumnScaling(0, units);
  }

  /** {@return none: the fit takes A as it is} */
  public static ColumnScaling none() {
    return NONE;
  }

  /** {@return a unit of its own for each column} */
  public static ColumnScaling columns() {
    return COLUMNS;
  }

  /**
   * {@return a unit of its own for each column if the columns are unlike: if the geometric standard
   * deviation of their standard deviations, each counted by its entries and those of 0 left out, is
   * 2 or more}
   */
  public static ColumnScaling auto() {
    return AUTO;
  }

  ColumnUnits units(MaskedMatrix a, Objective objective) {
    if (given != null) {
      return given;
    }
    if (Double.isInfinite(unlikeness)) {
      return ColumnUnits.none(a.columns());
    }
    ColumnMoments moments = moments(a);
    return moments.unlikeness() < unlikeness
        ? ColumnUnits.none(a.columns())
        : units(moments, objective);
  }

  /** Of columns that join others, each by its own entries, if those have units. */
  static ColumnUnits ofNewColumns(MaskedMatrix a, Objective objective, ColumnUnits others) {
    if (others.areNone()) {
      return ColumnUnits.none(a.columns());
    }
    ColumnMoments moments = moments(a);
    ColumnUnits own = units(moments, objective);
    double[] shifts = own.shifts();
    double[] scales = own.scales();
    boolean[] observed = moments.observed();
    for (int j = 0; j < observed.length; j++) {
      shifts[j] = observed[j] ? shifts[j] : others.averageShift();
      scales[j] = observed[j] ? scales[j] : others.averageScale();
    }
    return ColumnUnits.of(shifts, scales).nonNegative(own.nonNegative());
  }

  private static ColumnMoments moments(MaskedMatrix a) {
    ColumnMoments moments = new ColumnMoments(a.columns());
    a.forEachObserved(
        (row, column, value, weight) -> {
          requireSquare(row, column, value);
          moments.add(column, value, weight);
        });
    return moments;
  }

  private static void requireSquare(int row, int column, double value) {
    if (Math.abs(value) > LARGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a[%d][%d] must be at most %s in size where columns are scaled, or its square"
                  + " overflows, got %s: count the column in a larger unit",
              row,
              column,
              LARGEST,
              value));
    }
  }

  private static ColumnUnits units(ColumnMoments moments, Objective objective) {
    double[] scales = moments.scale();
    if (!objective.loss().domain().equals(Loss.Domain.ALL)) {
      return ColumnUnits.of(new double[scales.length], scales);
    }
    boolean isFree =
        objective.constraintW().equals(Constraints.none())
            && objective.constraintH().equals(Constraints.none());
    return isFree
        ? ColumnUnits.of(moments.means(), scales).nonNegative(moments.nonNegative())
        : ColumnUnits.of(moments.shift(), scales);
  }
}
