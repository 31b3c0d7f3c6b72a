package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.NativeArray;

/**
 * The factor Y (n×k) that is kept while rows of the other are found, in double precision, and what
 * all these rows share of it.
 */
final class KeptFactor {

  /** Beyond, the products of all pairs of components would take more than 64 MB. */
  private static final long MOST_PAIRS = 1 << 23;

  private final int count;
  private final int rank;
  private final HeapMatrix rows;
  private final double[] numbers;
  private final double[] sums;

  // Made when they are first needed.
  private NativeArray nativeRows;
  private NativeArray pairs;
  private double[] gram;
  private boolean isPresent;

  KeptFactor(int count, int rank) {
    this.count = count;
    this.rank = rank;
    rows = new HeapMatrix(DataType.DOUBLE, count, rank);
    numbers = new double[count * rank];
    sums = new double[rank];
  }

  /** Takes other numbers, of a matrix of the same shape. */
  void set(HeapMatrix y) {
    Arrays.fill(sums, 0);
    double[] row = new double[rank];
    for (int i = 0; i < count; i++) {
      y.read(i, row);
      rows.write(i, row);
      System.arraycopy(row, 0, numbers, i * rank, rank);
      for (int c = 0; c < rank; c++) {
        sums[c] += row[c];
      }
    }
    isPresent = false;
    gram = null;
  }

  HeapMatrix rows() {
    return rows;
  }

  int count() {
    return count;
  }

  /** Row after row. */
  double[] numbers() {
    return numbers;
  }

  /** Of each component. */
  double[] sums() {
    return sums;
  }

  /** {@code YᵀY}. */
  synchronized double[] gram() {
    if (gram == null) {
      gram = GramSum.of(rows);
    }
    return gram;
  }

  /** The number of pairs of components. */
  int pairCount() {
    return rank * (rank + 1) / 2;
  }

  boolean hasPairs() {
    return (long) count * pairCount() <= MOST_PAIRS;
  }

  /** Y for BLAS. */
  NativeArray nativeRows() {
    prepare();
    return nativeRows;
  }

  /** Of each row the products of its pairs, {@code y_c·y_q} for q ≤ c. */
  NativeArray pairs() {
    prepare();
    return pairs;
  }

  private synchronized void prepare() {
    if (isPresent) {
      return;
    }
    if (pairs == null) {
      nativeRows = NativeArray.of(Nd4j.create(DataType.DOUBLE, count, rank));
      pairs = NativeArray.of(Nd4j.create(DataType.DOUBLE, count, pairCount()));
    }
    double[] products = new double[pairCount()];
    for (int i = 0; i < count; i++) {
      int place = 0;
      for (int c = 0; c < rank; c++) {
        double number = numbers[i * rank + c];
        for (int q = 0; q <= c; q++) {
          products[place++] = number * numbers[i * rank + q];
        }
      }
      pairs.put((long) i * products.length, products, 0, products.length);
      nativeRows.put((long) i * rank, numbers, i * rank, rank);
    }
    isPresent = true;
  }
}
