package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** {@code Σ w·|p − a|}. */
record AbsoluteError() implements Loss, Stored, Loss.Pointwise {

  @Override
  public SDVariable total(
      SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight) {
    return Losses.weightedSum(sd.math().abs(prediction.sub(target)), weight);
  }

  @Override
  public Loss smooth(double width) {
    Huber huber = new Huber(width);
    return (sd, prediction, target, weight) ->
        huber.total(sd, prediction, target, weight).div(width);
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
      sum += (weights == null ? 1 : weights[i]) * Math.abs(predictions[i] - targets[i]);
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
    smoothed(Double.MIN_NORMAL).expand(predictions, targets, from, count, slopes, curvatures);
  }

  /** Huber's loss over its δ, which is less than this one by at most half the width. */
  @Override
  public Pointwise smoothed(double width) {
    return new Smoothed(width);
  }

  private record Smoothed(Huber huber) implements Pointwise {

    Smoothed(double width) {
      this(new Huber(width));
    }

    @Override
    public boolean isConvex() {
      return true;
    }

    @Override
    public double total(double[] predictions, double[] targets, double[] weights, int count) {
      return huber.total(predictions, targets, weights, count) / huber.delta();
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
        double error = predictions[i] - targets[i];
        curvatures[i] = 1 / Math.max(Math.abs(error), huber.delta());
        slopes[i] = curvatures[i] * error;
      }
    }
  }

  @Override
  public String id() {
    return "mae";
  }

  @Override
  public String name() {
    return id();
  }
}
