package org.nmf4j.internal.rows;

import static org.bytedeco.openblas.global.openblas_nolapack.*;

import org.bytedeco.javacpp.FloatPointer;
import org.nmf4j.internal.compute.HeapMatrix;

/** In single precision. */
final class FloatRowSums extends RowSums {

  private final float[] rows;
  private final float[] values = new float[BLOCK];
  private final float[] results;
  private final FloatPointer nativeRows;
  private final FloatPointer nativeScaled;
  private final FloatPointer nativeValues = new FloatPointer((long) BLOCK);
  private final FloatPointer gram;
  private final FloatPointer right;

  /** Made at the first block with more than one weight. */
  private float[] scaled;

  FloatRowSums(int rank) {
    super(rank);
    rows = new float[BLOCK * rank];
    results = new float[rank * rank];
    nativeRows = new FloatPointer((long) rows.length);
    nativeScaled = new FloatPointer((long) rows.length);
    gram = new FloatPointer((long) rank * rank);
    right = new FloatPointer((long) rank);
  }

  @Override
  void gather(HeapMatrix matrix, int row, int place, double weightedValue) {
    System.arraycopy(matrix.singles, row * rank, rows, place * rank, rank);
    values[place] = (float) weightedValue;
  }

  @Override
  void scaleRows(double[] weights, int size) {
    if (scaled == null) {
      scaled = new float[rows.length];
    }
    for (int place = 0; place < size; place++) {
      float weight = (float) weights[place];
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
    cblas_sgemm(
        CblasColMajor,
        CblasNoTrans,
        CblasTrans,
        rank,
        rank,
        size,
        uniform ? (float) weight : 1,
        nativeRows,
        rank,
        uniform ? nativeRows : nativeScaled,
        rank,
        (float) beta,
        gram,
        rank);
    cblas_sgemv(
        CblasColMajor,
        CblasNoTrans,
        rank,
        size,
        1,
        nativeRows,
        rank,
        nativeValues,
        1,
        (float) beta,
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
