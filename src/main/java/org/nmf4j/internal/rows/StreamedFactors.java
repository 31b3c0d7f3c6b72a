package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.nmf4j.internal.compute.HeapMatrix;

/**
 * The posteriors of free factors, with offsets of the columns, learnt from rows that pass by
 * several times: kept are those of the columns, and sums over the rows. The rows' last component is
 * 1, and the columns' offsets their last one.
 *
 * <p>Until a pass is over, the sums are those of its rows and, for what is still to come, a share
 * of the last pass's; then they are those of all rows, as in a fit that holds them.
 */
public final class StreamedFactors {

  /** Updates before the priors are learnt. */
  private static final int FIRST_UPDATES = 3;

  private final JointPosterior y;
  private final Posterior.RowUpdate updates;
  private final boolean[] fixedInRows;
  private final Priors priors;
  private final Noise noise;
  private final Rotation rotation;
  private final RowMoments moments;
  private final double[] numbers;
  private final double[] squaredErrors;
  private final double[] counts;
  private Sums current;
  private Sums last;
  private double shareOfLast;
  private int updated;

  /**
   * Factors.
   *
   * @param start of the columns, n×k with the offsets, which is changed
   * @param square the mean square of the entries, whose columns have a mean of 0
   */
  public StreamedFactors(HeapMatrix start, double square) {
    int columns = start.rows();
    int rank = start.columns();
    boolean[] none = new boolean[rank];
    fixedInRows = new boolean[rank];
    fixedInRows[rank - 1] = true;
    y = new JointPosterior(start, none);
    updates = y.updates(1);
    moments = new RowMoments(rank);
    numbers = new double[rank * rank];
    squaredErrors = new double[columns];
    counts = new double[columns];
    current = new Sums(columns, rank);
    last = new Sums(columns, rank);
    Components ofRows = new Components(fixedInRows, none);
    Components ofColumns = new Components(none, none);
    Rows rows = new Rows();
    priors = new Priors(rows, y, ofRows, ofColumns, true, true, square);
    noise = Noise.of(columns, square, Noise.USUAL_FIRST, true);
    rotation = Rotation.of(rows, y, ofRows, ofColumns, rank - 1).orElseThrow();
  }

  /** Sums over the rows of a pass. */
  private static final class Sums {

    /** Of each column {@code Σ E[x·xᵀ]}, {@code Σ a·E[x]} and {@code Σ a²} over its entries. */
    final RowMoments[] columns;

    final double[] counts;

    /** {@code Σ E[x·xᵀ]} over all rows. */
    final double[] all;

    double rows;

    Sums(int columns, int rank) {
      this.columns = new RowMoments[columns];
      Arrays.setAll(this.columns, j -> new RowMoments(rank));
      counts = new double[columns];
      all = new double[rank * rank];
    }

    void clear() {
      for (RowMoments column : columns) {
        column.clear();
      }
      Arrays.fill(counts, 0);
      Arrays.fill(all, 0);
      rows = 0;
    }

    void transform(RealMatrix t) {
      for (RowMoments column : columns) {
        column.transform(t);
      }
      RowMoments.transform(t, all);
    }
  }

  /** The rows that passed by, as far as they count. */
  private final class Rows implements Turnable {

    @Override
    public double squares(int component) {
      int place = component * (y.rank + 1);
      return current.all[place] + shareOfLast * last.all[place];
    }

    @Override
    public double freeRows() {
      return current.rows + shareOfLast * last.rows;
    }

    @Override
    public RealMatrix moments() {
      RealMatrix whole = new Array2DRowRealMatrix(y.rank, y.rank);
      for (int i = 0; i < current.all.length; i++) {
        whole.setEntry(i / y.rank, i % y.rank, current.all[i] + shareOfLast * last.all[i]);
      }
      return whole;
    }

    @Override
    public void transform(RealMatrix t) {
      current.transform(t);
      last.transform(t);
    }
  }

  /** What finds rows by the columns as they are now. */
  public PosteriorRows rows() {
    return new PosteriorRows(y.copy(), noise.precisions(), priors.ofW(), fixedInRows);
  }

  /** The columns' posterior. */
  public JointPosterior columns() {
    return y;
  }

  public double[] precisions() {
    return noise.precisions();
  }

  /**
   * Counts a row in.
   *
   * @param row numbers, NaN where missing
   * @param found what was found of it
   */
  public void add(double[] row, PosteriorRows.Line found) {
    double[] mean = found.mean();
    found.squares(numbers);
    add(numbers, current.all);
    current.rows++;
    for (int j = 0; j < row.length; j++) {
      if (!Double.isNaN(row[j])) {
        RowMoments column = current.columns[j];
        add(numbers, column.gram);
        for (int c = 0; c < mean.length; c++) {
          column.right[c] += row[j] * mean[c];
        }
        column.squares += row[j] * row[j];
        current.counts[j]++;
      }
    }
  }

  private static void add(double[] numbers, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += numbers[i];
    }
  }

  /**
   * Takes for the columns, the priors and the noise what raises the evidence most.
   *
   * @param toCome the share of the rows that this pass has still to show
   */
  public void update(double toCome) {
    shareOfLast = toCome;
    for (int j = 0; j < counts.length; j++) {
      counts[j] = current.counts[j] + toCome * last.counts[j];
      moments.clear();
      moments.add(current.columns[j], 1);
      moments.add(last.columns[j], toCome);
      double precision = noise.precisions()[j];
      moments.multiply(precision);
      updates.run(j, moments, priors.ofH());
      moments.multiply(1 / precision);
      squaredErrors[j] = y.squaredError(j, moments);
    }
    if (++updated > FIRST_UPDATES) {
      priors.update();
    }
    noise.update(squaredErrors, counts);
  }

  /** Ends a pass after its last update. */
  public void endPass() {
    if (updated > FIRST_UPDATES) {
      rotation.run(priors);
    } else {
      rotation.start();
    }
    Sums next = last;
    last = current;
    current = next;
    current.clear();
  }

  /** The root-mean-square error of the entries, the factors' uncertainty in it. */
  public double error() {
    return Math.sqrt(Arrays.stream(squaredErrors).sum() / Arrays.stream(counts).sum());
  }
}
