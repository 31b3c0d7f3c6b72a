package org.nmf4j.internal.rows;

import java.util.List;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.parallel.Threads;

/** A matrix whose rows are least squares problems against the rows of a factor Y (n×k). */
public interface LeastSquaresRows {

  /** The number of rows. */
  int count();

  /** The rows, and the columns, of a matrix. */
  static List<? extends LeastSquaresRows> bothWays(MaskedMatrix a) {
    return a.choose(
        dense -> DenseRows.suit(dense) ? DenseRows.bothWays(dense) : bothWays(SparseMatrix.from(a)),
        sparse ->
            List.of(
                new SparseRows(sparse.byRows(), sparse.columns(), sparse.background()),
                new SparseRows(sparse.byColumns(), sparse.rows(), sparse.background())));
  }

  /** The number of a row's entries that count. */
  int entries(int row);

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

  /** {@code Σ weight·(x·y − a)²} over a row's entries, where these are held one by one. */
  default double squaredError(int row, double[] x, HeapMatrix y) {
    throw new UnsupportedOperationException("entries are not held one by one");
  }

  /** Whether a row has no missing entry, so that its G is that of every such row. */
  default boolean isComplete(int row) {
    return false;
  }

  /** Writes b of a complete row. */
  default void loadRight(int row, double[] right) {
    throw new UnsupportedOperationException("no row is complete");
  }

  /** Whether G of a row of an X of rank k is cheaper to multiply than to add up. */
  default boolean isFactored(int row, int rank) {
    return false;
  }

  /** Writes G of such a row by its factors, and b. */
  default void load(int row, HeapMatrix y, FactoredGram gram, RowSolver problem) {
    throw new UnsupportedOperationException("no row has factors of G");
  }
}
