package org.nmf4j.matrix;

import java.util.Locale;

/** What is counted once, when a matrix is made, of its observed entries. */
record Summary(
    long observed,
    double totalWeight,
    double mean,
    double squares,
    double min,
    boolean unweighted) {

  /** Counts entries that have been checked one by one. */
  static Summary of(CompressedLines entries) {
    Tally tally = new Tally();
    for (int entry = 0; entry < entries.entries(); entry++) {
      tally.add(entries.value(entry), entries.weight(entry));
    }
    return tally.summary(entries.count(), 0);
  }

  static final class Tally {

    private long observed;
    private double totalWeight;
    private double weightedSum;
    private double squares;
    private double min = Double.POSITIVE_INFINITY;
    private boolean unweighted = true;

    void add(double value, double weight) {
      observed++;
      unweighted &= weight == 1;
      totalWeight += weight;
      weightedSum += weight * value;
      squares += weight * value * value;
      min = Math.min(min, value);
    }

    /**
     * All that has been counted.
     *
     * @throws IllegalArgumentException if that is nothing, in so many rows and columns
     */
    Summary summary(int rows, int columns) {
      if (observed == 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "A must have an observed entry, all %d×%d are missing",
                rows,
                columns));
      }
      return new Summary(
          observed, totalWeight, weightedSum / totalWeight, squares, min, unweighted);
    }
  }
}
