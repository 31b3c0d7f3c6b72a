package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/** The rows of a factor as sequences of weighted least squares problems, for other losses. */
public final class ReweightedFactor extends FactorRows {

  private static final int BLOCK_ROWS = 16;

  private final EntryRows rows;
  private final Loss.Pointwise loss;
  private final ReweightedRow[] steps;
  private Loss.Pointwise smoothed;

  /**
   * A factor.
   *
   * @param rows the matrix whose rows are the problems
   * @param x the factor, which the updates change
   * @param terms of every row
   * @param rowBounds what the numbers of each row are allowed besides
   */
  public ReweightedFactor(
      EntryRows rows,
      Loss.Pointwise loss,
      HeapMatrix x,
      RowTerms terms,
      IntFunction<Bounds> rowBounds,
      Threads workers) {
    super(x, terms, rowBounds, BLOCK_ROWS, workers);
    this.rows = rows;
    this.loss = loss;
    smoothed = loss;
    steps = new ReweightedRow[workers.count()];
    Arrays.setAll(steps, worker -> new ReweightedRow(solver(worker), x.columns()));
  }

  @Override
  public void smooth(double width) {
    smoothed = loss.smoothed(width);
  }

  @Override
  double weight(int row) {
    return rows.weight(row);
  }

  @Override
  public double update(HeapMatrix y, double multiplier) {
    use(multiplier);
    ReweightedRow.OtherFactor other = new ReweightedRow.OtherFactor(y);
    return forEachRow(
        (worker, row) -> {
          ReweightedRow step = load(worker, row, other);
          step.step(() -> prepare(solver(worker), row));
          x.write(row, step.x());
          return step.loss(loss);
        });
  }

  private ReweightedRow load(int worker, int row, ReweightedRow.OtherFactor other) {
    ReweightedRow step = steps[worker];
    step.use(other, smoothed);
    rows.load(row, step.entries());
    x.read(row, step.x());
    step.start();
    return step;
  }

  @Override
  public double loss(HeapMatrix y) {
    ReweightedRow.OtherFactor other = new ReweightedRow.OtherFactor(y);
    return forEachRow((worker, row) -> load(worker, row, other).loss(loss));
  }

  @Override
  public double squaredResidual(HeapMatrix y, double multiplier, double scale) {
    use(multiplier);
    ReweightedRow.OtherFactor other = new ReweightedRow.OtherFactor(y);
    return forEachRow(
        (worker, row) -> {
          ReweightedRow step = load(worker, row, other);
          return step.squaredResidual(() -> prepare(solver(worker), row), scale);
        });
  }
}
