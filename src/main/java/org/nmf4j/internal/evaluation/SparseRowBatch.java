package org.nmf4j.internal.evaluation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/** Rows of a sparse matrix, which are sorted by columns each time: that takes little of a step. */
final class SparseRowBatch implements RowBatch {

  private final SparseMatrix a;
  private final SparseEvaluation evaluation;

  SparseRowBatch(SparseMatrix a, Loss loss, INDArray w, INDArray h, Threads workers) {
    this.a = a;
    long usual = a.observed() * w.rows() / a.rows();
    evaluation = new SparseEvaluation(usual, a.dataType(), loss, w, h, workers);
  }

  @Override
  public void select(int[] rows) {
    CompressedLines selected = a.byRows().select(rows);
    evaluation.show(selected, selected.transposed(a.columns()));
  }

  @Override
  public LossEvaluation evaluation() {
    return evaluation;
  }
}
