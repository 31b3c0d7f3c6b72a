package org.nmf4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;

/** What a model says of entries. */
final class Predictions {

  private final HeapMatrix w;
  private final HeapMatrix h;
  private final ModelTerms terms;

  // Made when they are first needed.

  /** The average row of W, and of Hᵀ, with all components. */
  private volatile double[] averageW;

  private volatile double[] averageH;

  /**
   * The predictions of a model.
   *
   * @param w W, or [W, b, 1]
   * @param h Hᵀ, or [Hᵀ, 1, c]
   */
  Predictions(HeapMatrix w, HeapMatrix h, ModelTerms terms) {
    this.w = w;
    this.h = h;
    this.terms = terms;
  }

  /**
   * All of them, m×n.
   *
   * @throws IllegalArgumentException if they are 2³¹ or more
   */
  INDArray all() {
    if ((long) w.rows() * h.rows() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "all %d×%d entries don't fit into an array".formatted(w.rows(), h.rows()));
    }
    HeapMatrix product = HeapMatrix.of(w.toArray().mmul(h.toArray().transpose()).dup('c'));
    for (int row = 0; row < w.rows(); row++) {
      for (int column = 0; column < h.rows(); column++) {
        product.set(row, column, terms.clip(terms.shift() + product.get(row, column)));
      }
    }
    return product.toArray();
  }

  /** Of a row and a column that the model has seen. */
  double known(int row, int column) {
    double sum = terms.shift();
    for (int c = 0; c < w.columns(); c++) {
      sum += w.get(row, c) * h.get(column, c);
    }
    return terms.clip(sum);
  }

  /** Of a row and a column of which either may be −1: not seen, and taken for the average one. */
  double any(int row, int column) {
    if (row < 0 && column < 0) {
      return terms.clip(terms.mean());
    }
    if (row < 0) {
      return ofAverage(averageW(), h, column);
    }
    return column < 0 ? ofAverage(averageH(), w, row) : known(row, column);
  }

  private double ofAverage(double[] average, HeapMatrix others, int line) {
    double sum = terms.shift();
    for (int c = 0; c < average.length; c++) {
      sum += average[c] * others.get(line, c);
    }
    return terms.clip(sum);
  }

  private double[] averageW() {
    if (averageW == null) {
      averageW = average(w);
    }
    return averageW;
  }

  private double[] averageH() {
    if (averageH == null) {
      averageH = average(h);
    }
    return averageH;
  }

  private static double[] average(HeapMatrix rows) {
    double[] sums = new double[rows.columns()];
    for (int row = 0; row < rows.rows(); row++) {
      rows.addRowTo(sums, row, 1);
    }
    for (int c = 0; c < sums.length; c++) {
      sums[c] /= rows.rows();
    }
    return sums;
  }
}
