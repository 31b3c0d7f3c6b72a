package org.nmf4j.matrix;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;

/** Numbers of entries, in single or double precision. */
final class EntryNumbers {

  /** One of the two is null. */
  private final float[] singles;

  private final double[] doubles;

  private EntryNumbers(float[] singles, double[] doubles) {
    this.singles = singles;
    this.doubles = doubles;
  }

  static EntryNumbers of(DataType dataType, int length) {
    return dataType == DataType.FLOAT
        ? new EntryNumbers(new float[length], null)
        : new EntryNumbers(null, new double[length]);
  }

  DataType dataType() {
    return singles == null ? DataType.DOUBLE : DataType.FLOAT;
  }

  double get(int index) {
    return singles == null ? doubles[index] : singles[index];
  }

  void set(int index, double number) {
    if (singles == null) {
      doubles[index] = number;
    } else {
      singles[index] = (float) number;
    }
  }

  /** The first numbers, in arrays of their own. */
  EntryNumbers first(int length) {
    return singles == null
        ? new EntryNumbers(null, Arrays.copyOf(doubles, length))
        : new EntryNumbers(Arrays.copyOf(singles, length), null);
  }
}
