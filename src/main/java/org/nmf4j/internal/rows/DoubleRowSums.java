package org.nmf4j.internal.rows;

import static org.bytedeco.openblas.global.openblas_nolapack.*;

import org.bytedeco.javacpp.DoublePointer;
import org.nmf4j.internal.compute.HeapMatrix;

/** In double precision. */
final class DoubleRowSums extends RowSums {

  private final double[] rows;
  private final double[] values = new double[BLOCK];
  private final double[] results;
  private final DoublePointer nativeRows;
  private final DoublePointer nativeScaled;
  private final DoublePointer nativeValues = new DoublePointer((long) BLOCK);
  private final DoublePointer gram;
  private final DoublePointer right;

  /** Made at the first block with more than one weight. */
  private double[] scaled;

  DoubleRowSums(int rank) {
    super(rank);
    rows = new double[BLOCK * rank];
    results = new double[rank * rank];
    nativeRows = new DoublePointer((long) rows.length);
    nativeScaled = new DoublePointer((long) rows.length);
    gram = new DoublePointer((long) rank * rank);
    right = new DoublePointer((long) rank);
  }

  @Override
  void gather(HeapMatrix matrix, int row, int place, double weightedValue) {
    System.arraycopy(matrix.doubles, row * rank, rows, place * rank, rank);
    values[place] = weightedValue;
  }

  @Override
  void scaleRows(double[] weights, int size) {
    if (scaled == null) {
      scaled = new double[rows.length];
    }
    for (int place = 0; place < size; place++) {
      double weight = weights[place];
      for (int c = place * rank; c < (place + 1) * rank; c++) {
        scaled[c] = weight * rows[c];
      }
    }
    nativeScaled.put(scaled, 0, size * rank);
  }

  @Override
  void multiply(int size, boolean uniform, double weight, double beta) {
    nativeRows.put(rows, 0, size * rank);
    nativeValues.put(values, 0, size);
    // A general product, though the result is symmetric: with so few numbers it is much faster than
    // BLAS's symmetric one.
    cblas_dgemm(
        CblasColMajor,
        CblasNoTrans,
        CblasTrans,
        rank,
        rank,
        size,
        uniform ? weight : 1,
        nativeRows,
        rank,
        uniform ? nativeRows : nativeScaled,
        rank,
        beta,
        gram,
        rank);
    cblas_dgemv(
        CblasColMajor,
        CblasNoTrans,
        rank,
        size,
        1,
        nativeRows,
        rank,
        nativeValues,
        1,
        beta,
        right,
        1);
  }

  @Override
  void addResults(double[] intoGram, double[] intoRight) {
    gram.get(results, 0, rank * rank);
    for (int i = 0; i < rank * rank; i++) {
      intoGram[i] += results[i];
    }
    right.get(results, 0, rank);
    for (int c = 0; c < rank; c++) {
      intoRight[c] += results[c];
    }
  }
}
