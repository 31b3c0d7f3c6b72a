package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * {@code Σ w·q·(|r| − q/2)} with {@code r = p − a} and {@code q = min(|r|, δ)}: Huber's loss
 * without a case distinction.
 */
record Huber(double delta) implements Loss, Stored, Loss.Pointwise {

  Huber {
    if (!(delta > 0 && delta <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("huber's delta must be finite and > 0, got " + delta);
    }
  }

  @Override
  public SDVariable total(
      SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight) {
    SDVariable size = sd.math().abs(prediction.sub(target));
    SDVariable clipped = sd.math().min(size, Losses.constantLike(sd, prediction, delta));
    return Losses.weightedSum(clipped.mul(size.sub(clipped.mul(0.5))), weight);
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
  public double total(double[] predictions, double[] targets, double[] weights, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double size = Math.abs(predictions[i] - targets[i]);
      double clipped = Math.min(size, delta);
      sum += (weights == null ? 1 : weights[i]) * (clipped * (size - clipped / 2));
    }
    return sum;
  }

  /** With the curvature of the parabola that touches the loss here and at −r, and lies above it. */
  @Override
  public void expand(
      double[] predictions,
      double[] targets,
      int from,
      int count,
      double[] slopes,
      double[] curvatures) {
    for (int i = from; i < from + count; i++) {
      double error = predictions[i] - targets[i];
      curvatures[i] = delta / Math.max(Math.abs(error), delta);
      slopes[i] = curvatures[i] * error;
    }
  }

  @Override
  public String id() {
    return "huber:" + Losses.shortest(delta);
  }

  @Override
  public String name() {
    return id();
  }
}
