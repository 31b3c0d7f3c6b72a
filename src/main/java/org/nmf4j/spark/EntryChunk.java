package org.nmf4j.spark;

import java.io.Serializable;
import java.util.Arrays;

/** Some entries, in arrays. */
final class EntryChunk implements Serializable {

  private static final int FIRST = 256;

  int count;
  int[] rows = new int[FIRST];
  int[] columns = new int[FIRST];
  double[] values = new double[FIRST];

  /** Null if each is 1. */
  double[] weights;

  void add(int row, int column, double value, double weight) {
    if (count == rows.length) {
      resize(2 * count);
    }
    if (weight != 1 && weights == null) {
      weights = new double[rows.length];
      Arrays.fill(weights, 0, count, 1);
    }
    rows[count] = row;
    columns[count] = column;
    values[count] = value;
    if (weights != null) {
      weights[count] = weight;
    }
    count++;
  }

  double weight(int entry) {
    return weights == null ? 1 : weights[entry];
  }

  /** Gives back the room that no entry has taken. */
  EntryChunk trimmed() {
    if (count < rows.length) {
      resize(count);
    }
    return this;
  }

  private void resize(int size) {
    rows = Arrays.copyOf(rows, size);
    columns = Arrays.copyOf(columns, size);
    values = Arrays.copyOf(values, size);
    weights = weights == null ? null : Arrays.copyOf(weights, size);
  }
}
