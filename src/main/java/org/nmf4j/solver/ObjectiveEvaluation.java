package org.nmf4j.solver;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.compute.NativeArray;
import org.nmf4j.graph.LossEvaluation;
import org.nmf4j.graph.PenaltyGradient;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Objective;

/**
 * {@code f = link(Σ weight·ℓ / Σ weight) + share · penalty(W) + penalty(H)} and its gradient, at
 * factors that the caller changes from one evaluation to the next.
 */
final class ObjectiveEvaluation {

  private final Objective objective;
  private final LossEvaluation loss;
  private final INDArray w;
  private final INDArray h;
  private final NativeArray gradientW;
  private final NativeArray gradientH;
  private final PenaltyGradient penaltyW;
  private final PenaltyGradient penaltyH;

  /**
   * An evaluation.
   *
   * @param loss at W and H
   * @param w m×k
   * @param h k×n
   */
  ObjectiveEvaluation(Objective objective, LossEvaluation loss, INDArray w, INDArray h) {
    this.objective = objective;
    this.loss = loss;
    this.w = w;
    this.h = h;
    gradientW = NativeArray.of(loss.gradientW());
    gradientH = NativeArray.of(loss.gradientH());
    penaltyW = new PenaltyGradient(objective.penaltyW(), w);
    penaltyH = new PenaltyGradient(objective.penaltyH(), h);
  }

  /**
   * f with share 1 at the present factors.
   *
   * @param totalWeight Σ weight
   */
  double value(double totalWeight) {
    return objective.loss().link().value(loss.total() / totalWeight)
        + penaltyW.value()
        + penaltyH.value();
  }

  /**
   * f at the present factors; its gradient is then in the two arrays.
   *
   * @param totalWeight Σ weight
   * @param share how often W's penalty counts
   */
  double valueAndGradient(double totalWeight, double share) {
    double mean = loss.totalAndGradient() / totalWeight;
    double scale = objective.loss().link().derivative(mean) / totalWeight;
    gradientW.scale(scale);
    gradientH.scale(scale);
    return objective.loss().link().value(mean)
        + share * penaltyW.addGradientTo(gradientW, share)
        + penaltyH.addGradientTo(gradientH, 1);
  }

  /** The gradient by W at the last {@link #valueAndGradient}, m×k. */
  NativeArray gradientW() {
    return gradientW;
  }

  /** The gradient by H at the last {@link #valueAndGradient}, k×n. */
  NativeArray gradientH() {
    return gradientH;
  }

  /**
   * {@code ‖X − P(X − ∇f)‖} over both factors X, with the gradient of the last {@link
   * #valueAndGradient}.
   */
  double projectedGradientNorm() {
    return Math.sqrt(
        squaredResidual(w, gradientW, objective.constraintW())
            + squaredResidual(h, gradientH, objective.constraintH()));
  }

  private static double squaredResidual(
      INDArray factor, NativeArray gradient, Constraint constraint) {
    INDArray moved = factor.sub(gradient.array());
    constraint.project(moved);
    NativeArray difference = NativeArray.of(moved);
    difference.addScaled(-1, NativeArray.of(factor));
    return difference.dot(difference);
  }
}
