package org.nmf4j.impute;

import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.ColumnMoments;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.PosteriorRows;
import org.nmf4j.internal.rows.StreamedFactors;
import org.nmf4j.solver.Steps;

/** Fits a {@link FactorModel}; a step is a pass over the rows. See {@link RowImputer}. */
final class StreamingFit implements Steps {

  private static final int BATCH_ROWS = 32;

  private final RowImputer.Rows rows;
  private final ColumnMoments moments;
  private final double[] shift;
  private final double[] scale;
  private final int batchRows;
  private final StreamedFactors factors;

  private PosteriorRows.Line line;
  private long seen;
  private int inBatch;
  private double error;

  /**
   * Starts at random factors.
   *
   * @param moments of the rows
   * @param most the number of components at most
   */
  StreamingFit(RowImputer.Rows rows, ColumnMoments moments, int most, long seed) {
    int rank = (int) Math.min(most, Math.min(moments.columns(), moments.rows()));
    this.rows = rows;
    this.moments = moments;
    shift = moments.means();
    scale = moments.scale();
    batchRows = (int) Math.min(BATCH_ROWS, moments.rows());
    error = moments.errorOfMeans();
    HeapMatrix start = new HeapMatrix(DataType.DOUBLE, moments.columns(), rank + 1);
    Random random = new Random(seed);
    for (int j = 0; j < start.rows(); j++) {
      for (int c = 0; c < rank; c++) {
        start.set(j, c, random.nextGaussian() / Math.sqrt(rank));
      }
    }
    factors = new StreamedFactors(start, error > 0 ? error * error : 1);
    line = factors.rows().line();
  }

  /** The model after the last whole batch of rows. */
  FactorModel model() {
    boolean[] observed = moments.observed();
    return new FactorModel(
        observed,
        moments.nonNegative(),
        shift,
        scale,
        factors.columns().withTypical(observed),
        factors.precisions().clone());
  }

  /** See {@link RowImputer.Report#history}. */
  @Override
  public double objective() {
    return error;
  }

  @Override
  public void step() {
    seen = 0;
    rows.forEach(this::add);
    if (inBatch > 0) {
      learn();
    }
    if (seen > 0) {
      error = factors.error();
      factors.endPass();
      line = factors.rows().line();
    }
  }

  /** Lets a row pass by; says whether to go on with the next. */
  private boolean add(double[] row) {
    if (ColumnMoments.isAnyObserved(row)) {
      for (int j = 0; j < row.length; j++) {
        row[j] = (row[j] - shift[j]) / scale[j];
        if (!Double.isNaN(row[j])) {
          line.add(j, row[j]);
        }
      }
      line.solve();
      factors.add(row, line);
      seen++;
      if (++inBatch == batchRows) {
        learn();
      }
    }
    return !Thread.currentThread().isInterrupted();
  }

  private void learn() {
    factors.update(Math.max(0, 1 - (double) seen / moments.rows()));
    line = factors.rows().line();
    inBatch = 0;
  }
}
