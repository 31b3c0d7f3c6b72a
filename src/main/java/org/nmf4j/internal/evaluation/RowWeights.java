package org.nmf4j.internal.evaluation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.dtype.Cast;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nmf4j.internal.compute.BoundOperation;
import org.nmf4j.internal.graph.Scratch;
import org.nmf4j.matrix.DenseMatrix;

/** The weights of a dense matrix, 0 where an entry is missing, as tiles of rows read them. */
interface RowWeights {

  /** Weights of so many entries stay in a processor's cache, from where they are read faster. */
  int MAX_CACHED = 1 << 22;

  /**
   * The weights of a tile.
   *
   * @param array c-ordered; other tiles of the thread may share it
   * @param refresh has the array hold this tile's
   */
  record Tile(INDArray array, Runnable refresh) {
    Tile(INDArray array) {
      this(array, () -> {});
    }
  }

  /**
   * The weights of rows {@code from} to {@code to − 1}.
   *
   * @param scratch of the thread that reads them
   */
  Tile tile(int from, int to, Scratch scratch);

  /** Weights that are an array, m×n. */
  static RowWeights of(INDArray weights) {
    return (from, to, scratch) -> new Tile(rows(weights, from, to));
  }

  /**
   * Where weights are 0 and 1 but many, only a byte is kept of each, or nothing if all are 1: to
   * make numbers of bytes tile by tile is faster than to read numbers from memory.
   */
  static RowWeights of(DenseMatrix a) {
    long entries = (long) a.rows() * a.columns();
    if (!a.isUnweighted() || entries <= MAX_CACHED) {
      return of(a.weights());
    }
    if (a.observed() == entries) {
      return (from, to, scratch) -> new Tile(shared(a, to - from, scratch).assign(1));
    }
    INDArray mask = a.mask();
    return (from, to, scratch) -> {
      INDArray tile = shared(a, to - from, scratch);
      return new Tile(tile, cast(rows(mask, from, to), tile));
    };
  }

  /** An array for all tiles of as many rows, with a number that no plan for a graph gives. */
  private static INDArray shared(DenseMatrix a, int rows, Scratch scratch) {
    return scratch.get(
        LongShapeDescriptor.fromShape(new long[] {rows, a.columns()}, a.dataType()), 0);
  }

  private static Runnable cast(INDArray bytes, INDArray numbers) {
    Cast cast = new Cast();
    cast.addIArgument(numbers.dataType().toInt());
    return new BoundOperation(cast, new INDArray[] {bytes}, new INDArray[] {numbers});
  }

  /** A view of rows {@code from} to {@code to − 1}. */
  static INDArray rows(INDArray matrix, int from, int to) {
    return from == 0 && to == matrix.rows()
        ? matrix
        : matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }
}
