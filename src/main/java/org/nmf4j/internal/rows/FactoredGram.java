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

  private static final double SMALLEST = 1e-15;

  private final int rank;

  /** The chosen rows, and their values, each times the root of its weight over the common one. */
  private final HeapArray rows;

  private final HeapArray values;
  private final double[] weights;
  private final NativeArray nativeRows;

  /** The weight of each row, if they are all the same, otherwise 1. */
  private double commonWeight;

  private final double[] product;

  /** What the chosen rows and the root of the shared part are counted in. */
  private double unit;

  private double largestValue;

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
    product = new double[rank];
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
   * What numbers are counted in so that products stay in the range of single precision: the root of
   * the largest one, or 1 where there is no need.
   */
  static double unit(double largest) {
    boolean isInRange = largest > SMALLEST && largest < 1 / SMALLEST;
    return isInRange || largest == 0 ? 1 : Math.sqrt(largest);
  }

  /**
   * Begins anew.
   *
   * @param shared k×k, in squares of the unit
   */
  void clear(NativeArray shared, double unit) {
    this.shared = shared;
    this.unit = unit;
    largestValue = 0;
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
    largestValue = Math.max(largestValue, Math.abs(value));
    weights[count++] = weight;
  }

  /** Prepares for products, and adds {@code Σ weight·value·y}. */
  void finish(double[] right) {
    if (count == 0) {
      return;
    }
    double valueUnit = largestValue == 0 ? 1 : largestValue;
    values.scaled(values, 1 / valueUnit, 0, count);
    weigh();
    nativeRows.put(rows, count * rank);
    products.put(values, count);
    sums.multiplyVector(count, commonWeight, nativeRows, true, products, 0);
    sums.get(0, product, 0, rank);
    for (int c = 0; c < rank; c++) {
      right[c] += product[c] * unit * valueUnit;
    }
  }

  private void weigh() {
    commonWeight = weights[0];
    boolean isCommon = true;
    for (int place = 1; place < count; place++) {
      isCommon &= weights[place] == commonWeight;
    }
    if (isCommon && unit == 1) {
      return;
    }
    commonWeight = 1;
    for (int place = 0; place < count; place++) {
      double root = Math.sqrt(weights[place]);
      rows.scaled(rows, root / unit, place * rank, rank);
      values.set(place, root * values.get(place));
    }
  }

  /** {@code into ← G·x}. */
  void multiply(double[] x, double[] into) {
    double largest = 0;
    for (double number : x) {
      largest = Math.max(largest, Math.abs(number));
    }
    double vectorUnit = unit(largest);
    for (int c = 0; c < rank; c++) {
      product[c] = x[c] * (1 / vectorUnit);
    }
    vector.put(0, product, 0, rank);
    sums.multiplyVector(rank, 1, shared, false, vector, 0);
    if (count > 0) {
      products.multiplyVector(count, 1, nativeRows, false, vector, 0);
      sums.multiplyVector(count, commonWeight, nativeRows, true, products, 1);
    }
    sums.get(0, into, 0, rank);
    double factor = unit * unit * vectorUnit;
    for (int c = 0; c < rank; c++) {
      into[c] *= factor;
    }
  }
}
