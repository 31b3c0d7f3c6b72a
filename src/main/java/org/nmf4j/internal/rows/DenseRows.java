package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.parallel.Threads;

/**
 * Rows, or columns, of a dense matrix without weights. The right-hand sides of all of them are one
 * product of the matrix, whose missing entries hold its mean, with Y; the Gram matrix is that of
 * all rows of Y. A row corrects both by those of its entries that are missing, or takes the Gram
 * matrix from those that are observed, whichever are fewer.
 */
public final class DenseRows implements LeastSquaresRows {

  private static final int TILE_ROWS = 128;

  private final NativeArray values;
  private final boolean transposed;
  private final double fill;

  /** Of each row the entries that are missing, or those observed if they are fewer. */
  private final int[][] entries;

  private final int[] observed;

  private double[] allGram;
  private double[] allRight;
  private NativeArray nativeY;
  private NativeArray products;
  private HeapMatrix right;

  /**
   * Rows.
   *
   * @param transposed whether they are A's columns
   * @param missing of each row its missing entries; taken over
   */
  private DenseRows(DenseMatrix a, boolean transposed, int[][] missing) {
    this.values = NativeArray.of(a.values());
    this.transposed = transposed;
    this.fill = a.fill();
    this.entries = missing;
    this.observed = new int[missing.length];
    listTheFewer(transposed ? a.rows() : a.columns());
  }

  /**
   * Whether a matrix is better taken so than by its observed entries: if it has no weights and more
   * than half of it is observed. With few entries the difference of two large sums would lose
   * digits.
   */
  public static boolean suit(DenseMatrix a) {
    return a.isUnweighted() && 2 * a.observed() > (long) a.rows() * a.columns();
  }

  /** The rows, and the columns, of a matrix whose weights are all 0 or 1. */
  public static List<DenseRows> bothWays(DenseMatrix a) {
    int[][] missing = missing(a);
    // First the columns: the rows take the lists over.
    DenseRows columns = new DenseRows(a, true, transposed(missing, a.columns()));
    return List.of(new DenseRows(a, false, missing), columns);
  }

  private static int[][] missing(DenseMatrix a) {
    int[][] missing = new int[a.rows()][];
    Arrays.setAll(missing, a::missing);
    return missing;
  }

  /** Of each column its rows. */
  private static int[][] transposed(int[][] columnsOfRows, int columns) {
    int[] counts = new int[columns];
    for (int[] row : columnsOfRows) {
      for (int column : row) {
        counts[column]++;
      }
    }
    int[][] rowsOfColumns = new int[columns][];
    Arrays.setAll(rowsOfColumns, column -> new int[counts[column]]);
    for (int row = columnsOfRows.length - 1; row >= 0; row--) {
      for (int column : columnsOfRows[row]) {
        rowsOfColumns[column][--counts[column]] = row;
      }
    }
    return rowsOfColumns;
  }

  /** Replaces the missing entries by those that are observed, where they are fewer. */
  private void listTheFewer(int length) {
    for (int line = 0; line < count(); line++) {
      observed[line] = length - entries[line].length;
      if (listsObserved(line, length)) {
        BitSet missing = new BitSet(length);
        Arrays.stream(entries[line]).forEach(missing::set);
        entries[line] = IntStream.range(0, length).filter(place -> !missing.get(place)).toArray();
      }
    }
  }

  private boolean listsObserved(int line, int length) {
    return 2 * observed[line] < length;
  }

  @Override
  public int count() {
    return observed.length;
  }

  @Override
  public int entries(int row) {
    return observed[row];
  }

  @Override
  public double weight(int row) {
    return observed[row];
  }

  @Override
  public void prepare(HeapMatrix y, Threads workers) {
    int rank = y.columns();
    if (products == null) {
      INDArray array = Nd4j.create(y.dataType(), y.rows(), rank);
      nativeY = NativeArray.of(array);
      products = NativeArray.of(Nd4j.create(y.dataType(), count(), rank));
      right = new HeapMatrix(y.dataType(), count(), rank);
      allGram = new double[rank * rank];
      allRight = new double[rank];
    }
    Arrays.fill(allGram, 0);
    Arrays.fill(allRight, 0);
    RowSums sums = new RowSums(y.dataType(), rank);
    for (int row = 0; row < y.rows(); row++) {
      sums.add(y, row, fill, 1);
    }
    sums.addTo(allGram, allRight);
    y.copyTo(nativeY.array());
    int tiles = (count() + TILE_ROWS - 1) / TILE_ROWS;
    workers.forEach(
        tiles,
        (worker, tile) -> {
          int from = (int) ((long) tile * count() / tiles);
          int to = (int) ((long) (tile + 1) * count() / tiles);
          products.multiplyRows(from, to, values, transposed, nativeY);
        });
    right.copyFrom(products.array());
  }

  @Override
  public void load(int row, HeapMatrix y, RowSums sums, RowSolver problem) {
    int[] places = entries[row];
    problem.clear();
    sums.clear();
    if (observed[row] == 0) {
      // The difference of two sums would leave their rounding errors.
      return;
    }
    boolean listed = listsObserved(row, y.rows());
    for (int place : places) {
      sums.add(y, place, fill, listed ? 1 : -1);
    }
    if (!listed) {
      System.arraycopy(allGram, 0, problem.gram, 0, allGram.length);
    }
    right.read(row, problem.right);
    if (listed) {
      for (int c = 0; c < problem.right.length; c++) {
        problem.right[c] -= allRight[c];
      }
    }
    sums.addTo(problem.gram, problem.right);
  }

  @Override
  public boolean isComplete(int row) {
    return entries[row].length == 0 && observed[row] > 0;
  }

  @Override
  public void loadRight(int row, double[] into) {
    right.read(row, into);
  }
}
