package org.nmf4j.impute;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Fits a {@link FactorModel} to rows that pass by several times; kept of them are sums alone.
 *
 * <p>It is expectation maximisation for a factor model with missing entries (Ilin and Raiko 2010,
 * JMLR 11:1957-2000) with w and h_j kept non-negative, on sums over the latest rows, in which older
 * ones are forgotten by and by (Mairal et al. 2010, doi:10.1145/1756006.1756008). Since rows count
 * with the uncertainty of their w, a rank that is too large does little harm.
 */
final class StreamingFit {

  private static final int BATCH_ROWS = 32;
  private static final double LEAST_VARIANCE = 1e-6;
  private static final double LEAST_RELATIVE_COVARIANCE = 1e-3;
  private static final double LEAST_COVARIANCE = 1e-8;

  private final long rows;
  private final int columns;
  private final int rank;

  /** Σ (wwᵀ + covariance of w). */
  private final double[][] sumWW;

  /** n×k: Σ x_j·w, a missing x_j being what the model expects. */
  private final double[][] sumXW;

  private final double[] sumW;
  private double sumSquares;
  private double sumObserved;
  private double sumRows;

  private FactorModel model;
  private RowPosterior posterior;
  private long seen;
  private int inBatch;

  /**
   * Starts at random factors that predict the columns' means.
   *
   * @param moments of the rows that are going to pass by
   */
  StreamingFit(ColumnMoments moments, int rank, long seed) {
    rows = moments.rows();
    columns = moments.columns();
    this.rank = rank;
    sumWW = new double[rank][rank];
    sumXW = new double[columns][rank];
    sumW = new double[rank];
    boolean[] observed = moments.observed();
    double[] shift = moments.shift();
    double[] scale = moments.scale();
    double[][] h = new double[columns][rank];
    Random random = new Random(seed);
    for (int j = 0; j < columns; j++) {
      Arrays.setAll(h[j], p -> Math.abs(random.nextGaussian()));
      double mean = observed[j] ? (moments.mean(j) - shift[j]) / scale[j] : 0;
      double size = mean / Arrays.stream(h[j]).sum();
      for (int p = 0; p < rank; p++) {
        h[j][p] *= size;
      }
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
    posterior = new RowPosterior(next);
  }

  /** The model after the last whole batch of rows. */
  FactorModel model() {
    return model;
  }

  /**
   * Lets a row pass by.
   *
   * @param row n numbers, NaN where missing; overwritten
   */
  void add(double[] row) {
    if (inBatch == 0) {
      forget();
    }
    model.standardize(row);
    gather(row);
    inBatch++;
    seen++;
    if (inBatch == Math.min(BATCH_ROWS, rows)) {
      maximize();
      inBatch = 0;
    }
  }

  /** In the first pass a mean over all so far, that favours the latest; then one over a pass. */
  private void forget() {
    double batch = Math.min(BATCH_ROWS, rows);
    double kept = seen < rows ? seen / (seen + batch) : 1 - batch / rows;
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

  private void gather(double[] x) {
    double[] w = posterior.solve(x);
    double[][] covariance = posterior.covariance();
    double[][] ww = covariance.clone();
    double unsure = 0;
    for (int p = 0; p < rank; p++) {
      ww[p] = covariance[p].clone();
      for (int q = 0; q < rank; q++) {
        unsure += covariance[p][q] * model.precision()[p][q];
        ww[p][q] += w[p] * w[q];
        sumWW[p][q] += ww[p][q];
      }
      sumW[p] += w[p];
    }
    for (int j = 0; j < columns; j++) {
      double[] sums = sumXW[j];
      double[] column = model.h()[j];
      if (Double.isNaN(x[j])) {
        for (int p = 0; p < rank; p++) {
          sums[p] += RowPosterior.dot(ww[p], column);
        }
      } else {
        double error = x[j] - RowPosterior.dot(w, column);
        sumSquares += error * error;
        sumObserved++;
        for (int p = 0; p < rank; p++) {
          sums[p] += x[j] * w[p];
        }
      }
    }
    // Σ_observed h_jᵀ·covariance·h_j, the part of the errors that w's uncertainty hides.
    sumSquares += model.variance() * (rank - unsure);
    sumRows++;
  }

  /** Descends to the h_j of the sums, coordinate by coordinate, and takes over noise and prior. */
  private void maximize() {
    double[][] h = new double[columns][];
    for (int j = 0; j < columns; j++) {
      h[j] = model.h()[j].clone();
      for (int p = 0; p < rank; p++) {
        double slope = RowPosterior.dot(sumWW[p], h[j]) - sumXW[j][p];
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
    int count = 0;
    for (int j = 0; j < columns; j++) {
      if (model.observed()[j]) {
        count++;
        for (int p = 0; p < rank; p++) {
          mean[p] += h[j][p];
        }
      }
    }
    scale(mean, 1.0 / count);
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
