package org.nmf4j.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.HeapFactor;

/** A factor that the driver holds. */
final class DriverFactor implements ClusterFactor {

  private final JavaSparkContext context;
  private final RowRanges ranges;
  private final int runRows;
  private final HeapFactor factor;

  DriverFactor(JavaSparkContext context, RowRanges ranges, int runRows, HeapFactor factor) {
    this.context = context;
    this.ranges = ranges;
    this.runRows = runRows;
    this.factor = factor;
  }

  @Override
  public JavaRDD<HeapMatrix> rows() {
    List<HeapMatrix> rows = new ArrayList<>();
    for (int partition = 0; partition < ranges.numPartitions(); partition++) {
      rows.add(factor.x().rows(ranges.from(partition), ranges.to(partition)));
    }
    return context.parallelize(rows, rows.size());
  }

  @Override
  public JavaRDD<Run> runs() {
    Map<String, INDArray> state = factor.state("");
    HeapMatrix solved = HeapMatrix.of(state.get("solved_"));
    HeapMatrix ahead = HeapMatrix.of(state.get("ahead_"));
    return context.parallelize(
        Run.of(0, factor.x(), solved, ahead, runRows), ranges.numPartitions());
  }

  @Override
  public void restore(JavaRDD<Run> runs) {
    int components = factor.x().columns();
    HeapMatrix x = Run.room(ranges.rows(), components);
    HeapMatrix solved = Run.room(ranges.rows(), components);
    HeapMatrix ahead = Run.room(ranges.rows(), components);
    for (Run run : runs.collect()) {
      run.write(run.x(), x, 0);
      run.write(run.solved(), solved, 0);
      run.write(run.ahead(), ahead, 0);
    }
    factor.restore(x, "", Map.of("solved_", solved.toArray(), "ahead_", ahead.toArray()));
  }

  @Override
  public void cutLineage(Supplier<JavaRDD<Run>> runs) {
    // The driver has the numbers themselves.
  }

  @Override
  public void unpersist() {
    // Executors hold nothing.
  }
}
