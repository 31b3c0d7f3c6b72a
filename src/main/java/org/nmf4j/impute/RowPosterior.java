package org.nmf4j.impute;

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

  /** Far below what noise makes of w. */
  private static final double STEP_PRECISION = 1e-7;

  /** Far below {@code variance · precision}, by which G is positive definite. */
  private static final double LEAST_PIVOT = 1e-14;

  private final double[][] h;
  private final double variance;
  private final double[][] priorGram;
  private final double[] priorRight;
  private final double[][] fullGram;
  private final double[][] counted;
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
    add(1, h, h.length, fullGram);
    counted = new double[h.length][];
    gram = new double[rank][rank];
    right = new double[rank];
  }

  private static void copy(double[][] from, double[][] to) {
    for (int p = 0; p < from.length; p++) {
      to[p] = from[p].clone();
    }
  }

  /**
   * {@code to ← to + sign · Σ column·columnᵀ} over the first of some columns, the lower triangle of
   * it; four at once, which saves most of the reading and writing.
   */
  private static void add(double sign, double[][] columns, int count, double[][] to) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      double[] a = columns[i];
      double[] b = columns[i + 1];
      double[] c = columns[i + 2];
      double[] d = columns[i + 3];
      for (int p = 0; p < to.length; p++) {
        double[] row = to[p];
        double ap = sign * a[p];
        double bp = sign * b[p];
        double cp = sign * c[p];
        double dp = sign * d[p];
        for (int q = 0; q <= p; q++) {
          row[q] += ap * a[q] + bp * b[q] + cp * c[q] + dp * d[q];
        }
      }
    }
    for (; i < count; i++) {
      double[] a = columns[i];
      for (int p = 0; p < to.length; p++) {
        for (int q = 0; q <= p; q++) {
          to[p][q] += sign * a[p] * a[q];
        }
      }
    }
  }

  /** {@code Σ a_p·b_p}, as four sums that need not wait for each other. */
  static double dot(double[] a, double[] b) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int p = 0;
    for (; p + 4 <= a.length; p += 4) {
      first += a[p] * b[p];
      second += a[p + 1] * b[p + 1];
      third += a[p + 2] * b[p + 2];
      fourth += a[p + 3] * b[p + 3];
    }
    for (; p < a.length; p++) {
      first += a[p] * b[p];
    }
    return (first + second) + (third + fourth);
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
    int count = 0;
    for (int j = 0; j < x.length; j++) {
      if (Double.isNaN(x[j]) == mostObserved) {
        counted[count++] = h[j];
      }
    }
    add(mostObserved ? -1 : 1, counted, count, gram);
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
