package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.matrix.Background;
import org.nmf4j.parallel.Threads;

/**
 * One factor X, W or Hᵀ, whose rows' posteriors are found while the other factor's are kept. Rows
 * are gathered into blocks, each a piece of work for one thread.
 */
public final class PosteriorFactor implements FactorSquares {

  private static final int BLOCK_ROWS = 64;

  private final EntryRows rows;
  private final Posterior x;
  private final boolean[] fixedRows;
  private final Threads workers;
  private final Worker[] ofThreads;
  private final double[] weights;

  /** {@code Σ weight·(a − x·y)²} of each row at the last update, x's and y's uncertainty in it. */
  private final double[] squaredErrors;

  /** Σ of E[y·yᵀ] over all y, and as of targets that are 1: rows may be taken from it. */
  private final RowMoments all;

  /** What one thread works with. */
  private static final class Worker {

    final RowEntries entries = new RowEntries();
    final RowMoments moments;
    final RowSums sums;
    final Posterior.RowUpdate update;
    final double[] row;

    Worker(Posterior x, int rounds) {
      moments = new RowMoments(x.rank);
      sums = new RowSums(x.mean.dataType(), x.rank);
      update = x.updates(rounds);
      row = new double[x.rank];
    }
  }

  /**
   * A factor.
   *
   * @param rows the matrix whose rows are the problems
   * @param x the factor, which the updates change
   * @param fixedRows rows that stay as they are
   * @param rounds over a row's numbers in an update, if each depends on the others'
   */
  public PosteriorFactor(
      EntryRows rows, Posterior x, boolean[] fixedRows, int rounds, Threads workers) {
    this.rows = rows;
    this.x = x;
    this.fixedRows = fixedRows;
    this.workers = workers;
    ofThreads = new Worker[workers.count()];
    Arrays.setAll(ofThreads, thread -> new Worker(x, rounds));
    weights = new double[rows.count()];
    Arrays.setAll(weights, rows::weight);
    squaredErrors = new double[rows.count()];
    all = new RowMoments(x.rank);
  }

  public Posterior x() {
    return x;
  }

  @Override
  public double squares(int component) {
    return x.squares(component, fixedRows);
  }

  @Override
  public double freeRows() {
    int count = 0;
    for (boolean isFixed : fixedRows) {
      count += isFixed ? 0 : 1;
    }
    return count;
  }

  /** Of each row the sum of its entries' weights: as many entries of weight 1 it counts for. */
  public double[] weights() {
    return weights;
  }

  /**
   * Of each row {@code Σ precision·E(a − x·y)²}, with the precisions of the places and without
   * those of the rows.
   */
  public double[] squaredErrors() {
    return squaredErrors;
  }

  /**
   * Takes for each row the distribution that raises the evidence most.
   *
   * @param y of the other factor
   * @param ofPlaces the precision of an entry at each place
   * @param ofRows what those of a row's entries are to be multiplied by
   * @param priors precisions of the components' priors
   * @return the sum of the rows' entropies
   */
  public double update(Posterior y, double[] ofPlaces, double[] ofRows, double[] priors) {
    sumUpAll(y, ofPlaces);
    int blocks = (rows.count() + BLOCK_ROWS - 1) / BLOCK_ROWS;
    double[] entropies = new double[blocks];
    workers.forEach(
        blocks,
        (thread, block) -> {
          int end = Math.min((block + 1) * BLOCK_ROWS, rows.count());
          for (int row = block * BLOCK_ROWS; row < end; row++) {
            entropies[block] += update(ofThreads[thread], row, y, ofPlaces, ofRows[row], priors);
          }
        });
    return Arrays.stream(entropies).sum();
  }

  private double update(
      Worker worker, int row, Posterior y, double[] ofPlaces, double precision, double[] priors) {
    RowMoments moments = worker.moments;
    load(worker, row, y, ofPlaces);
    double entropy = 0;
    if (!fixedRows[row]) {
      moments.multiply(precision);
      entropy = worker.update.run(row, moments, priors);
      moments.multiply(1 / precision);
    }
    squaredErrors[row] = x.squaredError(row, moments);
    return entropy;
  }

  private void sumUpAll(Posterior y, double[] ofPlaces) {
    all.clear();
    HeapMatrix means = y.mean;
    GramSum gram = new GramSum(means, all.gram);
    for (int place = 0; place < means.rows(); place++) {
      gram.add(place, ofPlaces[place]);
    }
    gram.finish();
    for (int place = 0; place < means.rows(); place++) {
      y.addCovariance(place, ofPlaces[place], all.gram);
      means.addRowTo(all.right, place, ofPlaces[place]);
      all.squares += ofPlaces[place];
    }
  }

  private void load(Worker worker, int row, Posterior y, double[] ofPlaces) {
    RowEntries entries = worker.entries;
    rows.load(row, entries);
    worker.moments.clear();
    worker.sums.clear();
    if (entries.countAlike) {
      loadMost(worker, y, ofPlaces);
    } else {
      loadEach(worker, y, ofPlaces);
    }
  }

  /** All places' sums less those of the missing. */
  private void loadMost(Worker worker, Posterior y, double[] ofPlaces) {
    RowEntries entries = worker.entries;
    RowMoments moments = worker.moments;
    System.arraycopy(all.gram, 0, moments.gram, 0, moments.gram.length);
    for (int place = 0; place < entries.count; place++) {
      double precision = ofPlaces[place];
      if (entries.isWeighted && entries.weights[place] == 0) {
        worker.sums.add(y.mean, place, 0, -precision);
        y.addCovariance(place, -precision, moments.gram);
      } else {
        double target = entries.targets[place];
        y.mean.addRowTo(moments.right, place, precision * target);
        moments.squares += precision * target * target;
      }
    }
    worker.sums.addTo(moments.gram, worker.row);
  }

  private void loadEach(Worker worker, Posterior y, double[] ofPlaces) {
    RowEntries entries = worker.entries;
    RowMoments moments = worker.moments;
    addBackground(entries.others, moments);
    double ofOther = entries.others.weight();
    double other = entries.others.value();
    for (int entry = 0; entry < entries.count; entry++) {
      double weight = entries.isWeighted ? entries.weights[entry] : 1;
      int place = entries.place(entry);
      double target = entries.targets[entry];
      double precision = ofPlaces[place];
      double more = weight - ofOther;
      double right = weight * target - ofOther * other;
      if (more != 0) {
        double value = ofOther == 0 ? target : right / more;
        worker.sums.add(y.mean, place, value, precision * more);
        y.addCovariance(place, precision * more, moments.gram);
      } else {
        y.mean.addRowTo(moments.right, place, precision * right);
      }
      moments.squares += precision * (weight * target * target - ofOther * other * other);
    }
    worker.sums.addTo(moments.gram, moments.right);
  }

  /** That of all places, of which listed entries are then taken. */
  private void addBackground(Background background, RowMoments moments) {
    if (!background.isMissing()) {
      double weight = background.weight();
      double value = background.value();
      for (int i = 0; i < moments.gram.length; i++) {
        moments.gram[i] += weight * all.gram[i];
      }
      for (int c = 0; c < moments.right.length; c++) {
        moments.right[c] += weight * value * all.right[c];
      }
      moments.squares += weight * value * value * all.squares;
    }
  }
}
