package org.nmf4j.internal.evaluation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/**
 * {@code Σ weight·ℓ(W·H, A)} over the entries that count, and its gradient, at factors that the
 * caller changes from one evaluation to the next. Neither the mean nor the link is taken: they are
 * factors of the gradient that the caller knows.
 *
 * <p>The work is cut up by the matrix alone, and sums are taken in a fixed order, so that the
 * result has the same bits on any number of threads.
 */
public abstract class LossEvaluation {

  final NativeArray gradientW;
  final NativeArray gradientH;

  LossEvaluation(INDArray w, INDArray h) {
    gradientW = NativeArray.of(Nd4j.create(w.dataType(), w.shape()));
    gradientH = NativeArray.of(Nd4j.create(h.dataType(), h.shape()));
  }

  /**
   * The evaluation that suits the matrix.
   *
   * @param a A, m×n
   * @param w m×k, c-ordered, of the type of A
   * @param h k×n, likewise
   */
  public static LossEvaluation of(
      MaskedMatrix a, Loss loss, INDArray w, INDArray h, Threads workers) {
    return a.choose(
        dense -> new DenseEvaluation(dense.values(), RowWeights.of(dense), loss, w, h, workers),
        sparse ->
            new SparseEvaluation(
                sparse.byRows(), sparse.byColumns(), sparse.background(), loss, w, h, workers));
  }

  abstract double total(boolean withGradient);

  /** The sum at the present factors. */
  public final double total() {
    return total(false);
  }

  /** The sum at the present factors; its gradient is then in the two arrays. */
  public final double totalAndGradient() {
    return total(true);
  }

  /** The gradient by W at the last {@link #totalAndGradient}, m×k: the array itself. */
  public final NativeArray gradientW() {
    return gradientW;
  }

  /** The gradient by H at the last {@link #totalAndGradient}, k×n: the array itself. */
  public final NativeArray gradientH() {
    return gradientH;
  }
}
