package org.nmf4j.dl4j;

/** Mean, standard deviation and least number of each column, gathered row by row. */
final class ColumnMoments {

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

  /** Counts a row in; by the update of Welford 1962, doi:10.1080/00401706.1962.10490022. */
  void add(double[] row) {
    rows++;
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

  long rows() {
    return rows;
  }

  int columns() {
    return count.length;
  }

  /**
   * Refuses what nothing can be learnt from.
   *
   * @throws IllegalArgumentException if a column has no observed number
   */
  void requireObserved(String name) {
    for (int j = 0; j < count.length; j++) {
      if (count[j] == 0) {
        throw new IllegalArgumentException(
            "each column of the %s must have an observed number, column %d has none"
                .formatted(name, j));
      }
    }
  }

  /** A column's least number if that is negative, otherwise 0. */
  double shift(int column) {
    return Math.min(least[column], 0);
  }

  /** A column's standard deviation, or 1 if all its numbers are the same. */
  double scale(int column) {
    double deviation = Math.sqrt(squares[column] / count[column]);
    return deviation > 1e-12 * Math.abs(mean[column]) ? deviation : 1;
  }

  /** A column's mean once it has been shifted and scaled. */
  double standardizedMean(int column) {
    return (mean[column] - shift(column)) / scale(column);
  }
}
