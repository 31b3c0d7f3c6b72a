package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** {@code Σ w·(p − a)²}, under a link. */
record SquaredError(String name, Link link) implements Loss, Stored, Loss.Pointwise {

  // Σ (r·w)·r and not a square: SameDiff derives the square by way of a slow power.
  @Override
  public SDVariable total(
      SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight) {
    SDVariable residual = prediction.sub(target);
    return residual.mul(weight).mul(residual).sum();
  }

  @Override
  public boolean isSquaredError() {
    return true;
  }

  @Override
  public String id() {
    return name;
  }

  @Override
  public Optional<Pointwise> pointwise() {
    return Optional.of(this);
  }

  @Override
  public boolean isConvex() {
    return true;
  }

  @Override
  public Optional<Parabola> parabola(double target) {
    return Optional.of(new Parabola(target * target, -2 * target, 1));
  }

  @Override
  public double total(double[] predictions, double[] targets, double[] weights, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double error = predictions[i] - targets[i];
      sum += (weights == null ? 1 : weights[i]) * error * error;
    }
    return sum;
  }

  @Override
  public void expand(
      double[] predictions,
      double[] targets,
      int from,
      int count,
      double[] slopes,
      double[] curvatures) {
    for (int i = from; i < from + count; i++) {
      slopes[i] = 2 * (predictions[i] - targets[i]);
      curvatures[i] = 2;
    }
  }
}
