package org.nmf4j.impute;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.JointPosterior;
import org.nmf4j.internal.rows.PosteriorRows;

/**
 * The numbers of a {@link RowImputer}.
 *
 * @param observed n: whether a column has had a number to learn from; w heeds no other column
 * @param nonNegative n: whether what is filled in may not be negative
 * @param shift what is taken off each column, n numbers
 * @param scale what each column is then divided by, n numbers
 * @param columns n×(k+1): the factors of the columns, their offsets last
 * @param precisions of the columns' noise, n numbers
 */
record FactorModel(
    boolean[] observed,
    boolean[] nonNegative,
    double[] shift,
    double[] scale,
    JointPosterior columns,
    double[] precisions) {

  /** Products of such numbers, and sums of such, are finite. */
  private static final double LARGEST = 1e100;

  /** Likewise of numbers that have no unit. */
  private static final double LARGEST_FACTOR = 1e30;

  int width() {
    return shift.length;
  }

  int rank() {
    return columns.mean().columns();
  }

  /** Of each column the standard deviation of its noise. */
  double[] noise() {
    double[] noise = new double[width()];
    Arrays.setAll(noise, j -> scale[j] / Math.sqrt(precisions[j]));
    return noise;
  }

  /** What finds rows: those of W are {@code [w, 1]}, w ~ N(0, 1) before anything is known of it. */
  PosteriorRows rows() {
    double[] ones = new double[rank()];
    Arrays.fill(ones, 1);
    boolean[] fixed = new boolean[rank()];
    fixed[rank() - 1] = true;
    return new PosteriorRows(columns, precisions, ones, fixed);
  }

  /** Finds the w of a row of n numbers, NaN where missing. */
  void solve(double[] row, PosteriorRows.Line line) {
    for (int j = 0; j < row.length; j++) {
      if (observed[j] && !Double.isNaN(row[j])) {
        line.add(j, (row[j] - shift[j]) / scale[j]);
      }
    }
    line.solve();
  }

  double expected(PosteriorRows.Line line, int column) {
    return inUnit(line.product(column), column);
  }

  /** Of the number from what is expected, w's and the column's uncertainty and the noise in it. */
  double deviation(PosteriorRows.Line line, int column) {
    return Math.min(scale[column] * Math.sqrt(line.variance(column)), LARGEST);
  }

  private double inUnit(double standardized, int column) {
    double number = shift[column] + scale[column] * standardized;
    return Math.max(nonNegative[column] ? 0 : -LARGEST, Math.min(number, LARGEST));
  }

  /** One of the probable values of the columns' factors, n×(k+1). */
  double[][] drawColumns(Random random) {
    double[][] drawn = new double[width()][rank()];
    for (int j = 0; j < drawn.length; j++) {
      columns.draw(j, random, drawn[j]);
    }
    return drawn;
  }

  /**
   * A probable number.
   *
   * @param w of the row, k+1 numbers
   * @param h of the column, likewise
   */
  double drawn(double[] w, double[] h, int column, Random random) {
    double number = random.nextGaussian() / Math.sqrt(precisions[column]);
    for (int c = 0; c < w.length; c++) {
      number += w[c] * h[c];
    }
    return inUnit(number, column);
  }

  /** n, k+1, then all parts in their order, covariances last. */
  double[] toNumbers() {
    return Stream.of(
            new double[] {width(), rank()},
            numbers(observed),
            numbers(nonNegative),
            shift,
            scale,
            columns.mean().toArray().data().asDouble(),
            precisions,
            columns.spread().data().asDouble())
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static double[] numbers(boolean[] flags) {
    double[] numbers = new double[flags.length];
    Arrays.setAll(numbers, j -> flags[j] ? 1 : 0);
    return numbers;
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
    if (n < 1 || k < 2 || in.remaining() != n * (5 + k + k * (k + 1) / 2)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d numbers are no imputer of %d columns and rank %d",
              numbers.length,
              n,
              k - 1));
    }
    int columns = (int) n;
    int rank = (int) k;
    boolean[] observed = flags(in, columns);
    boolean[] nonNegative = flags(in, columns);
    double[] shift = next(in, columns, -LARGEST, LARGEST);
    double[] scale = next(in, columns, 1 / LARGEST, LARGEST);
    HeapMatrix mean = new HeapMatrix(DataType.DOUBLE, columns, rank);
    for (int j = 0; j < columns; j++) {
      mean.write(j, next(in, rank, -LARGEST_FACTOR, LARGEST_FACTOR));
    }
    double[] precisions = next(in, columns, 1 / LARGEST_FACTOR, LARGEST_FACTOR);
    double[][] covariances = new double[columns][];
    Arrays.setAll(
        covariances, j -> next(in, rank * (rank + 1) / 2, -LARGEST_FACTOR, LARGEST_FACTOR));
    JointPosterior posterior = new JointPosterior(mean, new boolean[rank]);
    posterior.restore(Nd4j.createFromArray(covariances));
    if (!posterior.isDistribution()) {
      throw new IllegalArgumentException("covariances of an imputer must be positive definite");
    }
    return new FactorModel(observed, nonNegative, shift, scale, posterior, precisions);
  }

  private static boolean[] flags(DoubleBuffer in, int count) {
    boolean[] flags = new boolean[count];
    for (int j = 0; j < count; j++) {
      double number = in.get();
      if (number != 0 && number != 1) {
        throw new IllegalArgumentException("flags of an imputer must be 0 or 1, got " + number);
      }
      flags[j] = number == 1;
    }
    return flags;
  }

  private static double[] next(DoubleBuffer in, int count, double least, double most) {
    double[] numbers = new double[count];
    in.get(numbers);
    for (double number : numbers) {
      if (!(number >= least && number <= most)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "numbers of an imputer must be in [%s, %s] here, got %s",
                least,
                most,
                number));
      }
    }
    return numbers;
  }
}
