package org.nmf4j.internal.rows;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;

/** A factor whose rows are all in this process. */
public final class HeapFactor implements MovingFactor<HeapFactor> {

  private final FactorRows rows;

  /** The present point, to return to. */
  private final HeapMatrix kept;

  /** The last solution, before it was extrapolated. */
  private final HeapMatrix solved;

  /** What the other factor's update sees. */
  private final HeapMatrix ahead;

  /**
   * A factor at the present X.
   *
   * @param isFirst whether it is updated before the other one, so that X itself may be extrapolated
   */
  public HeapFactor(FactorRows rows, boolean isFirst) {
    this.rows = rows;
    kept = rows.x().copy();
    solved = rows.x().copy();
    ahead = isFirst ? rows.x() : rows.x().copy();
  }

  /** X: the matrix itself. */
  public HeapMatrix x() {
    return rows.x();
  }

  @Override
  public double update(HeapFactor other, double multiplier, double beta, boolean withLoss) {
    double loss = FactorRows.sum(rows.update(other.ahead, multiplier, withLoss));
    rows.extrapolate(solved, beta, ahead);
    return loss;
  }

  @Override
  public void smooth(double width) {
    rows.smooth(width);
  }

  @Override
  public double loss(HeapFactor other) {
    return FactorRows.sum(rows.loss(other.x()));
  }

  @Override
  public double exactLoss(HeapFactor other) {
    return FactorRows.sum(rows.exactLoss(other.x()));
  }

  @Override
  public double residual(HeapFactor other, double multiplier, double scale) {
    return FactorRows.norm(rows.residual(other.x(), multiplier, scale));
  }

  @Override
  public double penalty() {
    return FactorRows.sum(rows.penalty());
  }

  @Override
  public double penaltyInsideMean() {
    return FactorRows.sum(rows.penaltyInsideMean());
  }

  @Override
  public void keep() {
    kept.copyFrom(rows.x());
  }

  @Override
  public void takeBack() {
    rows.x().copyFrom(kept);
    ahead.copyFrom(kept);
  }

  /** All that the next updates depend on, by names; of X only what is not X itself. */
  public Map<String, INDArray> state(String name) {
    return Map.of("solved_" + name, solved.toArray(), "ahead_" + name, ahead.toArray());
  }

  /** Goes back to a point and what {@link #state} gave there. */
  public void restore(HeapMatrix x, String name, Map<String, INDArray> state) {
    rows.x().copyFrom(x);
    solved.copyFrom(state.get("solved_" + name));
    ahead.copyFrom(state.get("ahead_" + name));
  }
}
