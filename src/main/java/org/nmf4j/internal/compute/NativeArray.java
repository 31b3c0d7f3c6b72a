package org.nmf4j.internal.compute;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A c-ordered array as BLAS sees it: an address and a shape. The calls go to the BLAS that ND4J
 * itself uses, but take some tens of nanoseconds where the way over an INDArray takes microseconds.
 *
 * <p>Operands must have the same data type.
 */
public abstract sealed class NativeArray permits DoubleArray, FloatArray {

  /** Holds on to the memory that the address shows. */
  private final INDArray array;

  final int length;
  final int rows;
  final int columns;

  NativeArray(INDArray array) {
    this.array = array;
    length = Math.toIntExact(array.length());
    columns = array.rank() == 0 ? 1 : Math.toIntExact(array.size(-1));
    rows = columns == 0 ? 0 : length / columns;
  }

  /**
   * The memory of an array.
   *
   * @throws IllegalArgumentException if its numbers do not lie one after another in c order, or are
   *     neither FLOAT nor DOUBLE
   */
  public static NativeArray of(INDArray array) {
    if (!isContiguous(array)) {
      throw new IllegalArgumentException("array must be contiguous in c order");
    }
    if (array.dataType() == DataType.FLOAT) {
      return new FloatArray(array);
    }
    if (array.dataType() == DataType.DOUBLE) {
      return new DoubleArray(array);
    }
    throw new IllegalArgumentException("array must be FLOAT or DOUBLE, got " + array.dataType());
  }

  /** Whether the numbers lie one after another in c order. */
  public static boolean isContiguous(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) > 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }

  /** The array whose memory this is. */
  public final INDArray array() {
    return array;
  }

  /** {@code Σ this_i · other_i}. */
  public abstract double dot(NativeArray other);

  /** {@code ‖this‖}, in range wherever the numbers are, unlike their squares. */
  public abstract double norm();

  /** {@code this ← this + alpha · other}. */
  public abstract void addScaled(double alpha, NativeArray other);

  /** {@code this ← alpha · this}. */
  public abstract void scale(double alpha);

  /** {@code this ← other}. */
  public abstract void copyFrom(NativeArray other);

  /**
   * Writes {@code count} numbers, from {@code numbers[from]} on, to this array from a place on,
   * rounded to the array's type.
   */
  public abstract void put(long place, double[] numbers, int from, int count);

  /** Reads {@code count} numbers from a place on into {@code numbers}, from an index on. */
  public abstract void get(long place, double[] numbers, int from, int count);

  /** Sets those numbers from a place on to 0 whose bit is set. */
  public final void clear(long place, long[] bits) {
    for (int i = 0; i < bits.length; i++) {
      for (long left = bits[i]; left != 0; left &= left - 1) {
        clear(place + i * (long) Long.SIZE + Long.numberOfTrailingZeros(left));
      }
    }
  }

  abstract void clear(long place);

  /** Copies row {@code from} of another matrix into row {@code to} of this one, as wide. */
  public abstract void copyRow(int to, NativeArray other, int from);

  /** Reads as many numbers, from the first on. */
  public final void get(HeapArray into, int count) {
    into.get(address(), count);
  }

  /** Writes as many numbers, from the first on. */
  public final void put(HeapArray numbers, int count) {
    numbers.put(address(), count);
  }

  abstract Pointer address();

  /**
   * {@code this ← alpha · op(left)·op(right) + beta · this} for matrices, op being the transpose or
   * nothing.
   */
  public final void multiply(
      double alpha,
      NativeArray left,
      boolean transposeLeft,
      NativeArray right,
      boolean transposeRight,
      double beta) {
    int inner = transposeLeft ? left.rows : left.columns;
    multiply(rows, columns, inner, alpha, left, 0, transposeLeft, right, transposeRight, beta, 0);
  }

  /**
   * Rows {@code from} to {@code to − 1} of this matrix ← the same rows of {@code op(left)·right},
   * op being the transpose or nothing.
   */
  public final void multiplyRows(
      int from, int to, NativeArray left, boolean transposeLeft, NativeArray right) {
    long leftStart = transposeLeft ? from : (long) from * left.columns;
    long start = (long) from * columns;
    multiply(
        to - from, columns, right.rows, 1, left, leftStart, transposeLeft, right, false, 0, start);
  }

  /**
   * {@code this ← alpha · Lᵀ·R + beta · this}, L and R being the first {@code count} rows of two
   * matrices, of L as many columns as this has rows, and of R as many as this has.
   */
  public final void multiplyFirstRows(
      int count, double alpha, NativeArray left, NativeArray right, double beta) {
    multiply(rows, columns, count, alpha, left, 0, true, right, false, beta, 0);
  }

  /**
   * {@code this ← alpha · op(M)·vector + beta · this}, M being the first {@code count} rows of a
   * matrix and op the transpose or nothing.
   */
  public abstract void multiplyVector(
      int count,
      double alpha,
      NativeArray matrix,
      boolean transpose,
      NativeArray vector,
      double beta);

  /**
   * {@code C ← alpha · op(left)·op(right) + beta · C}, C (m×n) being numbers of this matrix.
   *
   * @param leftStart where the left operand begins
   * @param start where C begins
   */
  abstract void multiply(
      int m,
      int n,
      int inner,
      double alpha,
      NativeArray left,
      long leftStart,
      boolean transposeLeft,
      NativeArray right,
      boolean transposeRight,
      double beta,
      long start);
}
