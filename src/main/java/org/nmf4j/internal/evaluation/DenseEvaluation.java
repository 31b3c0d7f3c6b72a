package org.nmf4j.internal.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.graph.BoundGraph;
import org.nmf4j.internal.graph.CompiledGraph;
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
final class DenseEvaluation extends LossEvaluation {

  /** In single precision, an array of so many entries is a megabyte. */
  private static final int MAX_TILE_ENTRIES = 1 << 18;

  /** Below this, handing a tile to another thread costs more than it saves. */
  private static final int MIN_TILE_ENTRIES = 1 << 15;

  /** Enough for several threads to share, if the matrix is large enough for that. */
  private static final int TILES_WISHED = 4;

  private static final int MIN_TILE_ROWS = 16;
  private static final int MAX_GROUPS = 32;

  private final INDArray values;
  private final RowWeights weights;
  private final Loss loss;
  private final INDArray w;
  private final INDArray h;
  private final Threads workers;
  private final int tiles;
  private final double[] groupTotals;

  /** That of the first group is the whole gradient's array. */
  private final List<NativeArray> groupGradientsH = new ArrayList<>();

  /** By the number of rows, of which tiles have one or the other. */
  private final Map<Integer, CompiledGraph> graphs = new ConcurrentHashMap<>();

  private final ThreadState[] threads;

  /**
   * An evaluation.
   *
   * @param values A, m×n, c-ordered
   * @param w m×k, c-ordered, of the type of A
   * @param h k×n, likewise
   */
  DenseEvaluation(
      INDArray values, RowWeights weights, Loss loss, INDArray w, INDArray h, Threads workers) {
    super(w, h);
    this.values = values;
    this.weights = weights;
    this.loss = loss;
    this.w = w;
    this.h = h;
    this.workers = workers;
    tiles = tiles(values.rows(), values.columns());
    int worthwhile = Math.max(2, values.rows() / w.columns());
    int groups = Math.min(tiles, Math.min(MAX_GROUPS, worthwhile));
    groupTotals = new double[groups];
    groupGradientsH.add(gradientH);
    for (int group = 1; group < groups; group++) {
      groupGradientsH.add(NativeArray.of(Nd4j.create(values.dataType(), h.shape())));
    }
    threads = Stream.generate(ThreadState::new).limit(workers.count()).toArray(ThreadState[]::new);
  }

  private static int tiles(int rows, int columns) {
    long share = (long) rows * columns / TILES_WISHED;
    long entries = Math.min(Math.max(share, MIN_TILE_ENTRIES), MAX_TILE_ENTRIES);
    long tileRows = Math.max(entries / columns, MIN_TILE_ROWS);
    return (int) ((rows + tileRows - 1) / tileRows);
  }

  @Override
  double total(boolean withGradient) {
    workers.forEach(
        groupTotals.length,
        (worker, group) -> {
          double total = 0;
          for (int tile = firstTile(group); tile < firstTile(group + 1); tile++) {
            total += threads[worker].value(tile, group, withGradient);
          }
          groupTotals[group] = total;
        });
    double total = groupTotals[0];
    for (int group = 1; group < groupTotals.length; group++) {
      total += groupTotals[group];
      if (withGradient) {
        gradientH.addScaled(1, groupGradientsH.get(group));
      }
    }
    return total;
  }

  private int firstTile(int group) {
    return firstOf(group, groupTotals.length, tiles);
  }

  /** Where a part begins when a whole is cut into parts whose sizes differ by at most one. */
  private static int firstOf(int part, int parts, int whole) {
    return (int) ((long) part * whole / parts);
  }

  private int firstRow(int tile) {
    return firstOf(tile, tiles, values.rows());
  }

  private INDArray rowsOf(INDArray matrix, int tile) {
    return RowWeights.rows(matrix, firstRow(tile), firstRow(tile + 1));
  }

  private record Tile(BoundGraph graph, Runnable refreshWeights) {}

  /** What one thread keeps from one evaluation to the next. */
  private final class ThreadState {

    private final Scratch scratch = new Scratch();
    private final Tile[] bound = new Tile[tiles];

    double value(int tile, int group, boolean withGradient) {
      bound[tile] = bound[tile] == null ? bind(tile, group) : bound[tile];
      bound[tile].refreshWeights().run();
      return bound[tile].graph().value(withGradient);
    }

    private Tile bind(int tile, int group) {
      RowWeights.Tile ofTile = weights.tile(firstRow(tile), firstRow(tile + 1), scratch);
      INDArray target = rowsOf(values, tile);
      Map<String, INDArray> inputs =
          Map.of(
              ObjectiveGraphs.W,
              rowsOf(w, tile),
              ObjectiveGraphs.H,
              h,
              ObjectiveGraphs.A,
              target,
              ObjectiveGraphs.WEIGHT,
              ofTile.array());
      Map<String, INDArray> gradients =
          Map.of(
              ObjectiveGraphs.W, rowsOf(gradientW.array(), tile),
              ObjectiveGraphs.H, groupGradientsH.get(group).array());
      Set<String> added = tile == firstTile(group) ? Set.of() : Set.of(ObjectiveGraphs.H);
      CompiledGraph graph =
          graphs.computeIfAbsent(
              target.rows(),
              rows ->
                  ObjectiveGraphs.ofRows(
                      loss, values.dataType(), rows, values.columns(), w.columns()));
      return new Tile(graph.bind(inputs, gradients, added, scratch), ofTile.refresh());
    }
  }
}
