package org.nmf4j.internal.compute;

import java.io.Serializable;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix, row after row, in an array of Java's: single rows are read and written there in
 * nanoseconds, where an INDArray takes microseconds.
 */
public final class HeapMatrix implements Serializable {

  private final int rows;
  private final int columns;
  private final HeapArray numbers;

  /**
   * A matrix of zeros.
   *
   * @param dataType FLOAT or DOUBLE
   * @throws IllegalArgumentException if it would have 2³¹ numbers or more
   */
  public HeapMatrix(DataType dataType, int rows, int columns) {
    long length = (long) rows * columns;
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a factor must have less than 2^31 numbers, got %d×%d", rows, columns));
    }
    this.rows = rows;
    this.columns = columns;
    numbers = HeapArray.of(dataType, (int) length);
  }

  /** A copy of a matrix, FLOAT or DOUBLE. */
  public static HeapMatrix of(INDArray array) {
    HeapMatrix matrix = new HeapMatrix(array.dataType(), array.rows(), array.columns());
    matrix.copyFrom(NativeArray.isContiguous(array) ? array : array.dup('c'));
    return matrix;
  }

  public HeapMatrix copy() {
    HeapMatrix copy = new HeapMatrix(dataType(), rows, columns);
    copy.copyFrom(this);
    return copy;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  public DataType dataType() {
    return numbers.dataType();
  }

  public double get(int row, int column) {
    return numbers.get(row * columns + column);
  }

  public void set(int row, int column, double number) {
    numbers.set(row * columns + column, number);
  }

  /** A copy of some rows. */
  public HeapMatrix rows(int from, int to) {
    HeapMatrix some = new HeapMatrix(dataType(), to - from, columns);
    some.numbers.copy(0, numbers, from * columns, some.numbers.length());
    return some;
  }

  /** A copy of chosen rows. */
  public HeapMatrix rows(int[] chosen) {
    HeapMatrix some = new HeapMatrix(dataType(), chosen.length, columns);
    for (int i = 0; i < chosen.length; i++) {
      some.numbers.copy(i * columns, numbers, chosen[i] * columns, columns);
    }
    return some;
  }

  /** Replaces rows by those of a matrix of the same type and width. */
  public void write(int from, HeapMatrix some) {
    numbers.copy(from * columns, some.numbers, 0, some.numbers.length());
  }

  /** Copies a row into an array of as many numbers. */
  public void read(int row, double[] into) {
    numbers.read(row * columns, into, columns);
  }

  /** Copies a row into an array of the same type, from an index on. */
  public void read(int row, HeapArray into, int to) {
    into.copy(to, numbers, row * columns, columns);
  }

  /** Replaces a row, rounded to the matrix's type. */
  public void write(int row, double[] source) {
    numbers.write(row * columns, source, columns);
  }

  /** Adds a multiple of a row to an array of as many numbers. */
  public void addRowTo(double[] sums, int row, double factor) {
    numbers.addTo(sums, 0, row * columns, columns, factor);
  }

  /** Takes all numbers of a matrix of the same type and shape. */
  public void copyFrom(HeapMatrix other) {
    numbers.copy(0, other.numbers, 0, numbers.length());
  }

  /** Takes all numbers of an array of the same type and shape, c-ordered. */
  public void copyFrom(INDArray array) {
    NativeArray.of(array).get(numbers, numbers.length());
  }

  /** Writes all numbers into an array of the same type and shape, c-ordered. */
  public void copyTo(INDArray array) {
    NativeArray.of(array).put(numbers, numbers.length());
  }

  /** {@code ‖this − other‖}, of a matrix of the same shape. */
  public double distance(HeapMatrix other) {
    double sum = 0;
    for (int i = 0; i < numbers.length(); i++) {
      double difference = numbers.get(i) - other.numbers.get(i);
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  public HeapMatrix transpose() {
    HeapMatrix transposed = new HeapMatrix(dataType(), columns, rows);
    transposed.copyTransposed(this);
    return transposed;
  }

  /** Takes the transpose of a matrix of the same type. */
  public void copyTransposed(HeapMatrix other) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        set(row, column, other.get(column, row));
      }
    }
  }

  /** A copy, as an array of ND4J's. */
  public INDArray toArray() {
    INDArray array = Nd4j.createUninitialized(dataType(), rows, columns);
    copyTo(array);
    return array;
  }
}
