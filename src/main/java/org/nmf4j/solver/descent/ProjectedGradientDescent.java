package org.nmf4j.solver.descent;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.UpdateRule;

/**
 * Projected gradient descent: {@code W ← P(W − u(∂f/∂W))} and {@code H ← P(H − u(∂f/∂H))}, both
 * gradients at the old W and H, u an updater of ND4J (the learning rate times the gradient for
 * {@code Sgd}) and P the projection of the constraint. For any loss.
 *
 * <p>Without an updater, the step has the length that the last change of the gradient suggests, and
 * is shortened until the objective falls, so that it never rises: spectral projected gradient
 * (Birgin, Martínez and Raydan 2000, doi:10.1137/S1052623497330963). In batches of rows, and with
 * regularizations, it is Adam's with a length that suits the scale of the initial factors.
 *
 * <p>With batches of rows, one iteration goes over all batches, in an order of its own each time;
 * the rows of a batch are drawn at random once.
 */
public final class ProjectedGradientDescent implements Solver {

  /** Null for one that suits the data's scale. */
  private final IUpdater updater;

  private final List<Regularization> regularizations;
  private final int batchRows;

  private ProjectedGradientDescent(
      IUpdater updater, List<Regularization> regularizations, int batchRows) {
    this.updater = updater;
    this.regularizations = regularizations;
    this.batchRows = batchRows;
  }

  /** {@return the solver on full batches, by spectral steps} */
  public static ProjectedGradientDescent withDefaults() {
    return new ProjectedGradientDescent(null, List.of(), 0);
  }

  /**
   * The same with another updater.
   *
   * @param updater any of ND4J's, with its schedule; iterations and epochs both count from 0
   * @return a changed copy
   */
  public ProjectedGradientDescent updater(IUpdater updater) {
    return new ProjectedGradientDescent(
        Objects.requireNonNull(updater, "updater"), regularizations, batchRows);
  }

  /**
   * The same with regularizations of ND4J, applied to W and H in the order of its {@code
   * TrainingSession}: {@code L1Regularization} and {@code L2Regularization} add to the gradient,
   * {@code WeightDecay} to the updater's step. Unlike penalties they are no part of the objective
   * that is reported and that stopping rules look at.
   *
   * @param regularizations applied in this order, in place of any given before
   * @return a changed copy
   */
  public ProjectedGradientDescent regularization(Regularization... regularizations) {
    return new ProjectedGradientDescent(updater, List.of(regularizations), batchRows);
  }

  /**
   * The same in batches of rows.
   *
   * @param rows rows in a batch, give or take one
   * @return a changed copy
   * @throws IllegalArgumentException if the number is not positive
   */
  public ProjectedGradientDescent batchRows(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("batchRows must be ≥ 1, got " + rows);
    }
    return new ProjectedGradientDescent(updater, regularizations, rows);
  }

  /**
   * The updater whose steps a fit takes that starts from these factors; where it is one that suits
   * the data's scale, but for its epsilon, which depends on the gradient.
   *
   * @param initial W and H
   * @return the updater that was named, or Adam
   */
  public IUpdater updaterFrom(Factors initial) {
    return updater == null ? ScaledAdam.of(initial, 1) : updater;
  }

  /**
   * What the steps of a fit are made by.
   *
   * @param gradient its root mean square at the start, asked for if it is needed
   */
  StepRule stepRule(Factors initial, DoubleSupplier gradient) {
    return new StepRule(
        updater == null ? ScaledAdam.of(initial, gradient.getAsDouble()) : updater,
        regularizations);
  }

  private boolean isSpectral() {
    return updater == null && regularizations.isEmpty();
  }

  /** {@return the regularizations, applied to W and H in this order} */
  public List<Regularization> regularizations() {
    return regularizations;
  }

  /** The updater by its name and learning rate, as in {@code Sgd 0.01}. */
  @Override
  public String name() {
    return name(ProjectedGradientDescent::brief);
  }

  @Override
  public String settings() {
    return name(Object::toString);
  }

  private static String brief(IUpdater updater) {
    String kind = updater.getClass().getSimpleName();
    double rate = updater.hasLearningRate() ? updater.getLearningRate(0, 0) : Double.NaN;
    return Double.isNaN(rate) ? kind : kind + " " + rate;
  }

  private String name(Function<IUpdater, String> updaterName) {
    String byScale = isSpectral() && batchRows == 0 ? "spectral steps" : "Adam, step by scale";
    String step = Optional.ofNullable(updater).map(updaterName).orElse(byScale);
    String regularized = regularizations.stream().map(r -> ", " + r).collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "gradient descent (%s%s%s)",
        step,
        regularized,
        batchRows == 0 ? "" : String.format(Locale.ROOT, ", batches of %d rows", batchRows));
  }

  /** 1e-6 of spectral steps, which go down all the way, and 1e-5 of an updater's. */
  @Override
  public double defaultTolerance() {
    return isSpectral() && batchRows == 0 ? 1e-6 : Solver.super.defaultTolerance();
  }

  /** Always true: SameDiff derives any loss and penalty. */
  @Override
  public boolean suits(Objective objective, int rank) {
    return true;
  }

  @Override
  public UpdateRule start(Problem problem, Factors initial, Threads workers) {
    if (batchRows > 0 && batchRows < problem.a().rows()) {
      return new RowBatchRule(problem, initial, this, workers, batchRows);
    }
    return isSpectral()
        ? new SpectralRule(problem, initial, workers)
        : new FullBatchRule(problem, initial, this, workers);
  }
}
