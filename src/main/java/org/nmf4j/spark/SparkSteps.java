package org.nmf4j.spark;

import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.rows.Alternation;
import org.nmf4j.internal.rows.MovingFactor;
import org.nmf4j.internal.rows.SquaredErrorSum;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Steps;

/**
 * The steps of a fit on a cluster.
 *
 * @param alternation of both factors
 * @param w as the cluster holds it
 * @param h likewise
 */
record SparkSteps(Alternation<?> alternation, ClusterFactor w, ClusterFactor h) implements Steps {

  static final String SCHEDULE = "alternation";

  /** Alternating updates of factors at their start. */
  static <F extends MovingFactor<F>> Alternation<F> alternate(
      F w, F h, Objective objective, double squares, double totalWeight) {
    SquaredErrorSum squaredErrors =
        new SquaredErrorSum(squares, DataType.DOUBLE, () -> w.exactLoss(h));
    return new Alternation<>(
        w,
        h,
        objective.loss().link(),
        totalWeight,
        objective.loss().isSquaredError() ? squaredErrors : loss -> loss,
        true);
  }

  @Override
  public double objective() {
    return alternation.objective();
  }

  @Override
  public void step() {
    alternation.step();
  }

  @Override
  public double projectedGradientNorm() {
    return alternation.residual();
  }

  @Override
  public Map<String, INDArray> state() {
    return Map.of(SCHEDULE, Nd4j.createFromArray(alternation.state()));
  }

  /** The factors are restored by whoever has kept them. */
  @Override
  public void restore(Map<String, INDArray> state, int steps) {
    alternation.restore(state.get(SCHEDULE).toDoubleVector(), steps);
  }

  /** Lets go of what executors hold. */
  void unpersist() {
    w.unpersist();
    h.unpersist();
  }
}
