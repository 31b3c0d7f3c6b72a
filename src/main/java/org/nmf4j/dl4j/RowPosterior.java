package org.nmf4j.dl4j;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * The factors w of a row, given its observed numbers: {@code argmin over w ≥ 0 of ½wᵀGw − bᵀw} with
 * {@code G = Σ_observed h_j·h_jᵀ + variance · precision} and {@code b = Σ_observed x_j·h_j +
 * variance · precision · mean}. One instance is for one thread.
 */
final class RowPosterior {

  private static final int MAX_SWEEPS = 1_000;
  private static final double STEP_PRECISION = 1e-10;

  /** Far below {@code variance · precision}, by which G is positive definite. */
  private static final double LEAST_PIVOT = 1e-14;

  private final double[][] h;
  private final double variance;
  private final double[][] priorGram;
  private final double[] priorRight;
  private final double[][] fullGram;
  private final double[][] gram;
  private final double[] right;
  private CholeskyDecomposition decomposition;

  RowPosterior(FactorModel model) {
    int rank = model.rank();
    h = model.h();
    variance = model.variance();
    priorGram = new double[rank][rank];
    priorRight = new double[rank];
    for (int p = 0; p < rank; p++) {
      for (int q = 0; q < rank; q++) {
        priorGram[p][q] = variance * model.precision()[p][q];
      }
      priorRight[p] = dot(priorGram[p], model.mean());
    }
    fullGram = new double[rank][];
    copy(priorGram, fullGram);
    for (double[] column : h) {
      add(1, column, fullGram);
    }
    gram = new double[rank][rank];
    right = new double[rank];
  }

  private static void copy(double[][] from, double[][] to) {
    for (int p = 0; p < from.length; p++) {
      to[p] = from[p].clone();
    }
  }

  /** {@code to ← to + sign · column·columnᵀ}, the lower triangle of it. */
  private static void add(double sign, double[] column, double[][] to) {
    for (int p = 0; p < column.length; p++) {
      double scaled = sign * column[p];
      double[] row = to[p];
      for (int q = 0; q <= p; q++) {
        row[q] += scaled * column[q];
      }
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += a[p] * b[p];
    }
    return sum;
  }

  /**
   * The factors of a row.
   *
   * @param x n standardized numbers, NaN where missing
   * @return w, k numbers
   */
  double[] solve(double[] x) {
    System.arraycopy(priorRight, 0, right, 0, right.length);
    int missing = 0;
    for (int j = 0; j < x.length; j++) {
      if (Double.isNaN(x[j])) {
        missing++;
        continue;
      }
      double[] column = h[j];
      for (int p = 0; p < right.length; p++) {
        right[p] += x[j] * column[p];
      }
    }
    fillGram(x, 2 * missing < x.length);
    decomposition =
        new CholeskyDecomposition(
            new Array2DRowRealMatrix(gram, false), Double.POSITIVE_INFINITY, LEAST_PIVOT);
    double[] w = decomposition.getSolver().solve(new ArrayRealVector(right, false)).toArray();
    boolean negative = false;
    for (int p = 0; p < w.length; p++) {
      negative |= w[p] < 0;
      w[p] = Math.max(w[p], 0);
    }
    if (negative) {
      descend(w);
    }
    return w;
  }

  /** G from what is observed, or from what isn't, whichever is less. */
  private void fillGram(double[] x, boolean mostObserved) {
    double[][] start = mostObserved ? fullGram : priorGram;
    for (int p = 0; p < gram.length; p++) {
      System.arraycopy(start[p], 0, gram[p], 0, p + 1);
    }
    for (int j = 0; j < x.length; j++) {
      if (Double.isNaN(x[j]) == mostObserved) {
        add(mostObserved ? -1 : 1, h[j], gram);
      }
    }
    for (int p = 0; p < gram.length; p++) {
      for (int q = p + 1; q < gram.length; q++) {
        gram[p][q] = gram[q][p];
      }
    }
  }

  /** Coordinate descent from a point that is no minimum over all w. */
  private void descend(double[] w) {
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      double largestStep = 0;
      double largest = 0;
      for (int p = 0; p < w.length; p++) {
        double next = Math.max(0, w[p] - (dot(gram[p], w) - right[p]) / gram[p][p]);
        largestStep = Math.max(largestStep, Math.abs(next - w[p]));
        largest = Math.max(largest, next);
        w[p] = next;
      }
      if (largestStep <= STEP_PRECISION * largest) {
        return;
      }
    }
  }

  /** The covariance of the row solved last, k×k: {@code variance · G⁻¹}. */
  double[][] covariance() {
    return decomposition.getSolver().getInverse().scalarMultiply(variance).getData();
  }
}
