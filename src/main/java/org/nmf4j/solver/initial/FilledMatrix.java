package org.nmf4j.solver.initial;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.MaskedMatrix;

/** A in another unit, m×n, with its missing entries filled in by a matrix of low rank. */
interface FilledMatrix {

  /** A / unit, to be filled before it is multiplied. */
  static FilledMatrix of(MaskedMatrix a, double unit) {
    return a.choose(
        dense -> new DenseFilledMatrix(dense.withBackgroundObserved(), unit),
        sparse ->
            sparse.background().isMissing()
                ? new SparseFilledMatrix(sparse, unit)
                : new SparseFilledMatrix(sparse, unit).filledByBackground());
  }

  /** Whether there is anything to fill in. */
  boolean hasMissing();

  /**
   * Puts the entries of left·right in place of the missing ones.
   *
   * @param left m×r, of the type of A
   * @param right r×n, of the type of A
   */
  void fill(INDArray left, INDArray right);

  /**
   * The product with a matrix.
   *
   * @param x n×p, of the type of A
   * @return m×p
   */
  INDArray times(INDArray x);

  /**
   * The transpose's product with a matrix.
   *
   * @param y m×p, of the type of A
   * @return n×p
   */
  INDArray transposedTimes(INDArray y);
}
