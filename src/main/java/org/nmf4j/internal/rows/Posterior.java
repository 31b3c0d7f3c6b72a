package org.nmf4j.internal.rows;

import java.util.Random;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;

/**
 * How one factor's rows are distributed, W's or Hᵀ's, given the entries: each by itself, with a
 * mean of k numbers and some covariance. Numbers that are fixed have no variance.
 */
public abstract class Posterior {

  final HeapMatrix mean;
  final int rank;

  /** Components that are fixed in every row. */
  final boolean[] fixed;

  Posterior(HeapMatrix mean, boolean[] fixed) {
    this.mean = mean;
    this.fixed = fixed;
    rank = mean.columns();
  }

  /** The means, rows×k: the matrix itself. */
  public final HeapMatrix mean() {
    return mean;
  }

  /**
   * Something that finds one row after another. For one thread.
   *
   * @param rounds over a row's numbers at most, if each depends on the others'
   */
  abstract RowUpdate updates(int rounds);

  /** Finds one row after another. */
  interface RowUpdate {

    /**
     * Takes for a row's distribution the one that raises the evidence most.
     *
     * @param moments of its entries
     * @param precisions of the components' priors
     * @return the entropy of the distribution
     */
    double run(int row, RowMoments moments, double[] precisions);
  }

  /** {@code G ← G + factor · covariance}. */
  abstract void addCovariance(int row, double factor, double[] gram);

  /** The variance of a number. */
  public abstract double variance(int row, int component);

  /** {@code yᵀ·covariance·y}: the variance of the row's product with y. */
  public abstract double variance(int row, double[] y);

  /** {@code tr(covariance · covariance of a row of the other factor)}. */
  public final double jointVariance(int row, Posterior other, int otherRow) {
    double[] gram = new double[rank * rank];
    other.addCovariance(otherRow, 1, gram);
    return traceWith(row, gram);
  }

  /** {@code tr(G · covariance)} of a row, G k×k. */
  abstract double traceWith(int row, double[] gram);

  /** {@code Σ p·E(a − x·y)²} of a row's entries. */
  final double squaredError(int row, RowMoments moments) {
    double[] x = new double[rank];
    mean.read(row, x);
    // A sum of squares, where rounding may leave less than nothing.
    return Math.max(0, moments.squaredError(x)) + traceWith(row, moments.gram);
  }

  /** {@code E x_c²}, summed over some rows. */
  final double squares(int component, boolean[] fixedRows) {
    double sum = 0;
    for (int row = 0; row < mean.rows(); row++) {
      if (!fixedRows[row]) {
        double x = mean.get(row, component);
        sum += x * x + variance(row, component);
      }
    }
    return sum;
  }

  /** For draws: that of the next seed has nothing to do with it, as Random itself would have. */
  public static Random random(long seed) {
    return new Random(new SplittableRandom(seed).nextLong());
  }

  /** Draws a row. */
  public abstract void draw(int row, Random random, double[] into);

  /** Has the spread be that of numbers of a component that are multiplied. */
  public abstract void multiplySpread(int component, double factor);

  /**
   * Has the spread of a row be as if its entries were more or less exact: {@code P + G} becomes
   * {@code P + factor·G}, P the precisions of the prior.
   */
  public abstract void multiplyExactness(int row, double factor, double[] precisions);

  /** Has the spread of a row be that by {@code P + factor·G}, P the precisions of the prior. */
  public abstract void setSpread(int row, double[] gram, double factor, double[] precisions);

  /** All that there is besides the means, DOUBLE: as many rows. */
  public abstract INDArray spread();

  /** Goes back to what {@link #spread} gave. */
  public abstract void restore(INDArray spread);
}
