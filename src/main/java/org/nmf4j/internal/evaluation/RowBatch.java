package org.nmf4j.internal.evaluation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/** The loss on some rows of A at a time. */
public interface RowBatch {

  /**
   * A batch, in which no rows are selected yet.
   *
   * @param a A, m×n
   * @param loss ℓ
   * @param w the factor of the selected rows, b×k, c-ordered, of the type of A
   * @param h k×n, c-ordered, of the type of A
   * @param workers the threads to compute on
   */
  static RowBatch of(MaskedMatrix a, Loss loss, INDArray w, INDArray h, Threads workers) {
    return a instanceof SparseMatrix sparse
        ? new SparseRowBatch(sparse, loss, w, h, workers)
        : new DenseRowBatch((DenseMatrix) a, loss, w, h, workers);
  }

  /**
   * Says which rows to evaluate from now on.
   *
   * @param rows b indices of rows of A
   */
  void select(int[] rows);

  /** The evaluation of the selected rows, whose gradient by W is b×k. */
  LossEvaluation evaluation();
}
