package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;

/**
 * Rows whose entries are all listed, side by side: what {@link ReweightedRow} sums up in loops,
 * BLAS multiplies for all of them at once. For one thread.
 */
final class ReweightedBlock {

  private static final int MOST_ROWS = 32;
  private static final int FEWEST_ROWS = 4;
  private static final int BLOCKS_WISHED = 8;
  private static final int MOST_ENTRIES = 1 << 16;

  private final int rank;
  private final RowSolver solver;
  private final ReweightedRow[] rows;
  private int count;

  // Made when they are first needed.
  private NativeArray x;
  private NativeArray products;
  private NativeArray slopes;
  private NativeArray curvatures;
  private NativeArray gradients;
  private NativeArray grams;
  private double[] gram;

  /** How many of some rows are a block: enough blocks for threads to share, of a cache's size. */
  static int rows(int count, int length) {
    int shared = Math.max(FEWEST_ROWS, count / BLOCKS_WISHED);
    int cached = Math.max(1, MOST_ENTRIES / Math.max(length, 1));
    return Math.min(MOST_ROWS, Math.min(shared, cached));
  }

  ReweightedBlock(RowSolver solver, int rank, int most) {
    this.solver = solver;
    this.rank = rank;
    rows = new ReweightedRow[most];
    Arrays.setAll(rows, place -> new ReweightedRow(solver, rank));
  }

  /** Goes over to other rows. */
  void clear() {
    count = 0;
  }

  /** The next row, to be filled. */
  ReweightedRow next() {
    return rows[count++];
  }

  ReweightedRow row(int place) {
    return rows[place];
  }

  int count() {
    return count;
  }

  boolean areWhole() {
    return Arrays.stream(rows, 0, count).allMatch(row -> row.entries().isWhole);
  }

  /**
   * Prepares all rows for their x.
   *
   * @param y that the rows use, with pairs
   */
  void start(KeptFactor y) {
    if (x == null) {
      x = array(rank);
      products = array(y.count());
      slopes = array(y.count());
      curvatures = array(y.count());
      gradients = array(rank);
      grams = array(y.pairCount());
      gram = new double[y.pairCount()];
    }
    for (int place = 0; place < count; place++) {
      x.put((long) place * rank, rows[place].x(), 0, rank);
      rows[place].startWithout();
    }
    products.multiply(1, x, false, y.nativeRows(), true, 0);
    for (int place = 0; place < count; place++) {
      products.get((long) place * y.count(), rows[place].predictions(), 0, y.count());
    }
  }

  private NativeArray array(int columns) {
    return NativeArray.of(Nd4j.create(DataType.DOUBLE, rows.length, columns));
  }

  /**
   * Moves all rows once.
   *
   * @param prepareTerms completes the least squares problem of the row at a place
   */
  void step(KeptFactor y, IntConsumer prepareTerms) {
    for (int place = 0; place < count; place++) {
      rows[place].expand();
      slopes.put((long) place * y.count(), rows[place].slopes(), 0, y.count());
      curvatures.put((long) place * y.count(), rows[place].curvatures(), 0, y.count());
    }
    gradients.multiply(1, slopes, false, y.nativeRows(), false, 0);
    grams.multiply(1, curvatures, false, y.pairs(), false, 0);
    for (int place = 0; place < count; place++) {
      int number = place;
      gradients.get((long) place * rank, rows[place].gradient(), 0, rank);
      loadGram(place);
      rows[place].solve(() -> prepareTerms.accept(number));
      x.put((long) place * rank, rows[place].direction(), 0, rank);
    }
    products.multiply(1, x, false, y.nativeRows(), true, 0);
    for (int place = 0; place < count; place++) {
      products.get((long) place * y.count(), rows[place].changes(), 0, y.count());
      rows[place].move();
    }
  }

  private void loadGram(int place) {
    grams.get((long) place * gram.length, gram, 0, gram.length);
    int pair = 0;
    for (int c = 0; c < rank; c++) {
      for (int q = 0; q <= c; q++) {
        solver.gram[c * rank + q] = gram[pair];
        solver.gram[q * rank + c] = gram[pair++];
      }
    }
  }
}
