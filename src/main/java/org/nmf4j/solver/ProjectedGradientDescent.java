package org.nmf4j.solver;

import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nmf4j.compute.Workers;

/**
 * Projected gradient descent: {@code W ← P(W − u(∂f/∂W))} and {@code H ← P(H − u(∂f/∂H))}, both
 * gradients at the old W and H, u an updater of ND4J (the learning rate times the gradient for
 * {@code Sgd}) and P the projection of the constraint. For any loss.
 *
 * <p>With batches of rows, one iteration goes over all batches, in an order of its own each time;
 * the rows of a batch are drawn at random once.
 */
public final class ProjectedGradientDescent implements Solver {

  /** Null for one that suits the data's scale. */
  private final IUpdater updater;

  private final int batchRows;

  private ProjectedGradientDescent(IUpdater updater, int batchRows) {
    this.updater = updater;
    this.batchRows = batchRows;
  }

  /** Full batches, and Adam with a step that suits the scale of the initial factors. */
  public static ProjectedGradientDescent withDefaults() {
    return new ProjectedGradientDescent(null, 0);
  }

  /**
   * The same with another updater.
   *
   * @param updater any of ND4J's, with its schedule; iterations and epochs both count from 0
   */
  public ProjectedGradientDescent updater(IUpdater updater) {
    return new ProjectedGradientDescent(Objects.requireNonNull(updater, "updater"), batchRows);
  }

  /**
   * The same in batches of rows.
   *
   * @param rows rows in a batch, give or take one
   * @throws IllegalArgumentException if the number is not positive
   */
  public ProjectedGradientDescent batchRows(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("batchRows must be ≥ 1, got " + rows);
    }
    return new ProjectedGradientDescent(updater, rows);
  }

  @Override
  public String name() {
    String step = Optional.ofNullable(updater).map(Object::toString).orElse("Adam, step by scale");
    return "gradient descent (%s%s)"
        .formatted(step, batchRows == 0 ? "" : ", batches of %d rows".formatted(batchRows));
  }

  @Override
  public UpdateRule start(Problem problem, Factors initial, Workers workers) {
    IUpdater chosen = updater == null ? ScaledAdam.forFactors(initial) : updater;
    return batchRows == 0 || batchRows >= problem.a().rows()
        ? new FullBatchRule(problem, initial, chosen, workers)
        : new RowBatchRule(problem, initial, chosen, workers, batchRows);
  }
}
