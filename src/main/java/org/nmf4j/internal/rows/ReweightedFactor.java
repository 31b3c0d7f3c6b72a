package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/** The rows of a factor as sequences of weighted least squares problems, for other losses. */
public final class ReweightedFactor extends FactorRows {

  private final EntryRows rows;
  private final Loss.Pointwise loss;
  private final KeptFactor kept;
  private final ReweightedBlock[] blocks;
  private Loss.Pointwise smoothed;

  /**
   * A factor.
   *
   * @param rows the matrix whose rows are the problems
   * @param x the factor, which the updates change
   * @param terms of every row
   * @param rowBounds what the numbers of each row are allowed besides
   * @param blockRows how many rows are a block, as {@link #blockRows} says of all of them
   */
  public ReweightedFactor(
      EntryRows rows,
      Loss.Pointwise loss,
      HeapMatrix x,
      RowTerms terms,
      IntFunction<Bounds> rowBounds,
      int blockRows,
      Threads workers) {
    super(x, terms, rowBounds, blockRows, workers);
    this.rows = rows;
    this.loss = loss;
    smoothed = loss;
    kept = new KeptFactor(rows.length(), x.columns());
    blocks = new ReweightedBlock[workers.count()];
    Arrays.setAll(blocks, worker -> new ReweightedBlock(solver(worker), x.columns(), blockRows));
  }

  /** How many of some rows of a length are a block. */
  public static int blockRows(int count, int length) {
    return ReweightedBlock.rows(count, length);
  }

  @Override
  public void smooth(double width) {
    smoothed = loss.smoothed(width);
  }

  @Override
  protected double weight(int row) {
    return rows.weight(row);
  }

  @Override
  public double[] update(HeapMatrix y, double multiplier, boolean withLoss) {
    use(multiplier);
    kept.set(y);
    return forEachBlock(
        (worker, from, to) -> {
          ReweightedBlock block = load(worker, from, to);
          if (goTogether(block)) {
            block.step(kept, place -> prepare(solver(worker), from + place));
          } else {
            for (int row = from; row < to; row++) {
              int number = row;
              block.row(row - from).step(() -> prepare(solver(worker), number));
            }
          }
          for (int row = from; row < to; row++) {
            x.write(row, block.row(row - from).x());
          }
          return withLoss ? loss(block) : 0;
        });
  }

  private ReweightedBlock load(int worker, int from, int to) {
    ReweightedBlock block = blocks[worker];
    block.clear();
    for (int row = from; row < to; row++) {
      ReweightedRow next = block.next();
      next.use(kept, smoothed);
      rows.load(row, next.entries());
      x.read(row, next.x());
    }
    if (goTogether(block)) {
      block.start(kept);
    } else {
      for (int place = 0; place < block.count(); place++) {
        block.row(place).start();
      }
    }
    return block;
  }

  private boolean goTogether(ReweightedBlock block) {
    return kept.hasPairs() && block.areWhole();
  }

  private double loss(ReweightedBlock block) {
    double sum = 0;
    for (int place = 0; place < block.count(); place++) {
      sum += block.row(place).loss(loss);
    }
    return sum;
  }

  @Override
  public double[] loss(HeapMatrix y) {
    kept.set(y);
    return forEachBlock((worker, from, to) -> loss(load(worker, from, to)));
  }

  @Override
  public double[] exactLoss(HeapMatrix y) {
    return loss(y);
  }

  @Override
  public double[] residual(HeapMatrix y, double multiplier, double scale) {
    use(multiplier);
    kept.set(y);
    return forEachBlock(
        (worker, from, to) -> {
          ReweightedBlock block = load(worker, from, to);
          double norm = 0;
          for (int row = from; row < to; row++) {
            int number = row;
            norm =
                Math.hypot(
                    norm,
                    block.row(row - from).residual(() -> prepare(solver(worker), number), scale));
          }
          return norm;
        });
  }
}
