package org.nmf4j.internal.evaluation;

import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/** The loss on some rows of A at a time. */
public final class RowBatch {

  private final LossEvaluation evaluation;
  private final Consumer<int[]> selection;

  private RowBatch(LossEvaluation evaluation, Consumer<int[]> selection) {
    this.evaluation = evaluation;
    this.selection = selection;
  }

  /**
   * A batch, in which no rows are selected yet.
   *
   * @param a A, m×n
   * @param w the factor of the selected rows, b×k, c-ordered, of the type of A
   * @param h k×n, likewise
   */
  public static RowBatch of(MaskedMatrix a, Loss loss, INDArray w, INDArray h, Threads workers) {
    return a.choose(
        dense -> of(dense, loss, w, h, workers), sparse -> of(sparse, loss, w, h, workers));
  }

  /** Rows that are sorted by columns at each selection: that takes little of a step. */
  private static RowBatch of(SparseMatrix a, Loss loss, INDArray w, INDArray h, Threads workers) {
    long usual = a.observed() * w.rows() / a.rows();
    SparseEvaluation evaluation = new SparseEvaluation(usual, a.background(), loss, w, h, workers);
    return new RowBatch(
        evaluation,
        rows -> {
          CompressedLines selected = a.byRows().select(rows);
          evaluation.show(selected, selected.transposed(a.columns()));
        });
  }

  /** Rows that are copied together. */
  private static RowBatch of(DenseMatrix a, Loss loss, INDArray w, INDArray h, Threads workers) {
    NativeArray values = NativeArray.of(a.values());
    NativeArray selectedValues = NativeArray.of(Nd4j.create(a.dataType(), w.rows(), a.columns()));
    INDArray selectedWeights = Nd4j.create(a.dataType(), w.rows(), a.columns());
    return new RowBatch(
        new DenseEvaluation(
            selectedValues.array(), RowWeights.of(selectedWeights), loss, w, h, workers),
        rows -> {
          for (int i = 0; i < rows.length; i++) {
            selectedValues.copyRow(i, values, rows[i]);
          }
          a.copyWeights(rows, selectedWeights);
        });
  }

  /**
   * Says which rows to evaluate from now on.
   *
   * @param rows b indices of rows of A
   */
  public void select(int[] rows) {
    selection.accept(rows);
  }

  /** The evaluation of the selected rows, whose gradient by W is b×k. */
  public LossEvaluation evaluation() {
    return evaluation;
  }
}
