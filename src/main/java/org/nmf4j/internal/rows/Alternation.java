package org.nmf4j.internal.rows;

import java.util.function.DoubleUnaryOperator;
import org.nmf4j.objective.Link;

/**
 * Alternating updates: one factor after the other is updated while the other is kept. Between
 * iterations the factors are extrapolated along their last move (Ang and Gillis 2019,
 * doi:10.1162/neco_a_01157) as long as that lowers the objective; a step that does not is taken
 * back and done without.
 *
 * @param <F> the kind of both factors
 */
public final class Alternation<F extends MovingFactor<F>> {

  private final F w;
  private final F h;
  private final Link link;
  private final double totalWeight;
  private final DoubleUnaryOperator loss;
  private final Momentum momentum;

  private int steps;
  private double objective;
  private double mean;

  /**
   * Alternating updates from the present points on.
   *
   * @param link of the mean loss
   * @param totalWeight of all entries
   * @param loss {@code Σ weight·ℓ} at the present points, of what {@link MovingFactor#update} gave
   */
  public Alternation(
      F w, F h, Link link, double totalWeight, DoubleUnaryOperator loss, boolean extrapolation) {
    this.w = w;
    this.h = h;
    this.link = link;
    this.totalWeight = totalWeight;
    this.loss = loss;
    momentum = extrapolation ? Momentum.usual() : Momentum.none();
    evaluate(w.loss(h));
  }

  /** The objective at the present points: the link of the mean loss, plus the penalties. */
  public double objective() {
    return objective;
  }

  private void evaluate(double updated) {
    double sum = loss.applyAsDouble(updated) + w.penaltyInsideMean() + h.penaltyInsideMean();
    mean = sum / totalWeight;
    objective = link.value(mean) + w.penalty() + h.penalty();
  }

  /**
   * What a penalty outside the link is to be multiplied by where the sum of squared errors stands
   * for the loss. The link lies below its tangent, so that lowering the one lowers the other.
   */
  private double multiplier() {
    double slope = link.derivative(mean);
    return slope == 0 ? 0 : totalWeight / slope;
  }

  /** Updates both factors. The objective never rises. */
  public void step() {
    double before = objective;
    double beforeMean = mean;
    double width = EdgeWidth.at(steps++, objective);
    w.smooth(width);
    h.smooth(width);
    w.keep();
    h.keep();
    move(momentum.beta());
    if (objective >= before && momentum.beta() > 0) {
      momentum.failed();
      takeBack(before, beforeMean);
      move(momentum.beta());
    }
    if (objective < before) {
      momentum.succeeded();
    } else {
      // At the end of the type's precision: nothing is left to be gained.
      takeBack(before, beforeMean);
    }
  }

  private void move(double beta) {
    double multiplier = multiplier();
    w.update(h, multiplier, beta, false);
    evaluate(h.update(w, multiplier, beta, true));
  }

  private void takeBack(double keptObjective, double keptMean) {
    w.takeBack();
    h.takeBack();
    objective = keptObjective;
    mean = keptMean;
  }

  /** The norm of the projected gradient of the objective by both factors, at the present points. */
  public double residual() {
    double scale = link.derivative(mean) / totalWeight;
    return Math.hypot(w.residual(h, multiplier(), scale), h.residual(w, multiplier(), scale));
  }

  /** All that the next steps depend on besides the factors and their number. */
  public double[] state() {
    double[] schedule = momentum.state();
    return new double[] {schedule[0], schedule[1], schedule[2], objective, mean};
  }

  /**
   * Goes back to a {@link #state}; the factors go back by themselves.
   *
   * @param steps that had been taken
   */
  public void restore(double[] state, int steps) {
    this.steps = steps;
    momentum.restore(new double[] {state[0], state[1], state[2]});
    objective = state[3];
    mean = state[4];
  }
}
