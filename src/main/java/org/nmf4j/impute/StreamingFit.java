package org.nmf4j.impute;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.ColumnMoments;
import org.nmf4j.internal.rows.FoldIn;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.UpdateRule;

/** Fits a {@link FactorModel}; a step is a pass over the rows. See {@link RowImputer}. */
final class StreamingFit implements UpdateRule {

  private static final int BATCH_ROWS = 32;
  private static final double LEAST_VARIANCE = 1e-6;
  private static final double LEAST_RELATIVE_COVARIANCE = 1e-3;
  private static final double LEAST_COVARIANCE = 1e-8;

  private final RowImputer.Rows rows;
  private final long count;
  private final int batchRows;
  private final int columns;
  private final int rank;

  /** Σ (wwᵀ + covariance of w), k×k. */
  private final double[][] sumWW;

  /** n×k: Σ x_j·w, a missing x_j being what the model expects. */
  private final double[][] sumXW;

  private final double[] sumW;

  /** Of the observed numbers' errors, w's uncertainty counted in. */
  private double sumSquares;

  private double sumObserved;
  private double sumRows;

  private final double[][] ww;

  private FactorModel model;
  private FoldIn.Line line;
  private long seen;
  private int inBatch;

  private double error;
  private double passSquares;
  private long passObserved;

  /**
   * Starts at random factors that predict the columns' means.
   *
   * @param moments of the rows
   */
  StreamingFit(RowImputer.Rows rows, ColumnMoments moments, int rank, long seed) {
    this.rows = rows;
    this.rank = rank;
    count = moments.rows();
    batchRows = (int) Math.min(BATCH_ROWS, count);
    columns = moments.columns();
    sumWW = new double[rank][rank];
    sumXW = new double[columns][rank];
    sumW = new double[rank];
    ww = new double[rank][rank];
    error = moments.errorOfMeans();
    boolean[] observed = moments.observed();
    double[] shift = moments.shift();
    double[] scale = moments.scale();
    double[][] h = new double[columns][rank];
    Random random = new Random(seed);
    for (int j = 0; j < columns; j++) {
      Arrays.setAll(h[j], p -> Math.abs(random.nextGaussian()));
      double mean = observed[j] ? (moments.mean(j) - shift[j]) / scale[j] : 0;
      scale(h[j], mean / Arrays.stream(h[j]).sum());
    }
    double[] prior = new double[rank];
    Arrays.fill(prior, 1);
    double[][] precision = new double[rank][rank];
    for (int p = 0; p < rank; p++) {
      precision[p][p] = 1;
    }
    use(new FactorModel(observed, shift, scale, h, 0.5, prior, precision));
  }

  private void use(FactorModel next) {
    model = next;
    line = next.foldIn().line();
  }

  /** The model after the last whole batch of rows. */
  FactorModel model() {
    return model;
  }

  /** See {@link RowImputer.Report#history}. */
  @Override
  public double objective() {
    return error;
  }

  @Override
  public void step() {
    passSquares = 0;
    passObserved = 0;
    rows.forEach(this::add);
    if (passObserved > 0) {
      error = Math.sqrt(passSquares / passObserved);
    }
  }

  /** The last model is taken for the best, as if it were so. */
  @Override
  public boolean neverRises() {
    return true;
  }

  /** The prior mean of w, as one row, and H. */
  @Override
  public Factors factors() {
    return new Factors(
        Nd4j.createFromArray(new double[][] {model.mean()}),
        Nd4j.createFromArray(model.h()).transpose());
  }

  /** Unknown: there are no rows at hand of which to take a gradient. */
  @Override
  public double projectedGradientNorm() {
    return Double.NaN;
  }

  /** None is kept. */
  @Override
  public Map<String, INDArray> state() {
    return Map.of();
  }

  @Override
  public void restore(Map<String, INDArray> state, int steps) {
    throw new UnsupportedOperationException("a fit of rows that pass by can't be resumed");
  }

  /** Lets a row pass by; says whether to go on with the next. */
  private boolean add(double[] row) {
    if (ColumnMoments.isAnyObserved(row)) {
      if (inBatch == 0) {
        forget();
      }
      gather(row);
      seen++;
      if (++inBatch == batchRows) {
        maximize();
        inBatch = 0;
      }
    }
    return !Thread.currentThread().isInterrupted();
  }

  /** In the first pass a mean over all so far, that favours the latest; then one over a pass. */
  private void forget() {
    double batch = batchRows;
    double kept = seen < count ? seen / (seen + batch) : 1 - batch / count;
    for (double[] sums : sumWW) {
      scale(sums, kept);
    }
    for (double[] sums : sumXW) {
      scale(sums, kept);
    }
    scale(sumW, kept);
    sumSquares *= kept;
    sumObserved *= kept;
    sumRows *= kept;
  }

  private static void scale(double[] numbers, double factor) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] *= factor;
    }
  }

  private void gather(double[] row) {
    double[] w = model.solve(row, line);
    double[][] inverse = line.inverse();
    double unsure = 0;
    for (int p = 0; p < rank; p++) {
      for (int q = 0; q < rank; q++) {
        double covariance = model.variance() * inverse[p][q];
        unsure += covariance * model.precision()[p][q];
        ww[p][q] = covariance + w[p] * w[q];
        sumWW[p][q] += ww[p][q];
      }
      sumW[p] += w[p];
    }
    double squares = 0;
    int observed = 0;
    for (int j = 0; j < columns; j++) {
      double[] h = model.h()[j];
      double[] sums = sumXW[j];
      if (model.counts(row[j], j)) {
        double x = model.standardized(row[j], j);
        double difference = x - FactorModel.dot(w, h);
        squares += difference * difference;
        observed++;
        for (int p = 0; p < rank; p++) {
          sums[p] += x * w[p];
        }
      } else {
        for (int p = 0; p < rank; p++) {
          sums[p] += FactorModel.dot(ww[p], h);
        }
      }
    }
    // Σ_observed h_jᵀ·covariance·h_j, the part of the errors that w's uncertainty hides.
    squares += model.variance() * Math.max(0, rank - unsure);
    sumSquares += squares;
    sumObserved += observed;
    sumRows++;
    passSquares += squares;
    passObserved += observed;
  }

  /** Descends to the h_j of the sums, coordinate by coordinate, and takes over noise and prior. */
  private void maximize() {
    double[][] h = new double[columns][];
    for (int j = 0; j < columns; j++) {
      h[j] = model.h()[j].clone();
      for (int p = 0; p < rank; p++) {
        double slope = FactorModel.dot(sumWW[p], h[j]) - sumXW[j][p];
        h[j][p] = Math.max(0, h[j][p] - slope / sumWW[p][p]);
      }
    }
    useMeanOfObserved(h);
    double variance = sumObserved == 0 ? 1 : sumSquares / sumObserved;
    double[] mean = new double[rank];
    Arrays.setAll(mean, p -> sumW[p] / sumRows);
    use(
        new FactorModel(
            model.observed(),
            model.shift(),
            model.scale(),
            h,
            Math.max(variance, LEAST_VARIANCE),
            mean,
            precision(mean)));
  }

  /** Nothing is known of a column without an observed number: it is taken for the average one. */
  private void useMeanOfObserved(double[][] h) {
    double[] mean = new double[rank];
    int observed = 0;
    for (int j = 0; j < columns; j++) {
      if (model.observed()[j]) {
        observed++;
        for (int p = 0; p < rank; p++) {
          mean[p] += h[j][p];
        }
      }
    }
    scale(mean, 1.0 / observed);
    for (int j = 0; j < columns; j++) {
      if (!model.observed()[j]) {
        h[j] = mean.clone();
      }
    }
  }

  private double[][] precision(double[] mean) {
    double[][] covariance = new double[rank][rank];
    double trace = 0;
    for (int p = 0; p < rank; p++) {
      for (int q = 0; q < rank; q++) {
        covariance[p][q] = (sumWW[p][q] + sumWW[q][p]) / (2 * sumRows) - mean[p] * mean[q];
      }
      trace += covariance[p][p];
    }
    for (int p = 0; p < rank; p++) {
      covariance[p][p] += Math.max(LEAST_RELATIVE_COVARIANCE * trace / rank, LEAST_COVARIANCE);
    }
    return new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false))
        .getSolver()
        .getInverse()
        .getData();
  }
}
