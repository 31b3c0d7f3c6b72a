package org.nmf4j.impute;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.math3.exception.MathIllegalArgumentException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.FoldIn;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.Penalties;

/**
 * The numbers of a {@link RowImputer}.
 *
 * @param observed n: whether a column has had a number to learn from; w heeds no other column
 * @param shift what is taken off each column, n numbers
 * @param scale what each column is then divided by, n numbers
 * @param h n×k: the factors of the columns
 * @param variance of the noise
 * @param mean k numbers, the prior mean of w
 * @param precision k×k, the inverse of the prior covariance of w
 */
record FactorModel(
    boolean[] observed,
    double[] shift,
    double[] scale,
    double[][] h,
    double variance,
    double[] mean,
    double[][] precision) {

  /** Products of such numbers, and sums of such, are finite. */
  private static final double LARGEST = 1e100;

  /** Of a matrix that was inverted, relative to its numbers. */
  private static final double LEAST_ASYMMETRY = 1e-6;

  /** Far below what noise makes of w. */
  private static final double PRECISION = 1e-7;

  int columns() {
    return shift.length;
  }

  int rank() {
    return mean.length;
  }

  /** What finds w: the problem of {@link RowImputer}, times the variance. */
  FoldIn foldIn() {
    int rank = rank();
    double[] gram = flat(precision);
    double[] right = new double[rank];
    for (int p = 0; p < rank; p++) {
      for (int q = 0; q < rank; q++) {
        gram[p * rank + q] *= variance;
        right[p] += gram[p * rank + q] * mean[q];
      }
    }
    RowTerms terms = RowTerms.of(rank, p -> Bounds.NON_NEGATIVE, p -> Penalties.none());
    HeapMatrix y = new HeapMatrix(DataType.DOUBLE, columns(), rank);
    for (int j = 0; j < h.length; j++) {
      y.write(j, h[j]);
    }
    return new FoldIn(
        y, terms.withPrior(new RowTerms.Prior(gram, right)), new double[rank], PRECISION);
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  /** A number in the unit of the factors. */
  double standardized(double number, int column) {
    return (number - shift[column]) / scale[column];
  }

  /** Whether a number is observed, and of a column that says something. */
  boolean counts(double number, int column) {
    return observed[column] && !Double.isNaN(number);
  }

  /**
   * The w of a row.
   *
   * @param row n numbers, NaN where missing
   * @param line of {@link #foldIn}
   * @return k numbers, in an array that the next row overwrites
   */
  double[] solve(double[] row, FoldIn.Line line) {
    for (int j = 0; j < row.length; j++) {
      if (counts(row[j], j)) {
        line.add(j, standardized(row[j], j), 1);
      }
    }
    return line.solve();
  }

  /** {@code shift_j + scale_j · w·h_j}. */
  double expected(double[] w, int column) {
    return shift[column] + scale[column] * dot(w, h[column]);
  }

  /** {@code Σ a_p·b_p}, as four sums that need not wait for each other. */
  static double dot(double[] a, double[] b) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int p = 0;
    for (; p + 4 <= a.length; p += 4) {
      first += a[p] * b[p];
      second += a[p + 1] * b[p + 1];
      third += a[p + 2] * b[p + 2];
      fourth += a[p + 3] * b[p + 3];
    }
    for (; p < a.length; p++) {
      first += a[p] * b[p];
    }
    return (first + second) + (third + fourth);
  }

  /** n, k, then all parts in their order. */
  double[] toNumbers() {
    double[] flags = new double[columns()];
    Arrays.setAll(flags, j -> observed[j] ? 1 : 0);
    return Stream.of(
            new double[] {columns(), rank()},
            flags,
            shift,
            scale,
            flat(h),
            new double[] {variance},
            mean,
            flat(precision))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /**
   * The model of {@link #toNumbers}.
   *
   * @throws IllegalArgumentException if rows could not be filled with it
   */
  static FactorModel of(double[] numbers) {
    DoubleBuffer in = DoubleBuffer.wrap(numbers);
    long n = numbers.length < 2 ? 0 : (long) in.get();
    long k = numbers.length < 2 ? 0 : (long) in.get();
    if (n < 1 || k < 1 || in.remaining() != 3 * n + n * k + 1 + k + k * k) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d numbers are no imputer of %d columns and rank %d",
              numbers.length,
              n,
              k));
    }
    int columns = (int) n;
    int rank = (int) k;
    boolean[] observed = new boolean[columns];
    for (int j = 0; j < columns; j++) {
      observed[j] = in.get() == 1;
    }
    double[] shift = next(in, columns);
    double[] scale = next(in, columns);
    double[][] h = matrix(in, columns, rank);
    double variance = in.get();
    double[] mean = next(in, rank);
    double[][] precision = matrix(in, rank, rank);
    boolean isSized =
        Arrays.stream(numbers).allMatch(number -> Math.abs(number) <= LARGEST)
            && DoubleStream.concat(DoubleStream.of(variance), Arrays.stream(scale))
                .allMatch(number -> number >= 1 / LARGEST)
            && Arrays.stream(numbers, 2, 2 + columns).allMatch(flag -> flag == 0 || flag == 1);
    if (!isSized) {
      throw new IllegalArgumentException(
          "numbers of an imputer must be in [-1e100, 1e100], its variance and scales at least"
              + " 1e-100, and its flags 0 or 1");
    }
    try {
      new CholeskyDecomposition(new Array2DRowRealMatrix(precision), LEAST_ASYMMETRY, 1 / LARGEST);
    } catch (MathIllegalArgumentException e) {
      throw new IllegalArgumentException("precision of an imputer must be positive definite", e);
    }
    return new FactorModel(observed, shift, scale, h, variance, mean, precision);
  }

  private static double[][] matrix(DoubleBuffer in, int rows, int columns) {
    double[][] matrix = new double[rows][];
    Arrays.setAll(matrix, i -> next(in, columns));
    return matrix;
  }

  private static double[] next(DoubleBuffer in, int count) {
    double[] numbers = new double[count];
    in.get(numbers);
    return numbers;
  }
}
