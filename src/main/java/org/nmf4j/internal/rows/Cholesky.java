package org.nmf4j.internal.rows;

/** {@code G = UᵀU} of small symmetric matrices, one after another. For one thread. */
final class Cholesky {

  /** What is left of a diagonal number, of that number, below which G counts as singular. */
  private static final double LEAST_PIVOT = 1e-10;

  private final int rank;

  /** Row by row; only its upper triangle counts. */
  private final double[] factor;

  Cholesky(int rank) {
    this.rank = rank;
    factor = new double[rank * rank];
  }

  /**
   * Factorizes {@code G + diag(added)}.
   *
   * @param held components whose row and column of it are those of the identity instead
   * @return whether it is positive definite by some margin
   */
  boolean factorize(double[] gram, double[] added, boolean[] held) {
    System.arraycopy(gram, 0, factor, 0, factor.length);
    for (int c = 0; c < rank; c++) {
      factor[c * rank + c] += added[c];
      if (held[c]) {
        for (int q = 0; q < rank; q++) {
          factor[c * rank + q] = 0;
          factor[q * rank + c] = 0;
        }
        factor[c * rank + c] = 1;
      }
    }
    for (int c = 0; c < rank; c++) {
      int row = c * rank;
      double whole = held[c] ? 1 : gram[row + c] + added[c];
      if (!(factor[row + c] > LEAST_PIVOT * whole)) {
        return false;
      }
      double scale = 1 / Math.sqrt(factor[row + c]);
      for (int q = c; q < rank; q++) {
        factor[row + q] *= scale;
      }
      for (int p = c + 1; p < rank; p++) {
        addRow(-factor[row + p], row + p, p * rank + p, rank - p);
      }
    }
    return true;
  }

  private void addRow(double multiple, int from, int to, int count) {
    for (int i = 0; i < count; i++) {
      factor[to + i] += multiple * factor[from + i];
    }
  }

  /** {@code x ← G⁻¹x}. */
  void solve(double[] x) {
    for (int c = 0; c < rank; c++) {
      int row = c * rank;
      x[c] /= factor[row + c];
      for (int q = c + 1; q < rank; q++) {
        x[q] -= factor[row + q] * x[c];
      }
    }
    for (int c = rank - 1; c >= 0; c--) {
      int row = c * rank;
      for (int q = c + 1; q < rank; q++) {
        x[c] -= factor[row + q] * x[q];
      }
      x[c] /= factor[row + c];
    }
  }

  /** {@code log det G}. */
  double logDeterminant() {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      sum += Math.log(factor[c * rank + c]);
    }
    return 2 * sum;
  }

  /** {@code G⁻¹}, all columns at once. */
  double[][] inverse() {
    double[][] x = new double[rank][rank];
    for (int c = 0; c < rank; c++) {
      x[c][c] = 1;
    }
    for (int c = 0; c < rank; c++) {
      int row = c * rank;
      scale(x[c], 1 / factor[row + c]);
      for (int q = c + 1; q < rank; q++) {
        add(x[q], -factor[row + q], x[c]);
      }
    }
    for (int c = rank - 1; c >= 0; c--) {
      int row = c * rank;
      for (int q = c + 1; q < rank; q++) {
        add(x[c], -factor[row + q], x[q]);
      }
      scale(x[c], 1 / factor[row + c]);
    }
    return x;
  }

  private static void scale(double[] numbers, double multiple) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] *= multiple;
    }
  }

  private static void add(double[] numbers, double multiple, double[] others) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += multiple * others[i];
    }
  }
}
