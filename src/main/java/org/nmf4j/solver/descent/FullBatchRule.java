package org.nmf4j.solver.descent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.evaluation.ObjectiveEvaluation;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.UpdateRule;

/** Projected gradient descent on the whole matrix: the algorithm in its plain form. */
final class FullBatchRule implements UpdateRule {

  private final Factors factors;
  private final double totalWeight;
  private final Threads workers;
  private final ObjectiveEvaluation evaluation;
  private final FactorUpdater updaterW;
  private final FactorUpdater updaterH;
  private final Runnable projectionW;
  private final Runnable projectionH;
  private int iteration;

  FullBatchRule(
      Problem problem, Factors initial, ProjectedGradientDescent descent, Threads workers) {
    Objective objective = problem.objective();
    this.factors = initial;
    this.workers = workers;
    totalWeight = problem.a().totalWeight();
    evaluation = ObjectiveEvaluation.of(problem.a(), objective, initial.w(), initial.h(), workers);
    StepRule rule =
        descent.stepRule(
            initial,
            () -> {
              objective();
              return evaluation.rootMeanSquareOfGradient();
            });
    updaterW = new FactorUpdater(rule, initial.w(), evaluation.gradientW().array());
    updaterH = new FactorUpdater(rule, initial.h(), evaluation.gradientH().array());
    projectionW = objective.constraintW().boundTo(initial.w());
    projectionH = objective.constraintH().boundTo(initial.h());
  }

  @Override
  public double objective() {
    return evaluation.valueAndGradient(totalWeight, 1);
  }

  @Override
  public void step() {
    FactorUpdater.stepBoth(updaterW, iteration, updaterH, iteration, iteration, workers);
    projectionW.run();
    projectionH.run();
    iteration++;
  }

  @Override
  public Optional<Factors> update() {
    int last = iteration - 1;
    return Optional.of(new Factors(updaterW.update(last, last), updaterH.update(last, last)));
  }

  @Override
  public Factors factors() {
    return factors;
  }

  @Override
  public double projectedGradientNorm() {
    return evaluation.projectedGradientNorm();
  }

  @Override
  public Map<String, INDArray> state() {
    Map<String, INDArray> state = new LinkedHashMap<>();
    state.put("W", factors.w());
    state.put("H", factors.h());
    updaterW.memory().addTo(state, "updater_W");
    updaterH.memory().addTo(state, "updater_H");
    return state;
  }

  @Override
  public void restore(Map<String, INDArray> state, int steps) {
    factors.w().assign(state.get("W"));
    factors.h().assign(state.get("H"));
    updaterW.memory().takeFrom(state, "updater_W");
    updaterH.memory().takeFrom(state, "updater_H");
    iteration = steps;
  }
}
