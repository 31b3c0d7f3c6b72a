package org.nmf4j;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.compute.Workers;

/**
 * What a model says of entries.
 *
 * @param w W, or [W, b, 1], m rows
 * @param h Hᵀ, or [Hᵀ, 1, c], n rows
 */
record Predictions(HeapMatrix w, HeapMatrix h, ModelTerms terms) {

  private static final int TILE_ROWS = 128;

  /**
   * All of them, m×n, the same on any number of threads.
   *
   * @throws IllegalArgumentException if they are 2³¹ or more
   */
  INDArray all(int threads) {
    if ((long) w.rows() * h.rows() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "all %d×%d entries don't fit into an array", w.rows(), h.rows()));
    }
    NativeArray left = NativeArray.of(w.toArray());
    NativeArray right = NativeArray.of(h.transpose().toArray());
    NativeArray all = NativeArray.of(Nd4j.createUninitialized(w.dataType(), w.rows(), h.rows()));
    int tiles = (w.rows() + TILE_ROWS - 1) / TILE_ROWS;
    try (Workers workers = new Workers(Math.min(threads, tiles))) {
      workers.forEach(
          tiles,
          (worker, tile) -> {
            int from = tile * TILE_ROWS;
            int to = Math.min(from + TILE_ROWS, w.rows());
            all.multiplyRows(from, to, left, false, right);
            finish(all, from, to);
          });
    }
    return all.array();
  }

  private void finish(NativeArray products, int from, int to) {
    double[] row = new double[h.rows()];
    for (int i = from; i < to; i++) {
      products.get((long) i * row.length, row, 0, row.length);
      Arrays.setAll(row, j -> terms.prediction(j, terms.offsets().shift() + row[j]));
      products.put((long) i * row.length, row, 0, row.length);
    }
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
    Arrays.setAll(sums, j -> terms.units().toA(j, sums[j]));
    return sums;
  }

  double known(int row, int column) {
    return terms.prediction(column, sum(row, column));
  }

  /** As {@link #known}, before it is put into the range. */
  double unbounded(int row, int column) {
    return terms.units().toA(column, sum(row, column));
  }

  private double sum(int row, int column) {
    double sum = terms.offsets().shift();
    for (int c = 0; c < w.columns(); c++) {
      sum += w.get(row, c) * h.get(column, c);
    }
    return sum;
  }

  /** In a row of which nothing is known, taken for the average one. */
  double ofAverageRow(double[] average, int column) {
    return terms.prediction(column, withAverage(average, h, column));
  }

  /** As {@link #ofAverageRow}, of a column. */
  double ofAverageColumn(double[] average, int row) {
    return terms.prediction(withAverage(average, w, row));
  }

  private double withAverage(double[] average, HeapMatrix others, int line) {
    double sum = terms.offsets().shift();
    for (int c = 0; c < average.length; c++) {
      sum += average[c] * others.get(line, c);
    }
    return sum;
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
