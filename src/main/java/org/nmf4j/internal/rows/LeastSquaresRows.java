package org.nmf4j.internal.rows;

import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.parallel.Threads;

/** A matrix whose rows are least squares problems against the rows of a factor Y (n×k). */
public interface LeastSquaresRows {

  /** The number of rows. */
  int count();

  /** The sum of a row's weights. */
  double weight(int row);

  /** Prepares what all rows share for a new Y, which stays as it is until the next call. */
  void prepare(HeapMatrix y, Threads workers);

  /**
   * Writes G and b of a row. May be called by several threads at once.
   *
   * @param y as it was prepared
   * @param sums of the calling thread
   */
  void load(int row, HeapMatrix y, RowSums sums, RowSolver problem);

  /** Whether a row has no missing entry, so that its G is that of every such row. */
  default boolean isComplete(int row) {
    return false;
  }

  /** Writes b of a complete row. */
  default void loadRight(int row, double[] right) {
    throw new UnsupportedOperationException("no row is complete");
  }
}
