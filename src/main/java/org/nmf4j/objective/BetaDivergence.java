package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The β-divergence and its limits. It compares {@code a·(1 + ε)} with {@code p + ε·a}, ε = 1e-9, so
 * that a prediction of 0 leaves it finite in any unit; its minimum is still at p = a.
 */
record BetaDivergence(String name, double beta) implements Loss, Stored, Loss.Pointwise {

  private static final double EPSILON = 1e-9;

  /** What 0 counts for where a power or a logarithm of it would be infinite. */
  private static final double TINY = 1e-150;

  private static final double TINY_FLOAT = 1e-30;

  /** Products of ratios are turned into their logarithm before they leave the type's range. */
  private static final double LARGE_PRODUCT = 1e100;

  BetaDivergence {
    if (!Double.isFinite(beta)) {
      throw new IllegalArgumentException("beta must be finite, got " + beta);
    }
  }

  @Override
  public SDVariable total(
      SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight) {
    double tiny = prediction.dataType() == DataType.FLOAT ? TINY_FLOAT : TINY;
    SDVariable little = target.mul(EPSILON).add(tiny);
    return Losses.weightedSum(divergence(sd, target.add(little), prediction.add(little)), weight);
  }

  private SDVariable divergence(SameDiff sd, SDVariable a, SDVariable p) {
    if (beta == 0) {
      SDVariable ratio = a.div(p);
      return ratio.sub(sd.math().log(ratio)).sub(1);
    }
    if (beta == 1) {
      SDVariable logarithm = sd.math().log(a).sub(sd.math().log(p));
      return a.mul(logarithm).sub(a).add(p);
    }
    SDVariable powers = sd.math().pow(a, beta).add(sd.math().pow(p, beta).mul(beta - 1));
    SDVariable cross = a.mul(sd.math().pow(p, beta - 1)).mul(beta);
    return powers.sub(cross).div(beta * (beta - 1));
  }

  @Override
  public Optional<Pointwise> pointwise() {
    return Optional.of(this);
  }

  @Override
  public boolean isConvex() {
    return beta >= 1 && beta <= 2;
  }

  @Override
  public double slopeAtZero() {
    return beta == 1 ? 1 : Double.NaN;
  }

  private static double shiftedTarget(double target) {
    return target + EPSILON * target + TINY;
  }

  private static double shifted(double prediction, double target) {
    return prediction + EPSILON * target + TINY;
  }

  @Override
  public double total(double[] predictions, double[] targets, double[] weights, int count) {
    if (beta == 0 && weights == null) {
      return itakuraSaito(predictions, targets, count);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double loss = value(shifted(predictions[i], targets[i]), shiftedTarget(targets[i]));
      sum += weights == null ? loss : weights[i] == 0 ? 0 : weights[i] * loss;
    }
    return sum;
  }

  private double value(double p, double a) {
    if (beta == 0) {
      return a / p - Math.log(a / p) - 1;
    }
    if (beta == 1) {
      return a <= TINY ? p - a : a * Math.log(a / p) - a + p;
    }
    double power = power(p, beta - 1);
    return (power(a, beta - 1) * a + (beta - 1) * power * p - beta * a * power)
        / (beta * (beta - 1));
  }

  /** With a logarithm now and then only, of the product of ratios since the last. */
  private static double itakuraSaito(double[] predictions, double[] targets, int count) {
    double sum = 0;
    double logarithms = 0;
    double product = 1;
    for (int i = 0; i < count; i++) {
      double ratio = shiftedTarget(targets[i]) / shifted(predictions[i], targets[i]);
      sum += ratio - 1;
      product *= ratio;
      if (!(product < LARGE_PRODUCT && product > 1 / LARGE_PRODUCT)) {
        logarithms += Math.log(product);
        product = 1;
      }
    }
    return sum - (logarithms + Math.log(product));
  }

  @Override
  public void expand(
      double[] predictions,
      double[] targets,
      int from,
      int count,
      double[] slopes,
      double[] curvatures) {
    if (beta == 1) {
      for (int i = from; i < from + count; i++) {
        double scale = 1 / shifted(predictions[i], targets[i]);
        double ratio = (targets[i] + EPSILON * targets[i]) * scale;
        slopes[i] = 1 - ratio;
        // Where the prediction is too large, as much as leads to the target.
        curvatures[i] = targets[i] == 0 ? 0 : Math.max(ratio, 1) * scale;
      }
      return;
    }
    for (int i = from; i < from + count; i++) {
      double p = shifted(predictions[i], targets[i]);
      double a = shiftedTarget(targets[i]);
      double power = power(p, beta - 2);
      double second = (beta - 1) * power - (beta - 2) * power * (a / p);
      slopes[i] = power * (p - a);
      curvatures[i] = Math.max(second, targets[i] == 0 ? 0 : power);
    }
  }

  /** Powers that are roots' without the general function, which takes ten times as long. */
  private static double power(double number, double exponent) {
    double doubled = 2 * exponent;
    if (doubled != Math.rint(doubled) || Math.abs(doubled) > 8) {
      return Math.pow(number, exponent);
    }
    int whole = (int) Math.floor(Math.abs(exponent));
    double power = whole == Math.abs(exponent) ? 1 : Math.sqrt(number);
    for (int i = 0; i < whole; i++) {
      power *= number;
    }
    return exponent < 0 ? 1 / power : power;
  }

  @Override
  public Domain domain() {
    return beta > 0 ? Domain.NON_NEGATIVE : Domain.POSITIVE;
  }

  @Override
  public String id() {
    return name;
  }
}
