package org.nmf4j.internal.rows;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapArray;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.NativeArray;

/**
 * Sums over chosen rows y of a matrix (q×k): the Gram matrix {@code Σ weight·y·yᵀ} and the vector
 * {@code Σ weight·value·y}. The rows are gathered in blocks and multiplied by BLAS, many times
 * faster than by loops; each has its value as one more column, so that both sums are one product.
 * For one thread.
 */
final class RowSums {

  /** Large enough to make a call of BLAS worthwhile, small enough for the first caches. */
  private static final int BLOCK = 512;

  private final int rank;
  private final DataType dataType;
  private final double[] weights = new double[BLOCK];

  /** Rows [y, value]. */
  private final HeapArray rows;

  private final NativeArray nativeRows;

  /** The rows, each times its weight; made at the first block with more than one weight. */
  private HeapArray scaled;

  private NativeArray nativeScaled;

  /** (k+1)×k: the Gram matrix, and the vector below it. */
  private final NativeArray sums;

  private final HeapArray results;
  private boolean uniform = true;
  private boolean first = true;
  private int size;

  /**
   * Sums that are 0.
   *
   * @param dataType FLOAT or DOUBLE
   * @param rank k
   */
  RowSums(DataType dataType, int rank) {
    this.rank = rank;
    this.dataType = dataType;
    rows = HeapArray.of(dataType, BLOCK * (rank + 1));
    nativeRows = block();
    sums = NativeArray.of(Nd4j.create(dataType, rank + 1, rank));
    results = HeapArray.of(dataType, (rank + 1) * rank);
  }

  private NativeArray block() {
    return NativeArray.of(Nd4j.create(dataType, BLOCK, rank + 1));
  }

  /** Sets both sums to 0. */
  void clear() {
    size = 0;
    uniform = true;
    first = true;
  }

  /**
   * Adds a row.
   *
   * @param matrix q×k, of the type of the sums
   */
  void add(HeapMatrix matrix, int row, double value, double weight) {
    int place = size * (rank + 1);
    matrix.read(row, rows, place);
    rows.set(place + rank, value);
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
  void addTo(double[] gram, double[] right) {
    if (size > 0) {
      multiply();
    }
    if (first) {
      return;
    }
    sums.get(results, results.length());
    results.addTo(gram, 0, 0, rank * rank, 1);
    results.addTo(right, 0, rank * rank, rank, 1);
  }

  private void multiply() {
    int width = rank + 1;
    nativeRows.put(rows, size * width);
    NativeArray right = uniform ? nativeRows : scaled();
    sums.multiplyFirstRows(size, uniform ? weights[0] : 1, nativeRows, right, first ? 0 : 1);
    size = 0;
    uniform = true;
    first = false;
  }

  private NativeArray scaled() {
    if (scaled == null) {
      scaled = HeapArray.of(dataType, rows.length());
      nativeScaled = block();
    }
    int width = rank + 1;
    for (int place = 0; place < size; place++) {
      scaled.scaled(rows, weights[place], place * width, width);
    }
    nativeScaled.put(scaled, size * width);
    return nativeScaled;
  }
}
