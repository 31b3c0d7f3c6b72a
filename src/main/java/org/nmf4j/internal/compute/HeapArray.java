package org.nmf4j.internal.compute;

import java.io.Serializable;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/** Numbers in single or double precision in an array of Java's, rounded as they are written. */
public abstract sealed class HeapArray implements Serializable {

  /** Zeros, FLOAT or DOUBLE. */
  public static HeapArray of(DataType dataType, int length) {
    return dataType == DataType.FLOAT ? new Floats(length) : new Doubles(length);
  }

  public abstract DataType dataType();

  public abstract int length();

  public abstract double get(int index);

  public abstract void set(int index, double number);

  /** Reads numbers from an index on. */
  public abstract void read(int from, double[] into, int count);

  /** Writes numbers from an index on. */
  public abstract void write(int from, double[] numbers, int count);

  /** {@code sums_to+i ← sums_to+i + factor · number_from+i}. */
  public abstract void addTo(double[] sums, int to, int from, int count, double factor);

  /** Copies numbers of an array of the same type. */
  public abstract void copy(int to, HeapArray source, int from, int count);

  /** {@code numbers ← factor · those of an array of the same type at the same places}. */
  public abstract void scaled(HeapArray source, double factor, int from, int count);

  /** The first numbers, in an array of their own. */
  public final HeapArray first(int length) {
    HeapArray copy = of(dataType(), length);
    copy.copy(0, this, 0, length);
    return copy;
  }

  /** Takes the first numbers from native memory of the same type. */
  abstract void get(Pointer memory, int count);

  /** Writes the first numbers to native memory of the same type. */
  abstract void put(Pointer memory, int count);

  private static final class Floats extends HeapArray {

    private final float[] numbers;

    Floats(int length) {
      numbers = new float[length];
    }

    @Override
    public DataType dataType() {
      return DataType.FLOAT;
    }

    @Override
    public int length() {
      return numbers.length;
    }

    @Override
    public double get(int index) {
      return numbers[index];
    }

    @Override
    public void set(int index, double number) {
      numbers[index] = (float) number;
    }

    @Override
    public void read(int from, double[] into, int count) {
      for (int i = 0; i < count; i++) {
        into[i] = numbers[from + i];
      }
    }

    @Override
    public void write(int from, double[] source, int count) {
      for (int i = 0; i < count; i++) {
        numbers[from + i] = (float) source[i];
      }
    }

    @Override
    public void addTo(double[] sums, int to, int from, int count, double factor) {
      for (int i = 0; i < count; i++) {
        sums[to + i] += factor * numbers[from + i];
      }
    }

    @Override
    public void copy(int to, HeapArray source, int from, int count) {
      System.arraycopy(((Floats) source).numbers, from, numbers, to, count);
    }

    @Override
    public void scaled(HeapArray source, double factor, int from, int count) {
      float[] others = ((Floats) source).numbers;
      float single = (float) factor;
      for (int i = from; i < from + count; i++) {
        numbers[i] = single * others[i];
      }
    }

    @Override
    void get(Pointer memory, int count) {
      ((FloatPointer) memory).get(numbers, 0, count);
    }

    @Override
    void put(Pointer memory, int count) {
      ((FloatPointer) memory).put(numbers, 0, count);
    }
  }

  private static final class Doubles extends HeapArray {

    private final double[] numbers;

    Doubles(int length) {
      numbers = new double[length];
    }

    @Override
    public DataType dataType() {
      return DataType.DOUBLE;
    }

    @Override
    public int length() {
      return numbers.length;
    }

    @Override
    public double get(int index) {
      return numbers[index];
    }

    @Override
    public void set(int index, double number) {
      numbers[index] = number;
    }

    @Override
    public void read(int from, double[] into, int count) {
      System.arraycopy(numbers, from, into, 0, count);
    }

    @Override
    public void write(int from, double[] source, int count) {
      System.arraycopy(source, 0, numbers, from, count);
    }

    @Override
    public void addTo(double[] sums, int to, int from, int count, double factor) {
      for (int i = 0; i < count; i++) {
        sums[to + i] += factor * numbers[from + i];
      }
    }

    @Override
    public void copy(int to, HeapArray source, int from, int count) {
      System.arraycopy(((Doubles) source).numbers, from, numbers, to, count);
    }

    @Override
    public void scaled(HeapArray source, double factor, int from, int count) {
      double[] others = ((Doubles) source).numbers;
      for (int i = from; i < from + count; i++) {
        numbers[i] = factor * others[i];
      }
    }

    @Override
    void get(Pointer memory, int count) {
      ((DoublePointer) memory).get(numbers, 0, count);
    }

    @Override
    void put(Pointer memory, int count) {
      ((DoublePointer) memory).put(numbers, 0, count);
    }
  }
}
