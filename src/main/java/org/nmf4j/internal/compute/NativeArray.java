package org.nmf4j.internal.compute;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

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

  NativeArray(INDArray array) {
    this.array = array;
    this.length = Math.toIntExact(array.length());
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

  /** Copies row {@code from} of another matrix into row {@code to} of this one, as wide. */
  public abstract void copyRow(int to, NativeArray other, int from);

  /**
   * {@code this ← alpha · op(left)·op(right) + beta · this} for matrices, op being the transpose or
   * nothing.
   */
  public abstract void multiply(
      double alpha,
      NativeArray left,
      boolean transposeLeft,
      NativeArray right,
      boolean transposeRight,
      double beta);

  /**
   * Rows {@code from} to {@code to − 1} of this matrix ← the same rows of {@code op(left)·right},
   * op being the transpose or nothing.
   */
  public abstract void multiplyRows(
      int from, int to, NativeArray left, boolean transposeLeft, NativeArray right);

  final int rows() {
    return array.rows();
  }

  final int columns() {
    return array.columns();
  }

  static int transposition(boolean transposed) {
    return transposed ? CblasTrans : CblasNoTrans;
  }
}
