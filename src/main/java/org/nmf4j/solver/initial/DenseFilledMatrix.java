package org.nmf4j.solver.initial;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.DenseMatrix;

/** All entries, those filled in among them. */
final class DenseFilledMatrix implements FilledMatrix {

  private final INDArray entries;

  /** 1 where an entry is missing, otherwise 0. */
  private final INDArray missing;

  DenseFilledMatrix(DenseMatrix a) {
    entries = a.values().dup();
    missing = a.weights().eq(0).castTo(a.dataType());
  }

  @Override
  public void fill(INDArray left, INDArray right) {
    entries.addi(left.mmul(right).subi(entries).muli(missing));
  }

  @Override
  public INDArray times(INDArray x) {
    return entries.mmul(x);
  }

  @Override
  public INDArray transposedTimes(INDArray y) {
    return entries.transpose().mmul(y);
  }
}
