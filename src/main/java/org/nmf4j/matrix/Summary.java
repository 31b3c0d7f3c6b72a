package org.nmf4j.matrix;

import org.nd4j.linalg.api.ndarray.INDArray;

/** What is counted once, when a matrix is made, of its observed entries. */
record Summary(
    long observed,
    double totalWeight,
    double mean,
    double squares,
    double min,
    boolean unweighted) {

  /**
   * Checks values and weights, gives an entry weight 0 where its value is NaN, and gives missing
   * entries the observed mean. Both arrays are changed in place.
   */
  static Summary ofMarked(INDArray values, INDArray weights) {
    long observed = 0;
    double totalWeight = 0;
    double weightedSum = 0;
    double squares = 0;
    double min = Double.POSITIVE_INFINITY;
    boolean unweighted = true;
    RowBuffer valueRow = new RowBuffer(values);
    RowBuffer weightRow = new RowBuffer(weights);
    for (int i = 0; i < values.rows(); i++) {
      double[] v = valueRow.read(i);
      double[] w = weightRow.read(i);
      for (int j = 0; j < v.length; j++) {
        if (!(w[j] >= 0 && w[j] <= Double.MAX_VALUE)) {
          throw new IllegalArgumentException(
              "weights must be finite and ≥ 0, got %s at (%d, %d)".formatted(w[j], i, j));
        }
        if (Double.isNaN(v[j]) || w[j] == 0) {
          w[j] = 0;
          continue;
        }
        if (Double.isInfinite(v[j])) {
          throw new IllegalArgumentException(
              "A must be finite or NaN (missing), got %s at (%d, %d)".formatted(v[j], i, j));
        }
        observed++;
        unweighted &= w[j] == 1;
        totalWeight += w[j];
        weightedSum += w[j] * v[j];
        squares += w[j] * v[j] * v[j];
        min = Math.min(min, v[j]);
      }
      weightRow.write(i);
    }
    if (observed == 0) {
      throw new IllegalArgumentException(
          "A must have an observed entry, all %d×%d are missing"
              .formatted(values.rows(), values.columns()));
    }
    double mean = weightedSum / totalWeight;
    fillMissing(valueRow, weightRow, values.rows(), mean);
    return new Summary(observed, totalWeight, mean, squares, min, unweighted);
  }

  /** Counts entries that have been checked one by one. */
  static Summary of(CompressedLines entries) {
    double totalWeight = 0;
    double weightedSum = 0;
    double squares = 0;
    double min = Double.POSITIVE_INFINITY;
    for (int entry = 0; entry < entries.entries(); entry++) {
      double value = entries.value(entry);
      double weight = entries.weight(entry);
      totalWeight += weight;
      weightedSum += weight * value;
      squares += weight * value * value;
      min = Math.min(min, value);
    }
    return new Summary(
        entries.entries(),
        totalWeight,
        weightedSum / totalWeight,
        squares,
        min,
        !entries.isWeighted());
  }

  private static void fillMissing(RowBuffer valueRow, RowBuffer weightRow, int rows, double mean) {
    for (int i = 0; i < rows; i++) {
      double[] v = valueRow.read(i);
      double[] w = weightRow.read(i);
      for (int j = 0; j < v.length; j++) {
        if (w[j] == 0) {
          v[j] = mean;
        }
      }
      valueRow.write(i);
    }
  }
}
