package org.nmf4j.internal.evaluation;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.graph.BoundGraph;
import org.nmf4j.internal.graph.CompiledGraph;
import org.nmf4j.internal.graph.ObjectiveGraphs;
import org.nmf4j.internal.graph.Scratch;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.objective.Loss;

/**
 * The loss's graph on vectors of observed entries, a block of them at a time: all blocks have one
 * size, for which the graph is compiled once, and the last is filled up with entries of weight 0.
 */
public final class EntryLoss {

  /** Small enough for what is computed from a block to stay in a core's own cache. */
  public static final int MAX_BLOCK = 1 << 13;

  private final DataType type;
  private final int size;
  private final CompiledGraph graph;
  private final ThreadState[] threads;

  /**
   * The loss for a number of threads.
   *
   * @param usual about how many entries there will be
   */
  public EntryLoss(Loss loss, DataType type, long usual, int threadCount) {
    this.type = type;
    size = (int) Math.min(Math.max(usual, 1), MAX_BLOCK);
    graph = ObjectiveGraphs.ofEntries(loss, type, size);
    threads = new ThreadState[threadCount];
    Arrays.setAll(threads, thread -> new ThreadState());
  }

  /** How many entries can be evaluated at a time; fewer take as long. */
  public int blockSize() {
    return size;
  }

  /**
   * The sum over the entries {@code from} to {@code from + count − 1}.
   *
   * @param thread that calls, in [0, threadCount)
   * @param entries all entries, with targets and weights
   * @param count in [1, {@link #blockSize}]
   * @param predictions of all entries; if the derivative is wanted, each of these entries' is
   *     replaced by the derivative by it
   */
  public double total(
      int thread,
      CompressedLines entries,
      int from,
      int count,
      double[] predictions,
      boolean withDerivative) {
    return threads[thread].total(entries, from, count, predictions, withDerivative);
  }

  /** Arrays of one thread, and the graph tied to them. */
  private final class ThreadState {

    private final double[] buffer = new double[size];
    private final NativeArray prediction = vector();
    private final NativeArray target = vector();
    private final NativeArray weight = vector();
    private final NativeArray derivative = vector();
    private final BoundGraph bound =
        graph.bind(
            Map.of(
                ObjectiveGraphs.PREDICTION, prediction.array(),
                ObjectiveGraphs.A, target.array(),
                ObjectiveGraphs.WEIGHT, weight.array()),
            Map.of(ObjectiveGraphs.PREDICTION, derivative.array()),
            Set.of(),
            new Scratch());

    private NativeArray vector() {
      return NativeArray.of(Nd4j.create(type, 1, size));
    }

    double total(
        CompressedLines entries,
        int from,
        int count,
        double[] predictions,
        boolean withDerivative) {
      // A target is a number that the loss is defined for, as target and as prediction.
      Arrays.fill(buffer, count, size, entries.value(from));
      prediction.put(0, predictions, from, count);
      prediction.put(count, buffer, count, size - count);
      for (int i = 0; i < count; i++) {
        buffer[i] = entries.value(from + i);
      }
      target.put(0, buffer, 0, size);
      Arrays.fill(buffer, count, size, 0);
      for (int i = 0; i < count; i++) {
        buffer[i] = entries.weight(from + i);
      }
      weight.put(0, buffer, 0, size);
      double total = bound.value(withDerivative);
      if (withDerivative) {
        derivative.get(0, predictions, from, count);
      }
      return total;
    }
  }
}
