package org.nmf4j.solver;

import org.nmf4j.compute.Workers;
import org.nmf4j.objective.Objective;

/** Projected gradient descent on the whole matrix: the algorithm in its plain form. */
final class FullBatchRule implements UpdateRule {

  private final Factors factors;
  private final double totalWeight;
  private final Workers workers;
  private final ObjectiveEvaluation evaluation;
  private final FactorUpdater updaterW;
  private final FactorUpdater updaterH;
  private final Runnable projectionW;
  private final Runnable projectionH;
  private int iteration;

  FullBatchRule(Problem problem, Factors initial, StepRule rule, Workers workers) {
    Objective objective = problem.objective();
    this.factors = initial;
    this.workers = workers;
    totalWeight = problem.a().totalWeight();
    evaluation = ObjectiveEvaluation.of(problem, initial, workers);
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
  public Factors factors() {
    return factors;
  }

  @Override
  public double projectedGradientNorm() {
    return evaluation.projectedGradientNorm();
  }
}
