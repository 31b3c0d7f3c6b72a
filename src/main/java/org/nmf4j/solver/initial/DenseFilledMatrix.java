package org.nmf4j.solver.initial;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.DenseMatrix;

/** All entries, those filled in among them. */
final class DenseFilledMatrix implements FilledMatrix {

  private final INDArray entries;

  /** 1 where an entry is missing, otherwise 0. */
  private final INDArray missing;

  DenseFilledMatrix(DenseMatrix a, double unit) {
    entries = inUnit(a.values(), unit);
    missing = a.weights().eq(0).castTo(a.dataType());
  }

  /** Not by ND4J, which would round the unit of small numbers to 0 first. */
  private static INDArray inUnit(INDArray values, double unit) {
    NativeArray numbers = NativeArray.of(values.dup('c'));
    double[] row = new double[values.columns()];
    for (int i = 0; i < values.rows(); i++) {
      numbers.get((long) i * row.length, row, 0, row.length);
      Arrays.setAll(row, j -> row[j] / unit);
      numbers.put((long) i * row.length, row, 0, row.length);
    }
    return numbers.array();
  }

  @Override
  public boolean hasMissing() {
    return missing.maxNumber().doubleValue() > 0;
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
