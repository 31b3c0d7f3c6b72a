package org.nmf4j;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.solver.Factors;

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
    Factors factors = model.factors();
    SDVariable ofRows = sd.gather(sd.constant(factors.w()), row, 0);
    SDVariable ofColumns = sd.gather(sd.constant(factors.h().transpose().dup('c')), column, 0);
    // SameDiff.fit can't sum over a dimension of one number.
    SDVariable ones = sd.constant(Nd4j.ones(model.dataType(), factors.rank(), 1));
    SDVariable product = sd.squeeze(ofRows.mul(ofColumns).mmul(ones), 1);
    double shift = model.terms().shift();
    return clipped(sd, model, shift == 0 ? product : product.add(number(sd, model, shift)));
  }

  /**
   * Rows that the model has not seen with predictions in place of what is missing, those of {@code
   * model.withRows(rows)}. The rows' factors are found by a number of steps of the accelerated
   * proximal gradient method (Beck and Teboulle 2009, doi:10.1137/080716542), each of them some
   * operations of the graph. What is trained comes after it in the graph: SameDiff derives no
   * gradient of a choice by a mask, so none flows to the rows.
   *
   * @param sd the graph
   * @param model of squared error; its numbers are copied into the graph
   * @param rows p×n, of the type of the model, anything where missing
   * @param mask p×n, of the same type: 1 where observed, 0 where missing
   * @param steps the more, the nearer to the minimum; 200 give about three digits
   * @return p×n
   * @throws IllegalArgumentException if there are no steps, or the model is of another loss
   */
  public static SDVariable completedRows(
      SameDiff sd, NmfModel model, SDVariable rows, SDVariable mask, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be ≥ 1, got " + steps);
    }
    if (!model.terms().loss().isSquaredError()) {
      throw new IllegalArgumentException(
          "model must be one of squared error, got one of " + model.terms().loss().name());
    }
    SDVariable predicted = new FoldInGraph(sd, model, rows, mask).predictions(steps);
    return sd.where(rows, clipped(sd, model, predicted), mask.gt(0));
  }

  private static SDVariable clipped(SameDiff sd, NmfModel model, SDVariable predictions) {
    return Double.isFinite(model.smallestPrediction())
        ? sd.math().clipByValue(predictions, model.smallestPrediction(), model.largestPrediction())
        : predictions;
  }

  private static SDVariable number(SameDiff sd, NmfModel model, double number) {
    return sd.constant(Nd4j.scalar(model.dataType(), number));
  }
}
