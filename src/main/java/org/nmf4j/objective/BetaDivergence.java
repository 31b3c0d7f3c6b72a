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

  /** Near the ends of the ranges of the types. */
  private static final double SMALLEST = 1e-300;

  private static final double SMALLEST_FLOAT = 1e-36;

  // In a graph entries of weight 0 may hold 0 where targets are > 0.
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
    boolean isFloat = prediction.dataType() == DataType.FLOAT;
    SDVariable little = target.mul(EPSILON);
    if (beta > 0) {
      // A target of 0 stays 0, so that the slope at a prediction of 0 is the one from there on.
      SDVariable p = prediction.add(little.add(tiny(isFloat ? SMALLEST_FLOAT : SMALLEST)));
      return Losses.weightedSum(divergence(sd, target.add(little), p), weight);
    }
    little = little.add(isFloat ? TINY_FLOAT : TINY);
    return Losses.weightedSum(divergence(sd, target.add(little), prediction.add(little)), weight);
  }

  private SDVariable divergence(SameDiff sd, SDVariable a, SDVariable p) {
    if (beta == 0) {
      SDVariable ratio = a.div(p);
      return ratio.sub(sd.math().log(ratio)).sub(1);
    }
    if (beta == 1) {
      SDVariable aboveZero = a.add(p.dataType() == DataType.FLOAT ? SMALLEST_FLOAT : SMALLEST);
      SDVariable logarithm = sd.math().log(aboveZero).sub(sd.math().log(p));
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
  public Loss convexRelative() {
    if (isConvex()) {
      return this;
    }
    return beta < 1 ? Losses.kullbackLeibler() : Losses.beta(2);
  }

  @Override
  public Optional<Parabola> parabola(double target) {
    if (beta == 2) {
      return Optional.of(new Parabola(target * target / 2, -target, 0.5));
    }
    return beta == 1 && target == 0 ? Optional.of(new Parabola(0, 1, 0)) : Optional.empty();
  }

  /**
   * What 0 counts for, so that {@code p^(β − 2)} is finite; there is no 0 where targets are > 0.
   */
  private double tiny() {
    return beta > 0 ? tiny(SMALLEST) : 0;
  }

  private double tiny(double smallest) {
    return Math.pow(smallest, 1 / Math.max(1, 2 - beta));
  }

  private static double shiftedTarget(double target, double tiny) {
    return target + EPSILON * target + tiny;
  }

  private static double shifted(double prediction, double target, double tiny) {
    return prediction + EPSILON * target + tiny;
  }

  @Override
  public double total(double[] predictions, double[] targets, double[] weights, int count) {
    if (beta == 0 && weights == null) {
      return itakuraSaito(predictions, targets, count);
    }
    double tiny = tiny();
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double p = shifted(predictions[i], targets[i], tiny);
      double loss = value(p, shiftedTarget(targets[i], tiny));
      sum += weights == null ? loss : weights[i] == 0 ? 0 : weights[i] * loss;
    }
    return sum;
  }

  private double value(double p, double a) {
    if (beta == 0) {
      return a / p - Math.log(a / p) - 1;
    }
    if (beta == 1) {
      return a <= SMALLEST ? p - a : a * Math.log(a / p) - a + p;
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
      double ratio = shiftedTarget(targets[i], 0) / shifted(predictions[i], targets[i], 0);
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
    double tiny = tiny();
    if (beta == 1) {
      for (int i = from; i < from + count; i++) {
        double scale = 1 / shifted(predictions[i], targets[i], tiny);
        double ratio = (targets[i] + EPSILON * targets[i]) * scale;
        slopes[i] = 1 - ratio;
        // Where the prediction is too large, as much as leads to the target.
        curvatures[i] = targets[i] == 0 ? 0 : Math.max(ratio, 1) * scale;
      }
    } else if (beta == 0) {
      for (int i = from; i < from + count; i++) {
        double scale = 1 / shifted(predictions[i], targets[i], tiny);
        double ratio = shiftedTarget(targets[i], tiny) * scale;
        slopes[i] = scale * (1 - ratio);
        curvatures[i] = scale * scale * Math.max(2 * ratio - 1, 1);
      }
    } else {
      expandByPowers(predictions, targets, from, count, slopes, curvatures);
    }
  }

  private void expandByPowers(
      double[] predictions,
      double[] targets,
      int from,
      int count,
      double[] slopes,
      double[] curvatures) {
    double tiny = tiny();
    for (int i = from; i < from + count; i++) {
      double p = shifted(predictions[i], targets[i], tiny);
      double a = shiftedTarget(targets[i], tiny);
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
