package org.nmf4j.internal.rows;

import java.util.Arrays;

/**
 * What a row's posterior depends on of its entries a and the other factor's rows y, of which only
 * expectations are known: {@code G = Σ p·E[y·yᵀ]}, {@code b = Σ p·a·E[y]} and {@code Σ p·a²}, where
 * p is an entry's precision. For one thread.
 */
public final class RowMoments {

  /** k×k, whole. */
  final double[] gram;

  final double[] right;
  double squares;

  public RowMoments(int rank) {
    gram = new double[rank * rank];
    right = new double[rank];
  }

  void clear() {
    Arrays.fill(gram, 0);
    Arrays.fill(right, 0);
    squares = 0;
  }

  void multiply(double factor) {
    for (int i = 0; i < gram.length; i++) {
      gram[i] *= factor;
    }
    for (int c = 0; c < right.length; c++) {
      right[c] *= factor;
    }
    squares *= factor;
  }

  /** {@code Σ p·(a − x·y)²} for a known x, y's uncertainty counted in. */
  double squaredError(double[] x) {
    int rank = right.length;
    double sum = squares;
    for (int p = 0; p < rank; p++) {
      double products = -2 * right[p];
      for (int q = 0; q < rank; q++) {
        products += gram[p * rank + q] * x[q];
      }
      sum += products * x[p];
    }
    return sum;
  }
}
