package org.nmf4j.samediff;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.ColumnUnits;

/** A model's predictions as parts of a larger SameDiff graph, with its factors as constants. */
public final class PredictionGraph {

  private PredictionGraph() {}

  /**
   * {@link NmfModel#predict(int, int)} for pairs of a row and a column.
   *
   * @param sd the graph
   * @param model whose numbers are copied into it
   * @param row numbers of rows in [0, m), a vector of integers; SameDiff checks no bounds
   * @param column numbers of columns in [0, n), as many
   * @return as many predictions, of the type of the model
   */
  public static SDVariable entries(SameDiff sd, NmfModel model, SDVariable row, SDVariable column) {
    INDArray w = model.w();
    INDArray ht = model.h().transpose().dup('c');
    if (model.rowOffsets().isPresent()) {
      INDArray ofRows = model.rowOffsets().get().add(model.mean()).reshape(w.rows(), 1);
      INDArray ofColumns = model.columnOffsets().orElseThrow().reshape(ht.rows(), 1);
      w = Nd4j.hstack(w, ofRows, Nd4j.onesLike(ofRows));
      ht = Nd4j.hstack(ht, Nd4j.onesLike(ofColumns), ofColumns);
    }
    if (model.columnUnits().isPresent()) {
      ColumnUnits units = model.columnUnits().get();
      w = Nd4j.hstack(w, Nd4j.ones(w.dataType(), w.rows(), 1));
      ht =
          Nd4j.hstack(
              ht.mulColumnVector(column(units.scales(), model)), column(units.shifts(), model));
    }
    // SameDiff.fit can't sum over a dimension of one number.
    SDVariable ones = sd.constant(Nd4j.ones(model.dataType(), w.columns(), 1));
    SDVariable product =
        sd.gather(sd.constant(w.dup('c')), row, 0)
            .mul(sd.gather(sd.constant(ht.dup('c')), column, 0));
    SDVariable predictions = sd.squeeze(product.mmul(ones), 1);
    SDVariable floored =
        floors(model)
            .map(floors -> sd.max(predictions, sd.gather(sd.constant(floors), column, 0)))
            .orElse(predictions);
    return clipped(sd, model, floored);
  }

  /**
   * Rows that the model has not seen with predictions in place of what is missing, those of {@code
   * model.withRows(rows)}. The rows' factors are found by a number of steps of the accelerated
   * proximal gradient method (Beck and Teboulle 2009, doi:10.1137/080716542), each of them some
   * operations of the graph. What is trained comes after it in the graph: SameDiff derives no
   * gradient of a choice by a mask, so none flows to the rows.
   *
   * @param sd the graph
   * @param model of squared error, with box constraints and elastic nets; its numbers are copied
   *     into the graph
   * @param rows p×n, of the type of the model, anything where missing
   * @param mask p×n, of the same type: 1 where observed, 0 where missing
   * @param steps the more, the nearer to the minimum; 200 give about three digits
   * @return p×n
   * @throws IllegalArgumentException if there are no steps, or the model is of another objective
   */
  public static SDVariable completedRows(
      SameDiff sd, NmfModel model, SDVariable rows, SDVariable mask, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be ≥ 1, got " + steps);
    }
    SDVariable predicted = new FoldInGraph(sd, model, rows, mask).predictions(steps);
    SDVariable floored =
        floors(model)
            .map(floors -> sd.max(predicted, sd.constant(floors.reshape(1, model.columns()))))
            .orElse(predicted);
    return sd.where(rows, clipped(sd, model, floored), mask.gt(0));
  }

  /** What predictions of each column are not below, n numbers, if there is such a column. */
  private static Optional<INDArray> floors(NmfModel model) {
    ColumnUnits units = model.columnUnits().orElse(ColumnUnits.none(model.columns()));
    double[] floors = new double[units.columns()];
    Arrays.setAll(floors, j -> units.bounded(j, Double.NEGATIVE_INFINITY));
    return Arrays.stream(floors).allMatch(Double::isInfinite)
        ? Optional.empty()
        : Optional.of(Nd4j.createFromArray(floors).castTo(model.dataType()));
  }

  private static INDArray column(double[] numbers, NmfModel model) {
    return Nd4j.createFromArray(numbers).reshape(numbers.length, 1).castTo(model.dataType());
  }

  private static SDVariable clipped(SameDiff sd, NmfModel model, SDVariable predictions) {
    return Double.isFinite(model.smallestPrediction())
        ? sd.math().clipByValue(predictions, model.smallestPrediction(), model.largestPrediction())
        : predictions;
  }
}
