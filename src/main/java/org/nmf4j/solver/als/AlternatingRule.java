package org.nmf4j.solver.als;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.Alternation;
import org.nmf4j.internal.rows.FactorRows;
import org.nmf4j.internal.rows.HeapFactor;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.UpdateRule;

/** {@link Alternation} of factors in this process, and the arrays that others see of them. */
abstract class AlternatingRule implements UpdateRule {

  private static final int OF_MOMENTUM = 3;

  private final Factors factors;
  private final Objective objective;
  private final double totalWeight;
  private final boolean extrapolation;
  private final HeapFactor w;
  private final HeapFactor h;
  private final HeapMatrix hArray;

  private Alternation<HeapFactor> alternation;

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
    this.extrapolation = extrapolation;
    objective = problem.objective();
    objective.constraintW().project(initial.w());
    objective.constraintH().project(initial.h());
    factors = initial;
    totalWeight = problem.a().totalWeight();
    hArray = HeapMatrix.of(initial.h());
    w = new HeapFactor(rows.of(true, HeapMatrix.of(initial.w())), true);
    h = new HeapFactor(rows.of(false, hArray.transpose()), false);
  }

  final void begin() {
    alternation =
        new Alternation<>(w, h, objective.loss().link(), totalWeight, this::loss, extrapolation);
  }

  /**
   * {@code Σ weight·ℓ} at the present point.
   *
   * @param updated what the update of H gave, or {@link FactorRows#loss}
   */
  abstract double loss(double updated);

  final HeapFactor w() {
    return w;
  }

  final HeapFactor h() {
    return h;
  }

  @Override
  public final double objective() {
    return alternation.objective();
  }

  @Override
  public boolean neverRises() {
    return true;
  }

  @Override
  public void step() {
    alternation.step();
  }

  @Override
  public Map<String, INDArray> state() {
    Map<String, INDArray> state = new HashMap<>();
    state.put("W", factors().w());
    state.put("H", factors.h());
    state.putAll(w.state("W"));
    state.putAll(h.state("H"));
    double[] schedule = alternation.state();
    state.put("momentum", Nd4j.createFromArray(Arrays.copyOf(schedule, OF_MOMENTUM)));
    state.put(
        "objective",
        Nd4j.createFromArray(Arrays.copyOfRange(schedule, OF_MOMENTUM, schedule.length)));
    return state;
  }

  @Override
  public void restore(Map<String, INDArray> state, int steps) {
    w.restore(HeapMatrix.of(state.get("W")), "W", state);
    h.restore(HeapMatrix.of(state.get("H")).transpose(), "H", state);
    alternation.restore(
        Nd4j.concat(0, state.get("momentum"), state.get("objective")).toDoubleVector(), steps);
  }

  @Override
  public Factors factors() {
    w.x().copyTo(factors.w());
    hArray.copyTransposed(h.x());
    hArray.copyTo(factors.h());
    return factors;
  }

  @Override
  public double projectedGradientNorm() {
    return alternation.residual();
  }
}
