package org.nmf4j.solver.initial;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.evaluation.EntryProducts;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.matrix.SparseMatrix;

/**
 * {@code R + left·right}, R being sparse with {@code A/unit − left·right} at the observed entries:
 * what is filled in is never held (Mazumder, Hastie and Tibshirani 2010, section 4,
 * jmlr.org/papers/v11/mazumder10a.html).
 */
final class SparseFilledMatrix implements FilledMatrix {

  private final SparseMatrix a;
  private final double unit;

  /** R's entries, in the order of A's by rows and by columns. */
  private final double[] residualsByRows;

  private final double[] residualsByColumns;
  private INDArray left;
  private INDArray right;
  private boolean isFilled;

  SparseFilledMatrix(SparseMatrix a, double unit) {
    this.a = a;
    this.unit = unit;
    residualsByRows = new double[a.byRows().entries()];
    residualsByColumns = new double[a.byColumns().entries()];
  }

  /** The background's value in place of all others: nothing is left to be filled in. */
  FilledMatrix filledByBackground() {
    setFill(
        Nd4j.ones(a.dataType(), a.rows(), 1).muli(a.background().value() / unit),
        Nd4j.ones(a.dataType(), 1, a.columns()));
    isFilled = true;
    return this;
  }

  @Override
  public boolean hasMissing() {
    return !isFilled;
  }

  @Override
  public void fill(INDArray left, INDArray right) {
    if (!isFilled) {
      setFill(left, right);
    }
  }

  private void setFill(INDArray left, INDArray right) {
    this.left = left;
    this.right = right;
    double[] rows = numbers(left);
    double[] columns = numbers(right.transpose());
    subtract(a.byRows(), rows, columns, residualsByRows);
    subtract(a.byColumns(), columns, rows, residualsByColumns);
  }

  private void subtract(
      CompressedLines lines, double[] ofLines, double[] others, double[] residuals) {
    EntryProducts.multiply(lines, 0, lines.count(), ofLines, others, left.columns(), residuals);
    for (int entry = 0; entry < residuals.length; entry++) {
      residuals[entry] = lines.value(entry) / unit - residuals[entry];
    }
  }

  @Override
  public INDArray times(INDArray x) {
    return product(a.byRows(), residualsByRows, x).addi(left.mmul(right.mmul(x)));
  }

  @Override
  public INDArray transposedTimes(INDArray y) {
    return product(a.byColumns(), residualsByColumns, y)
        .addi(right.transpose().mmul(left.transpose().mmul(y)));
  }

  private INDArray product(CompressedLines lines, double[] residuals, INDArray x) {
    double[] sums = new double[Math.multiplyExact(lines.count(), x.columns())];
    EntryProducts.accumulate(
        lines, 0, lines.count(), residuals, null, numbers(x), x.columns(), sums);
    return Nd4j.createFromArray(sums).reshape(lines.count(), x.columns()).castTo(a.dataType());
  }

  /** Row by row. */
  private static double[] numbers(INDArray matrix) {
    double[] numbers = new double[Math.toIntExact(matrix.length())];
    NativeArray.of(matrix.dup('c')).get(0, numbers, 0, numbers.length);
    return numbers;
  }
}
