package org.nmf4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.internal.rows.FactorRows;
import org.nmf4j.parallel.Threads;

/**
 * A factor that the driver holds, whose rows the executors solve: each task is sent the other
 * factor and its own rows, and gives back its rows.
 */
final class BroadcastRows extends FactorRows {

  private final JavaSparkContext context;
  private final RowProblem problem;
  private final IndexedRatings.Lines lines;
  private final double[] weights;
  private double edgeWidth = Double.NaN;

  /** What a task does with its rows. */
  @FunctionalInterface
  private interface Work extends Serializable {
    double[] of(FactorRows rows, HeapMatrix y);
  }

  /** What a task gives back: a number of each block, and its rows if they moved. */
  private record Done(double[] ofBlocks, HeapMatrix rows) implements Serializable {}

  /**
   * A factor.
   *
   * @param x m×k
   * @param length of the rows
   * @param workers of the driver
   */
  BroadcastRows(
      JavaSparkContext context,
      RowProblem problem,
      IndexedRatings.Lines lines,
      HeapMatrix x,
      int length,
      Threads workers) {
    super(x, problem.terms(), row -> problem.bounds(), problem.blockRows(), workers);
    this.context = context;
    this.problem = problem;
    this.lines = lines;
    weights = lines.weights(problem.background(), length);
  }

  @Override
  protected double weight(int row) {
    return weights[row];
  }

  @Override
  public void smooth(double width) {
    edgeWidth = width;
  }

  @Override
  public double[] update(HeapMatrix y, double multiplier, boolean withLoss) {
    double width = edgeWidth;
    return run(
        y,
        true,
        (rows, other) -> {
          rows.smooth(width);
          return rows.update(other, multiplier, withLoss);
        });
  }

  @Override
  public double[] loss(HeapMatrix y) {
    return run(y, false, FactorRows::loss);
  }

  @Override
  public double[] exactLoss(HeapMatrix y) {
    return run(y, false, FactorRows::exactLoss);
  }

  @Override
  public double[] residual(HeapMatrix y, double multiplier, double scale) {
    return run(y, false, (rows, other) -> rows.residual(other, multiplier, scale));
  }

  private double[] run(HeapMatrix y, boolean moves, Work work) {
    RowProblem ofRows = problem;
    Broadcast<HeapMatrix> other = context.broadcast(y);
    List<Broadcast<HeapMatrix>> own = new ArrayList<>();
    for (int partition = 0; partition < lines.ranges().numPartitions(); partition++) {
      own.add(
          context.broadcast(
              x().rows(lines.ranges().from(partition), lines.ranges().to(partition))));
    }
    try {
      JavaRDD<Done> done =
          lines
              .entries()
              .mapPartitionsWithIndex(
                  (partition, entries) -> {
                    Executors.prepare();
                    HeapMatrix rows = own.get(partition).value().copy();
                    try (Workers one = new Workers(1)) {
                      HeapMatrix others = other.value();
                      FactorRows factor =
                          ofRows.rows(entries.next().lines(), rows, others.rows(), one);
                      double[] ofBlocks = work.of(factor, others);
                      return List.of(new Done(ofBlocks, moves ? rows : null)).iterator();
                    }
                  },
                  true);
      return collect(done.collect());
    } finally {
      other.destroy();
      own.forEach(Broadcast::destroy);
    }
  }

  private double[] collect(List<Done> ofPartitions) {
    int row = 0;
    for (Done done : ofPartitions) {
      if (done.rows != null) {
        x().write(row, done.rows);
        row += done.rows.rows();
      }
    }
    return Shares.joined(ofPartitions, Done::ofBlocks);
  }
}
