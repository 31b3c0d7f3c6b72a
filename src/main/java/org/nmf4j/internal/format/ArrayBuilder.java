package org.nmf4j.internal.format;

import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Collects the numbers of a file, chunk by chunk, in an array outside the heap. Memory grows with
 * the numbers that are really there, not with what a file's header promises.
 */
public final class ArrayBuilder {

  private static final long FIRST_CAPACITY = 1 << 16;

  private final String file;
  private final DataType dataType;
  private final long expected;
  private INDArray array;
  private Pointer pointer;
  private long capacity;
  private long count;
  private float[] single = new float[0];

  /**
   * @param file for messages
   * @param dataType FLOAT or DOUBLE
   */
  public ArrayBuilder(String file, DataType dataType) {
    this(file, dataType, Long.MAX_VALUE);
  }

  /**
   * @param file for messages
   * @param dataType FLOAT or DOUBLE
   * @param expected how many numbers will come, never more; room for them is made as they come
   * @throws FileFormatException if there can't be room for so many
   */
  public static ArrayBuilder expecting(String file, DataType dataType, long expected)
      throws FileFormatException {
    requireRoom(file, dataType, expected);
    return new ArrayBuilder(file, dataType, expected);
  }

  private ArrayBuilder(String file, DataType dataType, long expected) {
    this.file = file;
    this.dataType = dataType;
    this.expected = expected;
  }

  /**
   * Adds the first {@code length} of the numbers, rounded to the data type.
   *
   * @throws FileFormatException if there is no room for them
   */
  public void add(double[] numbers, int length) throws FileFormatException {
    if (count + length > capacity) {
      long wanted = Math.max(FIRST_CAPACITY, capacity + capacity / 2);
      resize(Math.min(Math.max(wanted, count + length), expected));
    }
    if (dataType == DataType.DOUBLE) {
      ((DoublePointer) pointer).position(count).put(numbers, 0, length);
    } else {
      if (single.length < length) {
        single = new float[length];
      }
      for (int i = 0; i < length; i++) {
        single[i] = (float) numbers[i];
      }
      ((FloatPointer) pointer).position(count).put(single, 0, length);
    }
    count += length;
  }

  /**
   * Keeps only some of the numbers, which were added as rows.
   *
   * @param columns of all rows
   * @param firstRow of the rows that are kept
   * @param from the first column of those that are kept
   * @param to the column after the last of them
   */
  public void cut(int columns, int firstRow, int from, int to) {
    if (firstRow == 0 && from == 0 && to == columns) {
      return;
    }
    long rows = count / columns;
    long width = (long) dataType.width() * (to - from);
    long kept = 0;
    pointer.position(0);
    for (long row = firstRow; row < rows; row++) {
      // The target is never after the source, so that what is not yet moved stays as it is.
      Pointer.memmove(at(kept), at(row * columns + from), width);
      kept += to - from;
    }
    count = kept;
  }

  /** Counted in bytes, as Pointer's own methods do. */
  private Pointer at(long number) {
    return new BytePointer(pointer).position(number * dataType.width());
  }

  /**
   * All numbers that were added as an array of this shape. Ends the building.
   *
   * @param order {@code 'c'} if the last index of the numbers ran fastest, {@code 'f'} if the first
   * @throws FileFormatException if there is no room to cut the array to its size
   */
  public INDArray toArray(char order, long... shape) throws FileFormatException {
    if (capacity != count) {
      resize(count);
    }
    return Nd4j.create(array.data(), shape, Nd4j.getStrides(shape, order), 0, order);
  }

  /** Outside any workspace: the array outlives it. */
  private void resize(long numbers) throws FileFormatException {
    INDArray resized;
    try {
      resized = Nd4j.createUninitializedDetached(dataType, 'c', numbers);
    } catch (OutOfMemoryError e) {
      throw FileFormatException.of(file, "no memory left for its numbers: " + e.getMessage());
    }
    Pointer address = resized.data().addressPointer();
    if (array != null) {
      Pointer.memcpy(address, pointer.position(0), count * dataType.width());
      array.close();
    }
    array = resized;
    capacity = numbers;
    pointer = dataType == DataType.DOUBLE ? new DoublePointer(address) : new FloatPointer(address);
  }

  private static void requireRoom(String file, DataType dataType, long numbers)
      throws FileFormatException {
    long limit = Pointer.maxBytes();
    if (limit > 0 && numbers > limit / dataType.width()) {
      throw FileFormatException.of(
          file,
          String.format(
                  Locale.ROOT,
                  "%,d numbers as %s take more than the %,d MB allowed outside the heap (system property",
                  numbers,
                  dataType,
                  limit >> 20)
              + " org.bytedeco.javacpp.maxBytes)");
    }
  }
}
