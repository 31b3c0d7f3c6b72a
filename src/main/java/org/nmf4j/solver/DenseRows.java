package org.nmf4j.solver;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.compute.HeapMatrix;
import org.nmf4j.compute.NativeArray;
import org.nmf4j.compute.RowSums;
import org.nmf4j.compute.Workers;
import org.nmf4j.matrix.DenseMatrix;

/**
 * Rows, or columns, of a dense matrix without weights. The right-hand sides of all of them are one
 * product of the matrix, whose missing entries hold its mean, with Y; the Gram matrix is that of
 * all rows of Y. A row corrects both by those of its entries that are missing, or takes the Gram
 * matrix from those that are observed, whichever are fewer.
 */
final class DenseRows implements LeastSquaresRows {

  private static final int TILE_ROWS = 128;

  private final NativeArray values;
  private final boolean transposed;
  private final double fill;

  /** Of each row the entries that are missing, or those observed if they are fewer. */
  private final int[][] entries;

  private final int[] observed;
  private final double[] squares;

  private double[] allGram;
  private double[] allRight;
  private NativeArray nativeY;
  private NativeArray products;
  private HeapMatrix right;

  private DenseRows(DenseMatrix a, boolean transposed) {
    this.values = NativeArray.of(a.values());
    this.transposed = transposed;
    this.fill = a.mean();
    int count = transposed ? a.columns() : a.rows();
    observed = new int[count];
    squares = new double[count];
    entries = new int[count][];
  }

  /**
   * Whether a matrix is better taken so than by its observed entries: if it has no weights and more
   * than half of it is observed. With few entries the difference of two large sums would lose
   * digits.
   */
  static boolean suit(DenseMatrix a) {
    return a.isUnweighted() && 2 * a.observed() > (long) a.rows() * a.columns();
  }

  /** The rows of a matrix whose weights are all 0 or 1. */
  static DenseRows of(DenseMatrix a) {
    DenseRows rows = new DenseRows(a, false);
    int[] places = new int[a.columns()];
    a.forEachRow((row, values, weights) -> rows.read(row, values, weights, places));
    rows.listTheFewer(a.columns());
    return rows;
  }

  /** The rows, and the columns, of a matrix whose weights are all 0 or 1. */
  static List<DenseRows> bothWays(DenseMatrix a) {
    DenseRows rows = new DenseRows(a, false);
    DenseRows columns = new DenseRows(a, true);
    int[] places = new int[a.columns()];
    a.forEachRow(
        (row, values, weights) -> {
          rows.read(row, values, weights, places);
          for (int j = 0; j < values.length; j++) {
            columns.squares[j] += weights[j] * values[j] * values[j];
          }
        });
    columns.transposeMissing(rows);
    rows.listTheFewer(a.columns());
    columns.listTheFewer(a.rows());
    return List.of(rows, columns);
  }

  /** Takes over the sum of a row's squares, and lists its missing entries. */
  private void read(int row, double[] values, double[] weights, int[] places) {
    double sum = 0;
    int missing = 0;
    for (int j = 0; j < values.length; j++) {
      sum += weights[j] * values[j] * values[j];
      // Without a branch, which the processor could not foresee.
      places[missing] = j;
      missing += weights[j] == 0 ? 1 : 0;
    }
    squares[row] = sum;
    entries[row] = Arrays.copyOf(places, missing);
  }

  /** Lists the missing entries of the lines that cross those of another direction. */
  private void transposeMissing(DenseRows other) {
    int[] missing = new int[count()];
    for (int[] places : other.entries) {
      for (int place : places) {
        missing[place]++;
      }
    }
    Arrays.setAll(entries, line -> new int[missing[line]]);
    for (int line = other.count() - 1; line >= 0; line--) {
      for (int place : other.entries[line]) {
        entries[place][--missing[place]] = line;
      }
    }
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
  public double weight(int row) {
    return observed[row];
  }

  @Override
  public double squares(int row) {
    return squares[row];
  }

  @Override
  public void prepare(HeapMatrix y, Workers workers) {
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
    RowSums sums = RowSums.of(y.dataType(), rank);
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
  public void load(int row, HeapMatrix y, RowSums sums, RowProblem problem) {
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
    problem.squares = squares[row];
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
