package org.nmf4j.internal.rows;

/** {@code G = LLᵀ} of small symmetric matrices, one after another. For one thread. */
final class Cholesky {

  /** What is left of a diagonal number, of that number, below which G counts as singular. */
  private static final double LEAST_PIVOT = 1e-10;

  private final int rank;

  /** The lower triangle of L, row by row. */
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
    for (int c = 0; c < rank; c++) {
      int row = c * rank;
      for (int q = 0; q <= c; q++) {
        double number = held[c] || held[q] ? 0 : gram[row + q];
        for (int i = 0; i < q; i++) {
          number -= factor[row + i] * factor[q * rank + i];
        }
        if (q < c) {
          factor[row + q] = number / factor[q * rank + q];
        } else if (held[c]) {
          factor[row + c] = 1;
        } else if (number + added[c] > LEAST_PIVOT * (gram[row + c] + added[c])) {
          factor[row + c] = Math.sqrt(number + added[c]);
        } else {
          return false;
        }
      }
    }
    return true;
  }

  /** {@code x ← G⁻¹x}. */
  void solve(double[] x) {
    for (int c = 0; c < rank; c++) {
      for (int q = 0; q < c; q++) {
        x[c] -= factor[c * rank + q] * x[q];
      }
      x[c] /= factor[c * rank + c];
    }
    for (int c = rank - 1; c >= 0; c--) {
      x[c] /= factor[c * rank + c];
      for (int q = 0; q < c; q++) {
        x[q] -= factor[c * rank + q] * x[c];
      }
    }
  }
}
