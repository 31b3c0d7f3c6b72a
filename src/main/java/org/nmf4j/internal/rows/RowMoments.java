package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;

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

  /** Takes over a lower triangle. */
  void setGram(double[] triangle) {
    int rank = right.length;
    for (int p = 0, i = 0; p < rank; p++) {
      for (int q = 0; q <= p; q++, i++) {
        gram[p * rank + q] = triangle[i];
        gram[q * rank + p] = triangle[i];
      }
    }
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

  void add(RowMoments other, double factor) {
    for (int i = 0; i < gram.length; i++) {
      gram[i] += factor * other.gram[i];
    }
    for (int c = 0; c < right.length; c++) {
      right[c] += factor * other.right[c];
    }
    squares += factor * other.squares;
  }

  /** Those of {@code T·y}. */
  void transform(RealMatrix t) {
    transform(t, gram);
    System.arraycopy(t.operate(right), 0, right, 0, right.length);
  }

  /** {@code G ← T·G·Tᵀ}. */
  static void transform(RealMatrix t, double[] gram) {
    int rank = t.getRowDimension();
    RealMatrix whole = new Array2DRowRealMatrix(rank, rank);
    for (int i = 0; i < gram.length; i++) {
      whole.setEntry(i / rank, i % rank, gram[i]);
    }
    RealMatrix turned = t.multiply(whole).multiply(t.transpose());
    for (int i = 0; i < gram.length; i++) {
      gram[i] = (turned.getEntry(i / rank, i % rank) + turned.getEntry(i % rank, i / rank)) / 2;
    }
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
