package org.nmf4j.internal.rows;

import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.HeapMatrix;

/**
 * Sums over chosen rows y of a matrix (q×k): the Gram matrix {@code Σ weight·y·yᵀ} and the vector
 * {@code Σ weight·value·y}. The rows are gathered in blocks and multiplied by BLAS, many times
 * faster than by loops. For one thread.
 */
public abstract sealed class RowSums permits FloatRowSums, DoubleRowSums {

  /** Large enough to make a call of BLAS worthwhile, small enough for the first caches. */
  static final int BLOCK = 512;

  final int rank;
  private final double[] weights = new double[BLOCK];
  private boolean uniform;
  private boolean first;
  private int size;

  RowSums(int rank) {
    this.rank = rank;
    clear();
  }

  /**
   * Sums that are 0.
   *
   * @param dataType FLOAT or DOUBLE
   * @param rank k
   */
  public static RowSums of(DataType dataType, int rank) {
    return dataType == DataType.FLOAT ? new FloatRowSums(rank) : new DoubleRowSums(rank);
  }

  /** Sets both sums to 0. */
  public final void clear() {
    size = 0;
    uniform = true;
    first = true;
  }

  /**
   * Adds a row.
   *
   * @param matrix q×k, of the type of the sums
   */
  public final void add(HeapMatrix matrix, int row, double value, double weight) {
    gather(matrix, row, size, weight * value);
    weights[size] = weight;
    uniform &= weight == weights[0];
    if (++size == BLOCK) {
      multiply();
    }
  }

  /**
   * Adds the sums to arrays.
   *
   * @param gram k·k numbers
   * @param right k numbers
   */
  public final void addTo(double[] gram, double[] right) {
    if (size > 0) {
      multiply();
    }
    if (!first) {
      addResults(gram, right);
    }
  }

  private void multiply() {
    if (!uniform) {
      scaleRows(weights, size);
    }
    multiply(size, uniform, weights[0], first ? 0 : 1);
    size = 0;
    uniform = true;
    first = false;
  }

  /** Copies a row to a place in the block. */
  abstract void gather(HeapMatrix matrix, int row, int place, double weightedValue);

  /** Makes a second block of the rows in the first, each times its weight. */
  abstract void scaleRows(double[] weights, int size);

  /**
   * {@code sums ← beta · sums + those of the block}.
   *
   * @param uniform whether all have one weight, and there is no second block
   */
  abstract void multiply(int size, boolean uniform, double weight, double beta);

  abstract void addResults(double[] gram, double[] right);
}
