package org.nmf4j.internal.evaluation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/**
 * {@code Σ weight·ℓ(W·H, A)} over the observed entries, and its gradient, at factors that the
 * caller changes from one evaluation to the next. Neither the mean nor the link is taken: they are
 * factors of the gradient that the caller knows.
 *
 * <p>The work is cut up by the matrix alone, and sums are taken in a fixed order, so that the
 * result has the same bits on any number of threads.
 */
public interface LossEvaluation {

  /**
   * The evaluation that suits the matrix.
   *
   * @param a A, m×n
   * @param loss ℓ
   * @param w m×k, c-ordered, of the type of A
   * @param h k×n, c-ordered, of the type of A
   * @param workers the threads to compute on
   */
  static LossEvaluation of(MaskedMatrix a, Loss loss, INDArray w, INDArray h, Threads workers) {
    return a.choose(
        dense -> new DenseEvaluation(dense.values(), dense.weights(), loss, w, h, workers),
        sparse -> new SparseEvaluation(sparse.byRows(), sparse.byColumns(), loss, w, h, workers));
  }

  /** The sum at the present factors. */
  double total();

  /** The sum at the present factors; its gradient is then in the two arrays. */
  double totalAndGradient();

  /** The gradient by W at the last {@link #totalAndGradient}, m×k: the array itself. */
  INDArray gradientW();

  /** The gradient by H at the last {@link #totalAndGradient}, k×n: the array itself. */
  INDArray gradientH();
}
