package org.nmf4j.internal.rows;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapArray;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.NativeArray;

/**
 * A row's {@code G = shared + Σ weight·y·yᵀ} over chosen rows y of a matrix (n×k), of which only
 * products with vectors are had: some of them cost far less than adding G up. For one thread.
 */
final class FactoredGram {

  /** So many numbers of chosen rows are still in the second cache. */
  private static final int MOST_NUMBERS = 1 << 18;

  private final int rank;

  /** The chosen rows, and their values, each times the root of its weight over the common one. */
  private final HeapArray rows;

  private final HeapArray values;
  private final double[] weights;
  private final NativeArray nativeRows;

  /** The weight of each row, if they are all the same, otherwise 1. */
  private double commonWeight;

  private final NativeArray vector;
  private final NativeArray products;
  private final NativeArray sums;
  private NativeArray shared;
  private int count;

  FactoredGram(DataType type, int rank) {
    this.rank = rank;
    int most = mostRows(rank);
    rows = HeapArray.of(type, most * rank);
    values = HeapArray.of(type, most);
    weights = new double[most];
    nativeRows = NativeArray.of(Nd4j.create(type, most, rank));
    vector = NativeArray.of(Nd4j.create(type, rank));
    products = NativeArray.of(Nd4j.create(type, most));
    sums = NativeArray.of(Nd4j.create(type, rank));
  }

  /** How many rows may be chosen. */
  static int mostRows(int rank) {
    return MOST_NUMBERS / rank;
  }

  /**
   * Begins anew.
   *
   * @param shared k×k
   */
  void clear(NativeArray shared) {
    this.shared = shared;
    count = 0;
  }

  /**
   * Chooses a row.
   *
   * @param value of {@link #finish}
   * @param weight above 0
   */
  void add(HeapMatrix y, int row, double value, double weight) {
    y.read(row, rows, count * rank);
    values.set(count, value);
    weights[count++] = weight;
  }

  /** Prepares for products, and adds {@code Σ weight·value·y}. */
  void finish(double[] right) {
    if (count == 0) {
      return;
    }
    weigh();
    nativeRows.put(rows, count * rank);
    products.put(values, count);
    sums.put(0, right, 0, rank);
    sums.multiplyVector(count, commonWeight, nativeRows, true, products, 1);
    sums.get(0, right, 0, rank);
  }

  private void weigh() {
    commonWeight = weights[0];
    boolean isCommon = true;
    for (int place = 1; place < count; place++) {
      isCommon &= weights[place] == commonWeight;
    }
    if (isCommon) {
      return;
    }
    commonWeight = 1;
    for (int place = 0; place < count; place++) {
      double root = Math.sqrt(weights[place]);
      rows.scaled(rows, root, place * rank, rank);
      values.set(place, root * values.get(place));
    }
  }

  /** {@code into ← G·x}. */
  void multiply(double[] x, double[] into) {
    vector.put(0, x, 0, rank);
    sums.multiplyVector(rank, 1, shared, false, vector, 0);
    if (count > 0) {
      products.multiplyVector(count, 1, nativeRows, false, vector, 0);
      sums.multiplyVector(count, commonWeight, nativeRows, true, products, 1);
    }
    sums.get(0, into, 0, rank);
  }
}
