package org.nmf4j.internal.rows;

import org.nmf4j.internal.compute.HeapMatrix;

/**
 * Adds {@code Σ factor·y·yᵀ} over chosen rows of a matrix Y to a Gram matrix, in Java and in double
 * precision, whose result depends on nothing but the rows and their order. For one thread.
 */
final class GramSum {

  /** Rows that are added at once, which saves most of the reading and writing. */
  private static final int AT_ONCE = 6;

  private final HeapMatrix y;
  private final int rank;
  private final double[] gram;
  private final double[][] rows;
  private final double[] factors = new double[AT_ONCE];
  private int count;

  /**
   * A sum.
   *
   * @param y n×k
   * @param gram k·k numbers, of which the lower triangle is added to
   */
  GramSum(HeapMatrix y, double[] gram) {
    this.y = y;
    this.gram = gram;
    rank = y.columns();
    rows = new double[AT_ONCE][rank];
  }

  /** {@code YᵀY}. */
  static double[] of(HeapMatrix y) {
    double[] gram = new double[y.columns() * y.columns()];
    GramSum sum = new GramSum(y, gram);
    for (int row = 0; row < y.rows(); row++) {
      sum.add(row, 1);
    }
    sum.finish();
    return gram;
  }

  void add(int row, double factor) {
    y.read(row, rows[count]);
    factors[count++] = factor;
    if (count == AT_ONCE) {
      flush();
    }
  }

  private void flush() {
    double[] a = rows[0];
    double[] b = rows[1];
    double[] c = rows[2];
    double[] d = rows[3];
    double[] e = rows[4];
    double[] f = rows[5];
    for (int p = 0; p < rank; p++) {
      double ap = factors[0] * a[p];
      double bp = factors[1] * b[p];
      double cp = factors[2] * c[p];
      double dp = factors[3] * d[p];
      double ep = factors[4] * e[p];
      double fp = factors[5] * f[p];
      int start = p * rank;
      for (int q = 0; q <= p; q++) {
        gram[start + q] += ap * a[q] + bp * b[q] + cp * c[q] + dp * d[q] + ep * e[q] + fp * f[q];
      }
    }
    count = 0;
  }

  /** Adds what is left and completes the upper triangle. */
  void finish() {
    if (count > 0) {
      for (int i = count; i < AT_ONCE; i++) {
        factors[i] = 0;
      }
      flush();
    }
    for (int p = 0; p < rank; p++) {
      for (int q = p + 1; q < rank; q++) {
        gram[p * rank + q] = gram[q * rank + p];
      }
    }
  }
}
