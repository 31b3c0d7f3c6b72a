package org.nmf4j.matrix;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads and writes whole rows of a c-ordered matrix: one native copy for each, not one a number.
 */
final class RowBuffer {

  /** Holds on to the memory that the pointer shows. */
  @SuppressWarnings("unused")
  private final INDArray matrix;

  private final int columns;
  private final double[] row;
  private final float[] single;
  private final Pointer pointer;

  RowBuffer(INDArray matrix) {
    this.matrix = matrix;
    this.columns = matrix.columns();
    this.row = new double[columns];
    boolean isSingle = matrix.dataType() == DataType.FLOAT;
    this.single = isSingle ? new float[columns] : null;
    Pointer address = matrix.data().addressPointer();
    this.pointer = isSingle ? new FloatPointer(address) : new DoublePointer(address);
  }

  /** The row's numbers, in an array that the next call overwrites. */
  double[] read(int index) {
    long start = (long) index * columns;
    if (single == null) {
      ((DoublePointer) pointer).position(start).get(row, 0, columns);
    } else {
      ((FloatPointer) pointer).position(start).get(single, 0, columns);
      for (int j = 0; j < columns; j++) {
        row[j] = single[j];
      }
    }
    return row;
  }

  /** Writes the array that {@link #read} gave back as the row of this index. */
  void write(int index) {
    long start = (long) index * columns;
    if (single == null) {
      ((DoublePointer) pointer).position(start).put(row, 0, columns);
    } else {
      for (int j = 0; j < columns; j++) {
        single[j] = (float) row[j];
      }
      ((FloatPointer) pointer).position(start).put(single, 0, columns);
    }
  }
}
