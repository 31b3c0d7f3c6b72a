package org.nmf4j.internal.evaluation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/** Rows of a dense matrix, copied together. */
final class DenseRowBatch implements RowBatch {

  private final NativeArray values;
  private final NativeArray weights;
  private final NativeArray selectedValues;
  private final NativeArray selectedWeights;
  private final LossEvaluation evaluation;

  DenseRowBatch(DenseMatrix a, Loss loss, INDArray w, INDArray h, Threads workers) {
    values = NativeArray.of(a.values());
    weights = NativeArray.of(a.weights());
    selectedValues = NativeArray.of(Nd4j.create(a.dataType(), w.rows(), a.columns()));
    selectedWeights = NativeArray.of(Nd4j.create(a.dataType(), w.rows(), a.columns()));
    evaluation =
        new DenseEvaluation(selectedValues.array(), selectedWeights.array(), loss, w, h, workers);
  }

  @Override
  public void select(int[] rows) {
    for (int i = 0; i < rows.length; i++) {
      selectedValues.copyRow(i, values, rows[i]);
      selectedWeights.copyRow(i, weights, rows[i]);
    }
  }

  @Override
  public LossEvaluation evaluation() {
    return evaluation;
  }
}
