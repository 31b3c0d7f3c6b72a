package org.nmf4j.internal.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.graph.CompiledGraph;
import org.nmf4j.internal.graph.Execution;
import org.nmf4j.internal.graph.ObjectiveGraphs;
import org.nmf4j.internal.graph.Scratch;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/**
 * The evaluation of a dense matrix, tile by tile on several threads.
 *
 * <p>A tile is some rows of A that, with what is computed from them, fit in a processor's cache; it
 * has its own rows of W and adds to the gradient of H. Tiles are gathered into groups, each a piece
 * of work for one thread. The partition depends on the matrix only, and sums are taken in its
 * order, so that the result has the same bits on any number of threads.
 */
final class DenseEvaluation implements LossEvaluation {

  /** In single precision, an array of so many entries is a megabyte. */
  private static final int MAX_TILE_ENTRIES = 1 << 18;

  /** Below this, handing a tile to another thread costs more than it saves. */
  private static final int MIN_TILE_ENTRIES = 1 << 15;

  /** Enough for several threads to share, if the matrix is large enough for that. */
  private static final int TILES_WISHED = 4;

  private static final int MIN_TILE_ROWS = 16;
  private static final int MAX_GROUPS = 32;

  private final INDArray values;
  private final INDArray weights;
  private final Loss loss;
  private final INDArray w;
  private final INDArray h;
  private final NativeArray gradientW;
  private final NativeArray gradientH;
  private final Threads workers;
  private final int tiles;
  private final double[] groupTotals;

  /** That of the first group is the whole gradient's array. */
  private final List<NativeArray> groupGradientsH = new ArrayList<>();

  private final Map<Long, CompiledGraph> valueGraphs = new HashMap<>();
  private final Map<Long, CompiledGraph> gradientGraphs = new HashMap<>();
  private final ThreadState[] threads;

  /**
   * An evaluation.
   *
   * @param values A, m×n, c-ordered
   * @param weights m×n, c-ordered, 0 where an entry is missing
   * @param loss the loss
   * @param w m×k, c-ordered, of the type of A
   * @param h k×n, c-ordered, of the type of A
   * @param workers the threads to compute on
   */
  DenseEvaluation(
      INDArray values, INDArray weights, Loss loss, INDArray w, INDArray h, Threads workers) {
    this.values = values;
    this.weights = weights;
    this.loss = loss;
    this.w = w;
    this.h = h;
    this.workers = workers;
    gradientW = NativeArray.of(Nd4j.create(values.dataType(), w.shape()));
    gradientH = NativeArray.of(Nd4j.create(values.dataType(), h.shape()));
    tiles = tiles(values.rows(), values.columns());
    int worthwhile = Math.max(2, values.rows() / w.columns());
    int groups = Math.min(tiles, Math.min(MAX_GROUPS, worthwhile));
    groupTotals = new double[groups];
    groupGradientsH.add(gradientH);
    for (int group = 1; group < groups; group++) {
      groupGradientsH.add(NativeArray.of(Nd4j.create(values.dataType(), h.shape())));
    }
    threads = new ThreadState[workers.count()];
    for (int worker = 0; worker < threads.length; worker++) {
      threads[worker] = new ThreadState();
    }
  }

  private static int tiles(int rows, int columns) {
    long share = (long) rows * columns / TILES_WISHED;
    long entries = Math.min(Math.max(share, MIN_TILE_ENTRIES), MAX_TILE_ENTRIES);
    long tileRows = Math.max(entries / columns, MIN_TILE_ROWS);
    return (int) ((rows + tileRows - 1) / tileRows);
  }

  @Override
  public INDArray gradientW() {
    return gradientW.array();
  }

  @Override
  public INDArray gradientH() {
    return gradientH.array();
  }

  @Override
  public double total() {
    return total(false);
  }

  @Override
  public double totalAndGradient() {
    double total = total(true);
    for (int group = 1; group < groupGradientsH.size(); group++) {
      gradientH.addScaled(1, groupGradientsH.get(group));
    }
    return total;
  }

  private double total(boolean withGradient) {
    workers.forEach(
        groupTotals.length, (worker, group) -> runGroup(threads[worker], group, withGradient));
    double total = 0;
    for (double part : groupTotals) {
      total += part;
    }
    return total;
  }

  private void runGroup(ThreadState thread, int group, boolean withGradient) {
    int from = firstOf(group, groupTotals.length, tiles);
    int to = firstOf(group + 1, groupTotals.length, tiles);
    double total = 0;
    for (int tile = from; tile < to; tile++) {
      if (withGradient) {
        total += thread.totalAndGradient(tile, group, tile == from);
      } else {
        total += thread.total(tile);
      }
    }
    groupTotals[group] = total;
  }

  /** Where a part begins when a whole is cut into parts whose sizes differ by at most one. */
  private static int firstOf(int part, int parts, int whole) {
    return (int) ((long) part * whole / parts);
  }

  private INDArray rowsOf(INDArray matrix, int tile) {
    int from = firstOf(tile, tiles, values.rows());
    int to = firstOf(tile + 1, tiles, values.rows());
    return from == 0 && to == matrix.rows()
        ? matrix
        : matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  private synchronized CompiledGraph graph(long rows, boolean withGradient) {
    Map<Long, CompiledGraph> graphs = withGradient ? gradientGraphs : valueGraphs;
    return graphs.computeIfAbsent(rows, size -> compile(size, withGradient));
  }

  private CompiledGraph compile(long rows, boolean withGradient) {
    Map<String, INDArray> shapes =
        Map.of(
            ObjectiveGraphs.W, shape(rows, w.columns()),
            ObjectiveGraphs.H, shape(h.rows(), h.columns()),
            ObjectiveGraphs.A, shape(rows, values.columns()),
            ObjectiveGraphs.WEIGHT, shape(rows, values.columns()));
    CompiledGraph compiled =
        CompiledGraph.compile(
            ObjectiveGraphs.ofRows(loss, values.dataType(), rows, values.columns(), w.columns()),
            shapes,
            ObjectiveGraphs.TOTAL,
            withGradient ? List.of(ObjectiveGraphs.W, ObjectiveGraphs.H) : List.of());
    shapes.values().forEach(INDArray::close);
    return compiled;
  }

  private INDArray shape(long rows, long columns) {
    return Nd4j.createUninitialized(values.dataType(), new long[] {rows, columns}, 'c');
  }

  /** What one thread keeps from one evaluation to the next. */
  private final class ThreadState {

    private final Scratch scratch = new Scratch();
    private final INDArray total = Nd4j.scalar(values.dataType(), 0);
    private final Execution[] valueExecutions = new Execution[tiles];
    private final Execution[] gradientExecutions = new Execution[tiles];

    double total(int tile) {
      if (valueExecutions[tile] == null) {
        Map<String, INDArray> arrays = inputs(tile);
        valueExecutions[tile] = graph(rows(arrays), false).bind(arrays, scratch);
      }
      valueExecutions[tile].run();
      return total.getDouble(0);
    }

    double totalAndGradient(int tile, int group, boolean first) {
      if (gradientExecutions[tile] == null) {
        Map<String, INDArray> arrays = inputs(tile);
        CompiledGraph graph = graph(rows(arrays), true);
        arrays.put(graph.gradientOf(ObjectiveGraphs.W), rowsOf(gradientW.array(), tile));
        arrays.put(graph.gradientOf(ObjectiveGraphs.H), groupGradientsH.get(group).array());
        gradientExecutions[tile] =
            first
                ? graph.bind(arrays, scratch)
                : graph.bindAdding(ObjectiveGraphs.H, arrays, scratch);
      }
      gradientExecutions[tile].run();
      return total.getDouble(0);
    }

    private Map<String, INDArray> inputs(int tile) {
      Map<String, INDArray> arrays = new HashMap<>();
      arrays.put(ObjectiveGraphs.W, rowsOf(w, tile));
      arrays.put(ObjectiveGraphs.H, h);
      arrays.put(ObjectiveGraphs.A, rowsOf(values, tile));
      arrays.put(ObjectiveGraphs.WEIGHT, rowsOf(weights, tile));
      arrays.put(ObjectiveGraphs.TOTAL, total);
      return arrays;
    }

    private long rows(Map<String, INDArray> arrays) {
      return arrays.get(ObjectiveGraphs.A).rows();
    }
  }
}
