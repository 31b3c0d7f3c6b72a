package org.nmf4j.internal.evaluation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;

/**
 * {@code f = link(Σ weight·ℓ / Σ weight) + share · penalty(W) + penalty(H)} and its gradient, at
 * factors that the caller changes from one evaluation to the next. Penalties per observation are
 * part of the sum inside the link.
 */
public final class ObjectiveEvaluation {

  private final Objective objective;
  private final LossEvaluation loss;
  private final INDArray w;
  private final INDArray h;
  private final NativeArray gradientW;
  private final NativeArray gradientH;
  private final PenaltyGradient penaltyW;
  private final PenaltyGradient penaltyH;
  private final PenaltyGradient insideW;
  private final PenaltyGradient insideH;

  /**
   * An evaluation.
   *
   * @param loss at W and H
   * @param w m×k
   * @param h k×n
   * @param rowWeights m×1, the sum of the weights of each row, whose numbers the caller may change
   * @param columnWeights 1×n, likewise
   */
  public ObjectiveEvaluation(
      Objective objective,
      LossEvaluation loss,
      INDArray w,
      INDArray h,
      INDArray rowWeights,
      INDArray columnWeights) {
    this.objective = objective;
    this.loss = loss;
    this.w = w;
    this.h = h;
    gradientW = loss.gradientW();
    gradientH = loss.gradientH();
    penaltyW = PenaltyGradient.outsideMean(objective.penaltyW(), w);
    penaltyH = PenaltyGradient.outsideMean(objective.penaltyH(), h);
    insideW = PenaltyGradient.insideMean(objective.penaltyW(), w, rowWeights);
    insideH = PenaltyGradient.insideMean(objective.penaltyH(), h, columnWeights);
  }

  /** The evaluation of a whole matrix. */
  public static ObjectiveEvaluation of(
      MaskedMatrix a, Objective objective, INDArray w, INDArray h, Threads workers) {
    return new ObjectiveEvaluation(
        objective,
        LossEvaluation.of(a, objective.loss(), w, h, workers),
        w,
        h,
        Nd4j.createFromArray(a.rowWeights()).castTo(a.dataType()).reshape(a.rows(), 1),
        Nd4j.createFromArray(a.columnWeights()).castTo(a.dataType()).reshape(1, a.columns()));
  }

  /**
   * f with share 1 at the present factors.
   *
   * @param totalWeight Σ weight
   */
  public double value(double totalWeight) {
    double mean = mean(totalWeight);
    return objective.loss().link().value(mean) + penaltyW.value() + penaltyH.value();
  }

  /** What the link is taken of at the present factors. */
  public double mean(double totalWeight) {
    return (loss.total() + insideW.value() + insideH.value()) / totalWeight;
  }

  /**
   * f at the present factors; its gradient is then in the two arrays.
   *
   * @param totalWeight Σ weight
   * @param share how often W's penalty counts
   */
  public double valueAndGradient(double totalWeight, double share) {
    double total =
        loss.totalAndGradient()
            + insideW.addGradientTo(gradientW, 1)
            + insideH.addGradientTo(gradientH, 1);
    double mean = total / totalWeight;
    double scale = objective.loss().link().derivative(mean) / totalWeight;
    gradientW.scale(scale);
    gradientH.scale(scale);
    return objective.loss().link().value(mean)
        + share * penaltyW.addGradientTo(gradientW, share)
        + penaltyH.addGradientTo(gradientH, 1);
  }

  /** The gradient by W at the last {@link #valueAndGradient}, m×k. */
  public NativeArray gradientW() {
    return gradientW;
  }

  /** The gradient by H at the last {@link #valueAndGradient}, k×n. */
  public NativeArray gradientH() {
    return gradientH;
  }

  /** Of the gradient of the last {@link #valueAndGradient}. */
  public double rootMeanSquareOfGradient() {
    double squares = gradientW.dot(gradientW) + gradientH.dot(gradientH);
    return Math.sqrt(squares / (gradientW.array().length() + gradientH.array().length()));
  }

  /**
   * {@code ‖X − P(X − ∇f)‖} over both factors X, with the gradient of the last {@link
   * #valueAndGradient}.
   */
  public double projectedGradientNorm() {
    return Math.hypot(
        residual(w, gradientW, objective.constraintW()),
        residual(h, gradientH, objective.constraintH()));
  }

  private static double residual(INDArray factor, NativeArray gradient, Constraint constraint) {
    INDArray moved = factor.sub(gradient.array());
    constraint.project(moved);
    NativeArray difference = NativeArray.of(moved);
    difference.addScaled(-1, NativeArray.of(factor));
    return difference.norm();
  }
}
