package org.nmf4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.internal.rows.FactorRows;
import org.nmf4j.internal.rows.MovingFactor;
import scala.Tuple2;

/**
 * A factor that no process holds as a whole: each partition has its rows, and is sent those rows of
 * the other factor that its entries need.
 */
final class PartitionedFactor implements MovingFactor<PartitionedFactor>, ClusterFactor {

  private final RowProblem problem;
  private final IndexedRatings.Lines lines;
  private final int runRows;
  private final boolean isFirst;
  private final StorageLevel level;

  /** Of each partition of this factor the rows that each of the other's partitions needs. */
  private JavaRDD<Route> routes;

  private JavaRDD<Part> present;
  private JavaRDD<Part> kept;

  /** Whether the other factor is to see the present point and not what it is extrapolated to. */
  private boolean isTakenBack;

  private Shares shares;
  private double edgeWidth = Double.NaN;

  /**
   * The rows of a partition.
   *
   * @param solved the last solution, before it was extrapolated
   * @param ahead what the other factor's update sees; x itself in the factor that is updated first
   */
  record Part(HeapMatrix x, HeapMatrix solved, HeapMatrix ahead, Shares shares)
      implements Serializable {

    static Part of(HeapMatrix x) {
      return new Part(x, x, x, null);
    }

    HeapMatrix point(boolean isAhead) {
      return isAhead ? ahead : x;
    }
  }

  /** Of one partition the rows that each of the other factor's needs, or null for none. */
  private record Route(int partition, int[][] rowsFor) implements Serializable {}

  /** Rows of one of the other factor's partitions. */
  private record Slice(int partition, HeapMatrix rows) implements Serializable {}

  /** What a task finds out about its rows, a number of each block. */
  @FunctionalInterface
  private interface OfBlocks extends Serializable {
    double[] of(FactorRows rows, HeapMatrix y);
  }

  /** What a task does with its rows. */
  @FunctionalInterface
  private interface Work<R> extends Serializable {
    R of(EntryPartition entries, Part part, HeapMatrix y, Workers one);
  }

  /**
   * A factor.
   *
   * @param lines whose indices are compact
   * @param runRows how many rows are kept together
   * @param start of each partition its rows
   * @param isFirst whether it is updated before the other one
   */
  PartitionedFactor(
      RowProblem problem,
      IndexedRatings.Lines lines,
      int runRows,
      JavaRDD<HeapMatrix> start,
      boolean isFirst,
      StorageLevel level) {
    this.problem = problem;
    this.lines = lines;
    this.runRows = runRows;
    this.isFirst = isFirst;
    this.level = level;
    present = start.map(Part::of).persist(level);
  }

  /** Learns which of its rows the other factor's partitions need. */
  void routeTo(PartitionedFactor other) {
    RowRanges own = lines.ranges();
    int partitions = other.lines.ranges().numPartitions();
    routes =
        other
            .lines
            .entries()
            .mapPartitionsWithIndex(
                (partition, entries) -> wishes(partition, entries.next().places(), own), false)
            .mapToPair(wish -> wish)
            .partitionBy(own)
            .mapPartitionsWithIndex(
                (partition, wishes) -> {
                  int[][] rowsFor = new int[partitions][];
                  wishes.forEachRemaining(wish -> rowsFor[wish._2._1] = wish._2._2);
                  return List.of(new Route(partition, rowsFor)).iterator();
                },
                true)
            .persist(level);
  }

  private static Iterator<Tuple2<Integer, Tuple2<Integer, int[]>>> wishes(
      int partition, int[] places, RowRanges ranges) {
    List<Tuple2<Integer, Tuple2<Integer, int[]>>> wishes = new ArrayList<>();
    int next = 0;
    for (int source = 0; source < ranges.numPartitions(); source++) {
      int from = ranges.from(source);
      int first = next;
      while (next < places.length && places[next] < ranges.to(source)) {
        next++;
      }
      if (next > first) {
        int[] wished = Arrays.stream(places, first, next).map(place -> place - from).toArray();
        wishes.add(new Tuple2<>(source, new Tuple2<>(partition, wished)));
      }
    }
    return wishes.iterator();
  }

  /** Sends each of the other factor's partitions the rows that it needs. */
  private JavaRDD<Slice> sentTo(PartitionedFactor other, boolean isAhead) {
    boolean sendsAhead = isAhead && !isTakenBack;
    return present
        .zipPartitions(
            routes, (parts, route) -> slices(parts.next().point(sendsAhead), route.next()))
        .mapToPair(slice -> slice)
        .partitionBy(other.lines.ranges())
        .values();
  }

  private static Iterator<Tuple2<Integer, Slice>> slices(HeapMatrix rows, Route route) {
    List<Tuple2<Integer, Slice>> slices = new ArrayList<>();
    for (int target = 0; target < route.rowsFor.length; target++) {
      int[] asked = route.rowsFor[target];
      if (asked != null) {
        slices.add(new Tuple2<>(target, new Slice(route.partition, rows.rows(asked))));
      }
    }
    return slices.iterator();
  }

  /** The slices one below the other: a line's index counts the rows that were asked for. */
  private static HeapMatrix gather(Iterator<Slice> slices, int count, int components) {
    List<Slice> all = new ArrayList<>();
    slices.forEachRemaining(all::add);
    all.sort(Comparator.comparingInt(Slice::partition));
    HeapMatrix y = new HeapMatrix(DataType.DOUBLE, count, components);
    int row = 0;
    for (Slice slice : all) {
      y.write(row, slice.rows);
      row += slice.rows.rows();
    }
    return y;
  }

  private <R> JavaRDD<R> run(PartitionedFactor other, boolean isAhead, Work<R> work) {
    int components = problem.terms().rank();
    return lines
        .entries()
        .zipPartitions(
            present,
            (entries, parts) -> List.of(new Tuple2<>(entries.next(), parts.next())).iterator())
        .zipPartitions(
            other.sentTo(this, isAhead),
            (own, slices) -> {
              Executors.prepare();
              Tuple2<EntryPartition, Part> task = own.next();
              HeapMatrix y = gather(slices, task._1.places().length, components);
              try (Workers one = new Workers(1)) {
                return List.of(work.of(task._1, task._2, y, one)).iterator();
              }
            });
  }

  @Override
  public double update(PartitionedFactor other, double multiplier, double beta, boolean withLoss) {
    RowProblem ofRows = problem;
    double width = edgeWidth;
    boolean movesItself = isFirst;
    JavaRDD<Part> next =
        run(
                other,
                true,
                (entries, part, y, one) -> {
                  HeapMatrix x = part.x.copy();
                  HeapMatrix solved = part.solved.copy();
                  FactorRows rows = ofRows.rows(entries.lines(), x, y.rows(), one);
                  rows.smooth(width);
                  double[] loss = rows.update(y, multiplier, withLoss);
                  HeapMatrix ahead = movesItself ? x : x.copy();
                  rows.extrapolate(solved, beta, ahead);
                  Shares ofBlocks = new Shares(loss, rows.penalty(), rows.penaltyInsideMean());
                  return new Part(x, solved, ahead, ofBlocks);
                })
            .persist(level);
    shares = Shares.of(next.map(Part::shares).collect());
    replace(next);
    isTakenBack = false;
    return FactorRows.sum(shares.loss());
  }

  private void replace(JavaRDD<Part> next) {
    if (present != kept && present != next) {
      present.unpersist(false);
    }
    present = next;
  }

  @Override
  public void smooth(double width) {
    edgeWidth = width;
  }

  @Override
  public double loss(PartitionedFactor other) {
    return sum(other, FactorRows::loss);
  }

  @Override
  public double exactLoss(PartitionedFactor other) {
    return sum(other, FactorRows::exactLoss);
  }

  @Override
  public double residual(PartitionedFactor other, double multiplier, double scale) {
    return FactorRows.norm(ofBlocks(other, (rows, y) -> rows.residual(y, multiplier, scale)));
  }

  private double sum(PartitionedFactor other, OfBlocks work) {
    return FactorRows.sum(ofBlocks(other, work));
  }

  private double[] ofBlocks(PartitionedFactor other, OfBlocks work) {
    RowProblem ofRows = problem;
    List<double[]> ofPartitions =
        run(
                other,
                false,
                (entries, part, y, one) ->
                    work.of(ofRows.rows(entries.lines(), part.x.copy(), y.rows(), one), y))
            .collect();
    return Shares.joined(ofPartitions, numbers -> numbers);
  }

  @Override
  public double penalty() {
    return FactorRows.sum(shares().penalty());
  }

  @Override
  public double penaltyInsideMean() {
    return FactorRows.sum(shares().penaltyInsideMean());
  }

  /** Those of the last update; before the first, those of the start. */
  private Shares shares() {
    if (shares == null) {
      RowProblem ofRows = problem;
      JavaRDD<Shares> ofStart =
          lines
              .entries()
              .zipPartitions(
                  present,
                  (entries, parts) -> {
                    Executors.prepare();
                    try (Workers one = new Workers(1)) {
                      FactorRows rows =
                          ofRows.rows(entries.next().lines(), parts.next().x.copy(), 1, one);
                      double[] none = {};
                      return List.of(new Shares(none, rows.penalty(), rows.penaltyInsideMean()))
                          .iterator();
                    }
                  });
      shares = Shares.of(ofStart.collect());
    }
    return shares;
  }

  @Override
  public void keep() {
    if (kept != null && kept != present) {
      kept.unpersist(false);
    }
    kept = present;
  }

  @Override
  public void takeBack() {
    replace(kept);
    isTakenBack = true;
  }

  @Override
  public JavaRDD<HeapMatrix> rows() {
    return present.map(part -> part.x);
  }

  @Override
  public JavaRDD<Run> runs() {
    RowRanges ranges = lines.ranges();
    int length = runRows;
    boolean isAhead = !isTakenBack;
    return present.mapPartitionsWithIndex(
        (partition, parts) -> {
          Part part = parts.next();
          return Run.of(ranges.from(partition), part.x, part.solved, part.point(isAhead), length)
              .iterator();
        },
        true);
  }

  @Override
  public void restore(JavaRDD<Run> runs) {
    RowRanges ranges = lines.ranges();
    int components = problem.terms().rank();
    JavaRDD<Part> parts =
        runs.mapToPair(run -> new Tuple2<>(ranges.partitionOf(run.from()), run))
            .partitionBy(ranges)
            .mapPartitionsWithIndex(
                (partition, own) -> {
                  int from = ranges.from(partition);
                  int rows = ranges.to(partition) - from;
                  Part part =
                      new Part(
                          Run.room(rows, components),
                          Run.room(rows, components),
                          Run.room(rows, components),
                          null);
                  while (own.hasNext()) {
                    Run run = own.next()._2;
                    run.write(run.x(), part.x, from);
                    run.write(run.solved(), part.solved, from);
                    run.write(run.ahead(), part.ahead, from);
                  }
                  return List.of(part).iterator();
                },
                true)
            .persist(level);
    // Now, while the states that it comes from are there.
    parts.count();
    replace(parts);
    isTakenBack = false;
  }

  @Override
  public void cutLineage(Supplier<JavaRDD<Run>> runs) {
    restore(runs.get());
  }

  @Override
  public void unpersist() {
    present.unpersist(false);
    if (kept != null) {
      kept.unpersist(false);
    }
    routes.unpersist(false);
  }
}
