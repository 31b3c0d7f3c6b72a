package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.HeapMatrix;

/**
 * Finds the posteriors of rows that come one by one, in arrays of Java's, while the columns' are
 * kept. Any number of threads may use it at once, each with a line of its own.
 */
public final class PosteriorRows {

  private final JointPosterior y;
  private final double[] priors;
  private final boolean[] fixed;

  /** Of each column the lower triangle of {@code precision·E[y·yᵀ]}. */
  private final double[][] grams;

  private final double[][] means;
  private final double[] precisions;

  /**
   * Rows.
   *
   * @param y what is known of the columns, which must not change any more
   * @param precisions of the columns' entries
   * @param priors precisions of the priors of the rows' components
   * @param fixed components of the rows that are 1
   */
  public PosteriorRows(JointPosterior y, double[] precisions, double[] priors, boolean[] fixed) {
    this.y = y;
    this.priors = priors.clone();
    this.precisions = precisions.clone();
    this.fixed = fixed;
    grams = new double[precisions.length][];
    Arrays.setAll(grams, j -> y.squares(j, precisions[j]));
    means = new double[precisions.length][fixed.length];
    for (int j = 0; j < means.length; j++) {
      y.mean.read(j, means[j]);
    }
  }

  /** Takes a row's entries one by one, finds the row, and takes the next. */
  public Line line() {
    return new Line();
  }

  /** For one thread. */
  public final class Line {

    private final RowMoments moments = new RowMoments(fixed.length);
    private final double[] triangle = new double[fixed.length * (fixed.length + 1) / 2];
    private final JointPosterior x;
    private final JointPosterior.Update update;
    private boolean isMeanOnly;
    private final double[] mean = new double[fixed.length];

    private Line() {
      HeapMatrix start = new HeapMatrix(DataType.DOUBLE, 1, fixed.length);
      for (int c = 0; c < fixed.length; c++) {
        start.set(0, c, fixed[c] ? 1 : 0);
      }
      x = new JointPosterior(start, fixed);
      update = x.updates(1);
    }

    /** Adds an observed entry. */
    public void add(int column, double target) {
      add(1, grams[column], triangle);
      add(precisions[column] * target, means[column], moments.right);
    }

    private static void add(double factor, double[] numbers, double[] sums) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += factor * numbers[i];
      }
    }

    /** Finds the row of the entries. */
    public void solve() {
      moments.setGram(triangle);
      update.findMean(0, moments, priors);
      x.mean.read(0, mean);
      isMeanOnly = true;
      moments.clear();
      Arrays.fill(triangle, 0);
    }

    /** The row's posterior, its covariance in it: more work than its mean. */
    private JointPosterior x() {
      if (isMeanOnly) {
        update.findCovariance(0);
        isMeanOnly = false;
      }
      return x;
    }

    /** Copies the row's mean, and its 1 behind. */
    public void mean(double[] into) {
      System.arraycopy(mean, 0, into, 0, mean.length);
    }

    /** The row's mean, in an array that the next row overwrites. */
    double[] mean() {
      return mean;
    }

    /** {@code E[x·xᵀ]}. */
    void squares(double[] into) {
      Arrays.fill(into, 0);
      int rank = mean.length;
      for (int p = 0; p < rank; p++) {
        for (int q = 0; q < rank; q++) {
          into[p * rank + q] = mean[p] * mean[q];
        }
      }
      x().addCovariance(0, 1, into);
    }

    /** {@code E[x·y]}. */
    public double product(int column) {
      double[] y = means[column];
      double even = 0;
      double odd = 0;
      int c = 0;
      for (; c + 2 <= y.length; c += 2) {
        even += mean[c] * y[c];
        odd += mean[c + 1] * y[c + 1];
      }
      return c < y.length ? even + odd + mean[c] * y[c] : even + odd;
    }

    /** The variance of an entry of the row, x's and y's uncertainty and the noise in it. */
    public double variance(int column) {
      return y.variance(column, mean)
          + x().variance(0, means[column])
          + x().jointVariance(0, y, column)
          + 1 / precisions[column];
    }

    /** Draws the row. */
    public void draw(Random random, double[] into) {
      x().draw(0, random, into);
    }
  }
}
