package org.nmf4j.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A scalar function of one matrix x as a SameDiff graph, its value and its gradient. */
final class Graphs {

  private final SameDiff sd = SameDiff.create();
  private final SDVariable value;
  private final INDArray x;

  /** Builds the function. */
  interface Function {
    SDVariable of(SameDiff sd, SDVariable x);
  }

  Graphs(INDArray x, Function function) {
    this.x = x.dup();
    this.value = function.of(sd, sd.var("x", this.x));
    value.markAsLoss();
  }

  /** The loss as a function of the prediction, as the objective has it. */
  static Graphs ofLoss(Loss loss, INDArray prediction, INDArray target, INDArray weight) {
    return new Graphs(
        prediction,
        (sd, p) -> {
          SDVariable total = loss.total(sd, p, sd.constant(target), sd.constant(weight));
          return loss.link().value(sd, total.div(weight.sumNumber().doubleValue()));
        });
  }

  double value() {
    return value.eval().getDouble(0);
  }

  INDArray gradient() {
    return sd.calculateGradients(null, "x").get("x");
  }

  /** Compares the gradient with central differences, entry by entry. For DOUBLE. */
  void checkGradient() {
    double step = 1e-5;
    INDArray gradient = gradient();
    for (long i = 0; i < x.length(); i++) {
      double at = x.getDouble(i);
      double above = valueAt(i, at + step);
      double below = valueAt(i, at - step);
      valueAt(i, at);
      double expected = (above - below) / (2 * step);
      assertThat(gradient.getDouble(i))
          .as("derivative by entry %d of %s", i, x)
          .isCloseTo(expected, within(1e-7 * (1 + Math.abs(expected))));
    }
  }

  private double valueAt(long index, double entry) {
    x.putScalar(index, entry);
    sd.getVariable("x").setArray(x);
    return value();
  }
}
