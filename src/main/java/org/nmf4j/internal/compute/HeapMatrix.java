package org.nmf4j.internal.compute;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix, row after row, in an array of Java's: single rows are read and written there in
 * nanoseconds, where an INDArray takes microseconds.
 */
public final class HeapMatrix {

  private final int rows;
  private final int columns;

  /** One of the two is null. */
  public final float[] singles;

  public final double[] doubles;

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
          "a factor must have less than 2^31 numbers, got %d×%d".formatted(rows, columns));
    }
    this.rows = rows;
    this.columns = columns;
    singles = dataType == DataType.FLOAT ? new float[(int) length] : null;
    doubles = dataType == DataType.FLOAT ? null : new double[(int) length];
  }

  /** A copy of a matrix, FLOAT or DOUBLE. */
  public static HeapMatrix of(INDArray array) {
    HeapMatrix matrix = new HeapMatrix(array.dataType(), array.rows(), array.columns());
    matrix.copyFrom(NativeArray.isContiguous(array) ? array : array.dup('c'));
    return matrix;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of columns. */
  public int columns() {
    return columns;
  }

  /** FLOAT or DOUBLE. */
  public DataType dataType() {
    return singles == null ? DataType.DOUBLE : DataType.FLOAT;
  }

  /** A number. */
  public double get(int row, int column) {
    int place = row * columns + column;
    return singles == null ? doubles[place] : singles[place];
  }

  /** Replaces a number, rounded to the matrix's type. */
  public void set(int row, int column, double number) {
    int place = row * columns + column;
    if (singles == null) {
      doubles[place] = number;
    } else {
      singles[place] = (float) number;
    }
  }

  /** Copies a row into an array of as many numbers. */
  public void read(int row, double[] into) {
    int start = row * columns;
    if (singles == null) {
      System.arraycopy(doubles, start, into, 0, columns);
    } else {
      for (int c = 0; c < columns; c++) {
        into[c] = singles[start + c];
      }
    }
  }

  /** Replaces a row, rounded to the matrix's type. */
  public void write(int row, double[] numbers) {
    int start = row * columns;
    if (singles == null) {
      System.arraycopy(numbers, 0, doubles, start, columns);
    } else {
      for (int c = 0; c < columns; c++) {
        singles[start + c] = (float) numbers[c];
      }
    }
  }

  /** Adds a multiple of a row to an array of as many numbers. */
  public void addRowTo(double[] sums, int row, double factor) {
    int start = row * columns;
    if (singles == null) {
      for (int c = 0; c < columns; c++) {
        sums[c] += factor * doubles[start + c];
      }
    } else {
      for (int c = 0; c < columns; c++) {
        sums[c] += factor * singles[start + c];
      }
    }
  }

  /** Takes all numbers of a matrix of the same type and shape. */
  public void copyFrom(HeapMatrix other) {
    if (singles == null) {
      System.arraycopy(other.doubles, 0, doubles, 0, doubles.length);
    } else {
      System.arraycopy(other.singles, 0, singles, 0, singles.length);
    }
  }

  /** Takes all numbers of an array of the same type and shape, c-ordered. */
  public void copyFrom(INDArray array) {
    if (singles == null) {
      new DoublePointer(array.data().addressPointer()).get(doubles);
    } else {
      new FloatPointer(array.data().addressPointer()).get(singles);
    }
  }

  /** Writes all numbers into an array of the same type and shape, c-ordered. */
  public void copyTo(INDArray array) {
    if (singles == null) {
      new DoublePointer(array.data().addressPointer()).put(doubles);
    } else {
      new FloatPointer(array.data().addressPointer()).put(singles);
    }
  }

  /** The transpose. */
  public HeapMatrix transpose() {
    HeapMatrix transposed = new HeapMatrix(dataType(), columns, rows);
    transposed.copyTransposed(this);
    return transposed;
  }

  /** Takes the transpose of a matrix of the same type. */
  public void copyTransposed(HeapMatrix other) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int from = column * rows + row;
        int to = row * columns + column;
        if (singles == null) {
          doubles[to] = other.doubles[from];
        } else {
          singles[to] = other.singles[from];
        }
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
