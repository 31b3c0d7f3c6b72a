package org.nmf4j.impute;

import java.util.function.IntToDoubleFunction;

/** Mean, standard deviation and least number of each column, gathered row by row. */
final class ColumnMoments {

  private static final double FARTHEST_MEAN = 10;

  private final long[] count;
  private final double[] mean;
  private final double[] squares;
  private final double[] least;
  private long rows;

  ColumnMoments(int columns) {
    count = new long[columns];
    mean = new double[columns];
    squares = new double[columns];
    least = new double[columns];
  }

  static boolean isAnyObserved(double[] row) {
    for (double number : row) {
      if (!Double.isNaN(number)) {
        return true;
      }
    }
    return false;
  }

  /** Counts a row in; by the update of Welford 1962, doi:10.1080/00401706.1962.10490022. */
  void add(double[] row) {
    rows += isAnyObserved(row) ? 1 : 0;
    for (int j = 0; j < row.length; j++) {
      if (Double.isNaN(row[j])) {
        continue;
      }
      least[j] = count[j] == 0 ? row[j] : Math.min(least[j], row[j]);
      count[j]++;
      double difference = row[j] - mean[j];
      mean[j] += difference / count[j];
      squares[j] += difference * (row[j] - mean[j]);
    }
  }

  /** Those in which something is observed. */
  long rows() {
    return rows;
  }

  int columns() {
    return count.length;
  }

  /** Whether each column has had an observed number. */
  boolean[] observed() {
    boolean[] observed = new boolean[count.length];
    for (int j = 0; j < observed.length; j++) {
      observed[j] = count[j] > 0;
    }
    return observed;
  }

  /**
   * What is taken off each column: its least number if that is negative, or else what leaves its
   * mean ten deviations above 0. A mean that is farther would ask for a w as exact.
   */
  double[] shift() {
    return withMeans(j -> Math.max(Math.min(least[j], 0), mean[j] - FARTHEST_MEAN * deviation(j)));
  }

  /** Each column's standard deviation, or 1 if all its numbers are the same. */
  double[] scale() {
    return withMeans(j -> deviation(j) > 0 ? deviation(j) : 1);
  }

  private double deviation(int column) {
    double deviation = Math.sqrt(squares[column] / count[column]);
    return deviation > 1e-12 * Math.abs(mean[column]) ? deviation : 0;
  }

  /** A number for each column, which is the mean of the others' for one that is not observed. */
  private double[] withMeans(IntToDoubleFunction ofObserved) {
    double[] numbers = new double[count.length];
    double sum = 0;
    int observed = 0;
    for (int j = 0; j < numbers.length; j++) {
      if (count[j] > 0) {
        numbers[j] = ofObserved.applyAsDouble(j);
        sum += numbers[j];
        observed++;
      }
    }
    for (int j = 0; j < numbers.length; j++) {
      if (count[j] == 0) {
        numbers[j] = sum / observed;
      }
    }
    return numbers;
  }

  double mean(int column) {
    return mean[column];
  }

  /** The root-mean-square error of the means, in units of {@link #scale}. */
  double errorOfMeans() {
    double squares = 0;
    double all = 0;
    for (int j = 0; j < count.length; j++) {
      squares += count[j] > 0 && deviation(j) > 0 ? count[j] : 0;
      all += count[j];
    }
    return Math.sqrt(squares / all);
  }
}
