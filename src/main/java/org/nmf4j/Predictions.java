package org.nmf4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;

/**
 * What a model says of entries.
 *
 * @param w W, or [W, b, 1], m rows
 * @param h Hᵀ, or [Hᵀ, 1, c], n rows
 */
record Predictions(HeapMatrix w, HeapMatrix h, ModelTerms terms) {

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
    double[] row = new double[h.rows()];
    for (int i = 0; i < w.rows(); i++) {
      product.read(i, row);
      for (int j = 0; j < row.length; j++) {
        row[j] = terms.range().clip(terms.offsets().shift() + row[j]);
      }
      product.write(i, row);
    }
    return product.toArray();
  }

  /**
   * Of a whole row, before they are put into the range.
   *
   * @param components H, or [H; 1; c]: its rows are added up much faster than its columns
   */
  double[] ofRow(int row, HeapMatrix components) {
    double[] sums = new double[components.columns()];
    Arrays.fill(sums, terms.offsets().shift());
    for (int c = 0; c < components.rows(); c++) {
      components.addRowTo(sums, c, w.get(row, c));
    }
    return sums;
  }

  double known(int row, int column) {
    double sum = terms.offsets().shift();
    for (int c = 0; c < w.columns(); c++) {
      sum += w.get(row, c) * h.get(column, c);
    }
    return terms.range().clip(sum);
  }

  /** Of the average line of a factor with a line of the other. */
  double ofAverage(double[] average, HeapMatrix others, int line) {
    double sum = terms.offsets().shift();
    for (int c = 0; c < average.length; c++) {
      sum += average[c] * others.get(line, c);
    }
    return terms.range().clip(sum);
  }

  static double[] average(HeapMatrix rows) {
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
