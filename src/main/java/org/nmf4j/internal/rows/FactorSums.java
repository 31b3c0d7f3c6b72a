package org.nmf4j.internal.rows;

import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.parallel.Threads;

/**
 * What all rows of a factor X share of the other, Y (n×k), where entries that are not listed count:
 * {@code YᵀY} and {@code Σ y}. Sums over blocks of Y's rows are added up in the blocks' order.
 *
 * @param gram k·k numbers
 * @param sum k numbers
 */
record FactorSums(double[] gram, double[] sum) {

  /** Few enough for single precision to lose no digits that count. */
  private static final int BLOCK_ROWS = 4096;

  static FactorSums of(HeapMatrix y, Threads workers) {
    int blocks = (y.rows() + BLOCK_ROWS - 1) / BLOCK_ROWS;
    FactorSums[] ofBlocks = new FactorSums[blocks];
    workers.forEach(
        blocks,
        (worker, block) ->
            ofBlocks[block] =
                ofRows(y, block * BLOCK_ROWS, Math.min(y.rows(), (block + 1) * BLOCK_ROWS)));
    FactorSums all = ofBlocks[0];
    for (int block = 1; block < blocks; block++) {
      add(ofBlocks[block].gram, all.gram);
      add(ofBlocks[block].sum, all.sum);
    }
    return all;
  }

  private static FactorSums ofRows(HeapMatrix y, int from, int to) {
    int rank = y.columns();
    FactorSums some = new FactorSums(new double[rank * rank], new double[rank]);
    RowSums sums = new RowSums(y.dataType(), rank);
    for (int row = from; row < to; row++) {
      sums.add(y, row, 1, 1);
    }
    sums.addTo(some.gram, some.sum);
    return some;
  }

  private static void add(double[] numbers, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += numbers[i];
    }
  }
}
