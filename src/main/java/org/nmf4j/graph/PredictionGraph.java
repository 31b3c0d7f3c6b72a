package org.nmf4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A fitted model's predictions as parts of a larger SameDiff graph, with W and H as constants. */
public final class PredictionGraph {

  private PredictionGraph() {}

  /**
   * {@code (W·H)_ij} for pairs of a row i and a column j.
   *
   * @param sd the graph
   * @param w m×k; copied
   * @param h k×n, of the type of W; copied
   * @param row numbers of rows, a vector of integers
   * @param column numbers of columns, as many
   * @return as many predictions
   */
  public static SDVariable entries(
      SameDiff sd, INDArray w, INDArray h, SDVariable row, SDVariable column) {
    SDVariable ofRows = sd.gather(sd.constant(w.dup('c')), row, 0);
    SDVariable ofColumns = sd.gather(sd.constant(h.transpose().dup('c')), column, 0);
    return ofRows.mul(ofColumns).sum(1);
  }

  /**
   * Rows with {@code V·H} in place of what is missing, V (p×k) being {@code argmin over V ≥ 0 of
   * Σ_observed (V·H − rows)²}, found by a number of steps of the accelerated projected gradient
   * method (Beck and Teboulle 2009, doi:10.1137/080716542), each of them some operations of the
   * graph. Gradients flow through it.
   *
   * @param sd the graph
   * @param h k×n, not negative; copied
   * @param rows p×n, of the type of H, anything where missing
   * @param mask p×n, of the same type: 1 where observed, 0 where missing
   * @param steps the more, the nearer to the minimum; 200 give about three digits
   * @return p×n
   * @throws IllegalArgumentException if there are no steps
   */
  public static SDVariable completedRows(
      SameDiff sd, INDArray h, SDVariable rows, SDVariable mask, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be ≥ 1, got " + steps);
    }
    // Components of one size make the problem easier, and all steps as long as the largest allows.
    INDArray scaled = h.divColumnVector(Transforms.max(h.norm2(1), Float.MIN_NORMAL));
    double curvature = scaled.mmul(scaled.transpose()).sum(1).maxNumber().doubleValue();
    SDVariable factors = sd.constant(scaled.dup('c'));
    SDVariable transposed = sd.constant(scaled.transpose().dup('c'));
    SDVariable observed = mask.gt(0);
    SDVariable target = sd.where(rows, sd.zerosLike(rows), observed);
    SDVariable last = sd.zerosLike(target.mmul(transposed));
    SDVariable ahead = last;
    double momentum = 1;
    for (int step = 0; step < steps; step++) {
      SDVariable residual = ahead.mmul(factors).sub(target).mul(mask);
      SDVariable moved = ahead.sub(scaled(sd, residual.mmul(transposed), 1 / curvature));
      SDVariable next = sd.nn().relu(moved, 0);
      double nextMomentum = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      ahead = next.add(scaled(sd, next.sub(last), (momentum - 1) / nextMomentum));
      momentum = nextMomentum;
      last = next;
    }
    return sd.where(rows, last.mmul(factors), observed);
  }

  private static SDVariable scaled(SameDiff sd, SDVariable variable, double factor) {
    return variable.mul(sd.constant(Nd4j.scalar(variable.dataType(), factor)));
  }
}
