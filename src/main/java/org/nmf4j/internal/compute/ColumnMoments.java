package org.nmf4j.internal.compute;

import java.util.function.IntToDoubleFunction;

/** Mean, standard deviation and least number of each column, gathered entry by entry. */
public final class ColumnMoments {

  private static final double FARTHEST_MEAN = 10;

  /** The part of a mean that is rounding. */
  private static final double ROUNDING = 1e-12;

  private final double[] weights;
  private final double[] mean;
  private final double[] squares;
  private final double[] least;
  private long rows;

  public ColumnMoments(int columns) {
    weights = new double[columns];
    mean = new double[columns];
    squares = new double[columns];
    least = new double[columns];
  }

  public static boolean isAnyObserved(double[] row) {
    for (double number : row) {
      if (!Double.isNaN(number)) {
        return true;
      }
    }
    return false;
  }

  /** Counts a row in, with NaN where missing. */
  public void add(double[] row) {
    rows += isAnyObserved(row) ? 1 : 0;
    for (int j = 0; j < row.length; j++) {
      if (!Double.isNaN(row[j])) {
        add(j, row[j], 1);
      }
    }
  }

  /** Counts an entry in; by the update of West 1979, doi:10.1145/359146.359153. */
  public void add(int column, double number, double weight) {
    boolean isFirst = weights[column] == 0;
    least[column] = isFirst ? number : Math.min(least[column], number);
    weights[column] += weight;
    double difference = number - mean[column];
    mean[column] += weight * difference / weights[column];
    squares[column] += weight * difference * (number - mean[column]);
  }

  /** Those in which something is observed. */
  public long rows() {
    return rows;
  }

  public int columns() {
    return weights.length;
  }

  /** Whether each column has an entry. */
  public boolean[] observed() {
    boolean[] observed = new boolean[columns()];
    for (int j = 0; j < observed.length; j++) {
      observed[j] = isObserved(j);
    }
    return observed;
  }

  private boolean isObserved(int column) {
    return weights[column] > 0;
  }

  public double mean(int column) {
    return mean[column];
  }

  public double[] means() {
    return withMeans(this::mean);
  }

  /** Of each column whether none of its numbers is negative. */
  public boolean[] nonNegative() {
    boolean[] flags = new boolean[least.length];
    for (int j = 0; j < flags.length; j++) {
      flags[j] = isObserved(j) && least[j] >= 0;
    }
    return flags;
  }

  /**
   * What leaves each column's numbers ≥ 0: its least number if that is negative, or else what
   * leaves its mean ten deviations above 0, as far as the least number allows. A mean that is
   * farther would ask for a w as exact.
   */
  public double[] shift() {
    return withMeans(
        j -> {
          double near = mean[j] - FARTHEST_MEAN * deviation(j);
          return least[j] < 0 ? least[j] : Math.min(least[j], Math.max(near, 0));
        });
  }

  /**
   * Each column's standard deviation; the size of its number if all are the same, or 1 of zeros.
   */
  public double[] scale() {
    return withMeans(
        j -> {
          double size = deviation(j) > 0 ? deviation(j) : Math.abs(mean[j]);
          return size > 0 ? size : 1;
        });
  }

  private double deviation(int column) {
    double deviation = Math.sqrt(squares[column] / weights[column]);
    return deviation > ROUNDING * Math.abs(mean[column]) ? deviation : 0;
  }

  /** A number for each column, which is the mean of the others' for one that is not observed. */
  private double[] withMeans(IntToDoubleFunction ofObserved) {
    double[] numbers = new double[columns()];
    double sum = 0;
    int observed = 0;
    for (int j = 0; j < numbers.length; j++) {
      if (isObserved(j)) {
        numbers[j] = ofObserved.applyAsDouble(j);
        sum += numbers[j];
        observed++;
      }
    }
    for (int j = 0; j < numbers.length; j++) {
      if (!isObserved(j)) {
        numbers[j] = sum / observed;
      }
    }
    return numbers;
  }

  /** The root-mean-square error of the means, in units of {@link #scale}. */
  public double errorOfMeans() {
    double varying = 0;
    double all = 0;
    for (int j = 0; j < weights.length; j++) {
      varying += isObserved(j) && deviation(j) > 0 ? weights[j] : 0;
      all += weights[j];
    }
    return Math.sqrt(varying / all);
  }

  /**
   * The factor that columns' deviations typically differ by: their geometric standard deviation,
   * each counted by its entries and those of 0 left out; 1 if they are the same.
   */
  public double unlikeness() {
    ColumnMoments logarithms = new ColumnMoments(1);
    for (int j = 0; j < weights.length; j++) {
      if (isObserved(j) && deviation(j) > 0) {
        logarithms.add(0, Math.log(deviation(j)), weights[j]);
      }
    }
    return logarithms.isObserved(0)
        ? Math.exp(Math.sqrt(logarithms.squares[0] / logarithms.weights[0]))
        : 1;
  }
}
