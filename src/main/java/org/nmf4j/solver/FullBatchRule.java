package org.nmf4j.solver;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nmf4j.compute.NativeArray;
import org.nmf4j.compute.Workers;
import org.nmf4j.graph.PenaltyGradient;
import org.nmf4j.graph.TiledObjective;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Objective;

/** Projected gradient descent on the whole matrix: the algorithm in its plain form. */
final class FullBatchRule implements UpdateRule {

  private final Factors factors;
  private final Objective objective;
  private final double totalWeight;
  private final Workers workers;
  private final TiledObjective loss;
  private final NativeArray gradientW;
  private final NativeArray gradientH;
  private final PenaltyGradient penaltyW;
  private final PenaltyGradient penaltyH;
  private final FactorUpdater updaterW;
  private final FactorUpdater updaterH;
  private final Runnable projectionW;
  private final Runnable projectionH;
  private int iteration;

  FullBatchRule(Problem problem, Factors initial, IUpdater updater, Workers workers) {
    DenseMatrix a = (DenseMatrix) problem.a();
    this.factors = initial;
    this.objective = problem.objective();
    this.workers = workers;
    totalWeight = a.totalWeight();
    loss =
        new TiledObjective(
            a.values(), a.weights(), objective.loss(), initial.w(), initial.h(), workers);
    gradientW = NativeArray.of(loss.gradientW());
    gradientH = NativeArray.of(loss.gradientH());
    penaltyW = new PenaltyGradient(objective.penaltyW(), initial.w());
    penaltyH = new PenaltyGradient(objective.penaltyH(), initial.h());
    updaterW = new FactorUpdater(updater, initial.w(), loss.gradientW());
    updaterH = new FactorUpdater(updater, initial.h(), loss.gradientH());
    projectionW = objective.constraintW().boundTo(initial.w());
    projectionH = objective.constraintH().boundTo(initial.h());
  }

  @Override
  public double objective() {
    return loss.valueAndGradient(totalWeight)
        + penaltyW.addGradientTo(gradientW, 1)
        + penaltyH.addGradientTo(gradientH, 1);
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
    return Math.sqrt(
        squaredResidual(factors.w(), loss.gradientW(), objective.constraintW())
            + squaredResidual(factors.h(), loss.gradientH(), objective.constraintH()));
  }

  /** {@code ‖X − P(X − ∇f)‖²}. */
  static double squaredResidual(INDArray factor, INDArray gradient, Constraint constraint) {
    INDArray moved = factor.sub(gradient);
    constraint.project(moved);
    NativeArray difference = NativeArray.of(moved);
    difference.addScaled(-1, NativeArray.of(factor));
    return difference.dot(difference);
  }
}
