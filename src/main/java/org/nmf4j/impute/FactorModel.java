package org.nmf4j.impute;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.math3.exception.MathIllegalArgumentException;

/**
 * What is known of rows x of n numbers: {@code x_j = shift_j + scale_j · (w·h_j + noise)}, with
 * non-negative factors h_j of the columns, which are given, and w of the row, which has a prior of
 * a mean and a covariance. The prior is what a row with few observed numbers falls back on.
 *
 * @param observed n: whether a column has had a number to learn from; w heeds no other column
 * @param shift n: see {@link ColumnMoments#shift}
 * @param scale n: see {@link ColumnMoments#scale}
 * @param h n rows h_j of k numbers
 * @param variance of the noise
 * @param mean k numbers, the prior mean of w
 * @param precision k×k, the inverse of the prior covariance of w
 */
public record FactorModel(
    boolean[] observed,
    double[] shift,
    double[] scale,
    double[][] h,
    double variance,
    double[] mean,
    double[][] precision)
    implements Serializable {

  /**
   * Checks what comes from a stream.
   *
   * @throws InvalidObjectException if rows could not be filled with it
   */
  public FactorModel requireValid() throws InvalidObjectException {
    boolean complete =
        Stream.of(observed, shift, scale, h, mean, precision).noneMatch(Objects::isNull)
            && haveLength(h, mean.length)
            && haveLength(precision, mean.length)
            && haveLength(new double[][] {shift, scale}, h.length)
            && observed.length == h.length
            && precision.length == mean.length;
    if (!complete) {
      throw new InvalidObjectException("factors of an imputer must be of one width and one rank");
    }
    boolean finite =
        Stream.of(h, precision, new double[][] {shift, scale, mean, {variance}})
            .flatMap(Arrays::stream)
            .flatMapToDouble(Arrays::stream)
            .allMatch(Double::isFinite);
    if (!finite || variance <= 0 || Arrays.stream(scale).anyMatch(s -> s <= 0)) {
      throw new InvalidObjectException(
          "numbers of an imputer must be finite, and variance and scale positive");
    }
    try {
      double[] nothing = new double[h.length];
      Arrays.fill(nothing, Double.NaN);
      new Filler().fill(nothing);
    } catch (MathIllegalArgumentException e) {
      throw new InvalidObjectException("precision of an imputer must be positive definite");
    }
    return this;
  }

  private static boolean haveLength(double[][] rows, int length) {
    return Arrays.stream(rows).allMatch(row -> row != null && row.length == length);
  }

  private Object readResolve() throws InvalidObjectException {
    return requireValid();
  }

  public int columns() {
    return h.length;
  }

  public int rank() {
    return mean.length;
  }

  /** The row in the unit of the factors, NaN where they have none. */
  public void standardize(double[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] = observed[j] ? (row[j] - shift[j]) / scale[j] : Double.NaN;
    }
  }

  /**
   * Fills rows of this model in place, on one thread.
   *
   * <p>{@code w} is the most probable one, {@code argmin over w ≥ 0 of Σ_observed (w·h_j − x_j)² /
   * variance + (w − mean)ᵀ precision (w − mean)}.
   */
  public final class Filler {

    private final RowPosterior posterior = new RowPosterior(FactorModel.this);
    private final double[] standardized = new double[columns()];

    /** Replaces each NaN of a row; gives their number. */
    public int fill(double[] row) {
      System.arraycopy(row, 0, standardized, 0, row.length);
      standardize(standardized);
      int missing = 0;
      for (double number : row) {
        missing += Double.isNaN(number) ? 1 : 0;
      }
      if (missing == 0) {
        return 0;
      }
      double[] w = posterior.solve(standardized);
      for (int j = 0; j < row.length; j++) {
        if (Double.isNaN(row[j])) {
          row[j] = shift[j] + scale[j] * RowPosterior.dot(w, h[j]);
        }
      }
      return missing;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FactorModel that
        && Arrays.equals(observed, that.observed)
        && Arrays.equals(shift, that.shift)
        && Arrays.equals(scale, that.scale)
        && Arrays.deepEquals(h, that.h)
        && variance == that.variance
        && Arrays.equals(mean, that.mean)
        && Arrays.deepEquals(precision, that.precision);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {observed, shift, scale, h, variance, mean, precision});
  }
}
