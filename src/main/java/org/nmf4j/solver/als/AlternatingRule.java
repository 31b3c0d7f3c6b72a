package org.nmf4j.solver.als;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.FactorRows;
import org.nmf4j.objective.Link;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.UpdateRule;

/**
 * One factor after the other is updated while the other is kept; between iterations the factors are
 * extrapolated along their last move as long as that lowers the objective.
 */
abstract class AlternatingRule implements UpdateRule {

  private final Factors factors;
  private final Link link;
  private final double totalWeight;
  private final FactorRows w;
  private final FactorRows h;
  private final HeapMatrix hArray;

  /** The present point, to return to. */
  private final HeapMatrix keptW;

  private final HeapMatrix keptH;

  /** The last solutions, before extrapolation. */
  private final HeapMatrix solvedW;

  private final HeapMatrix solvedH;

  /** H extrapolated, which W's next update sees. */
  private final HeapMatrix aheadH;

  private final Momentum momentum;

  private double objective;
  private double mean;
  private boolean isPublished;

  /** Makes the problems of the rows of a factor. */
  @FunctionalInterface
  interface RowsOf {
    FactorRows of(boolean isW, HeapMatrix x);
  }

  /**
   * A rule at the initial factors; whoever extends it is to {@link #begin}.
   *
   * @param rows W's, and Hᵀ's
   */
  AlternatingRule(Problem problem, Factors initial, boolean extrapolation, RowsOf rows) {
    Objective wanted = problem.objective();
    wanted.constraintW().project(initial.w());
    wanted.constraintH().project(initial.h());
    factors = initial;
    link = wanted.loss().link();
    totalWeight = problem.a().totalWeight();
    momentum = extrapolation ? Momentum.usual() : Momentum.none();
    hArray = HeapMatrix.of(initial.h());
    w = rows.of(true, HeapMatrix.of(initial.w()));
    h = rows.of(false, hArray.transpose());
    keptW = like(w.x());
    keptH = like(h.x());
    solvedW = like(w.x());
    solvedH = like(h.x());
    aheadH = like(h.x());
    solvedW.copyFrom(w.x());
    solvedH.copyFrom(h.x());
    aheadH.copyFrom(h.x());
  }

  final void begin() {
    evaluate(w.loss(h.x()));
  }

  private static HeapMatrix like(HeapMatrix matrix) {
    return new HeapMatrix(matrix.dataType(), matrix.rows(), matrix.columns());
  }

  /**
   * {@code Σ weight·ℓ} at the present point.
   *
   * @param updated what the update of H gave, or {@link FactorRows#loss}
   */
  abstract double loss(double updated);

  /** Has the next updates lower a smooth loss that is nearly the one given. */
  final void smooth(double width) {
    w.smooth(width);
    h.smooth(width);
  }

  @Override
  public final double objective() {
    return objective;
  }

  private void evaluate(double updated) {
    isPublished = false;
    double sum = loss(updated) + w.penaltyInsideMean() + h.penaltyInsideMean();
    mean = sum / totalWeight;
    objective = link.value(mean) + w.penalty() + h.penalty();
  }

  /**
   * What a penalty outside the link is to be multiplied by where the sum of squared errors stands
   * for the loss. The link lies below its tangent, so that lowering the one lowers the other.
   */
  private double multiplier() {
    double slope = link.derivative(mean);
    return slope == 0 ? 0 : totalWeight / slope;
  }

  @Override
  public boolean neverRises() {
    return true;
  }

  @Override
  public void step() {
    double before = objective;
    double beforeMean = mean;
    keptW.copyFrom(w.x());
    keptH.copyFrom(h.x());
    move(momentum.beta());
    if (objective >= before && momentum.beta() > 0) {
      momentum.failed();
      takeBack(before, beforeMean);
      move(momentum.beta());
    }
    if (objective < before) {
      momentum.succeeded();
    } else {
      // At the end of the type's precision: nothing is left to be gained.
      takeBack(before, beforeMean);
    }
    isPublished = false;
  }

  private void move(double beta) {
    double multiplier = multiplier();
    w.update(aheadH, multiplier, false);
    w.extrapolate(solvedW, beta, w.x());
    evaluate(h.update(w.x(), multiplier, true));
    h.extrapolate(solvedH, beta, aheadH);
  }

  private void takeBack(double keptObjective, double keptMean) {
    w.x().copyFrom(keptW);
    h.x().copyFrom(keptH);
    aheadH.copyFrom(keptH);
    objective = keptObjective;
    mean = keptMean;
  }

  @Override
  public Map<String, INDArray> state() {
    publish();
    double[] schedule = momentum.state();
    return Map.of(
        "W", factors.w(),
        "H", factors.h(),
        "solved_W", solvedW.toArray(),
        "solved_H", solvedH.toArray(),
        "ahead_H", aheadH.toArray(),
        "momentum", Nd4j.createFromArray(schedule),
        "objective", Nd4j.createFromArray(objective, mean));
  }

  @Override
  public void restore(Map<String, INDArray> state, int steps) {
    factors.w().assign(state.get("W"));
    factors.h().assign(state.get("H"));
    w.x().copyFrom(factors.w());
    hArray.copyFrom(factors.h());
    h.x().copyTransposed(hArray);
    solvedW.copyFrom(state.get("solved_W"));
    solvedH.copyFrom(state.get("solved_H"));
    aheadH.copyFrom(state.get("ahead_H"));
    momentum.restore(state.get("momentum").toDoubleVector());
    objective = state.get("objective").getDouble(0);
    mean = state.get("objective").getDouble(1);
    isPublished = true;
  }

  /** Brings the present point to the arrays that others see. */
  private void publish() {
    if (isPublished) {
      return;
    }
    w.x().copyTo(factors.w());
    hArray.copyTransposed(h.x());
    hArray.copyTo(factors.h());
    isPublished = true;
  }

  @Override
  public Factors factors() {
    publish();
    return factors;
  }

  @Override
  public double projectedGradientNorm() {
    double scale = link.derivative(mean) / totalWeight;
    return Math.hypot(
        w.residual(h.x(), multiplier(), scale), h.residual(w.x(), multiplier(), scale));
  }
}
