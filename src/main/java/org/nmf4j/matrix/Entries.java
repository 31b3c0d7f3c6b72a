package org.nmf4j.matrix;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.HeapArray;

/** Room for entries: of each an index, a value, a weight and a time. */
final class Entries implements Serializable {

  final int[] indices;
  final HeapArray values;

  /** Null while each is 1. */
  private HeapArray weights;

  /** Null while each is 0. */
  private double[] times;

  Entries(DataType dataType, int size) {
    this(new int[size], HeapArray.of(dataType, size), null, null);
  }

  /** Of arrays that others may hold too. */
  private Entries(int[] indices, HeapArray values, HeapArray weights, double[] times) {
    this.indices = indices;
    this.values = values;
    this.weights = weights;
    this.times = times;
  }

  boolean isWeighted() {
    return weights != null;
  }

  double weight(int place) {
    return weights == null ? 1 : weights.get(place);
  }

  void set(int place, int index, double value, double weight) {
    indices[place] = index;
    values.set(place, value);
    if (weight != 1 && weights == null) {
      weights = HeapArray.of(values.dataType(), indices.length);
      for (int i = 0; i < indices.length; i++) {
        weights.set(i, 1);
      }
    }
    if (weights != null) {
      weights.set(place, weight);
    }
  }

  void set(int place, int index, Entries source, int entry) {
    set(place, index, source.values.get(entry), source.weight(entry));
    if (source.times != null) {
      setTime(place, source.times[entry]);
    }
  }

  boolean isTimed() {
    return times != null;
  }

  double time(int place) {
    return times == null ? 0 : times[place];
  }

  void setTime(int place, double time) {
    if (time != 0 && times == null) {
      times = new double[indices.length];
    }
    if (times != null) {
      times[place] = time;
    }
  }

  Entries withoutTimes() {
    return new Entries(indices, values, weights, null);
  }

  /** The first ones, in arrays of their own. */
  Entries first(int count) {
    return new Entries(
        Arrays.copyOf(indices, count),
        values.first(count),
        weights == null ? null : weights.first(count),
        times == null ? null : Arrays.copyOf(times, count));
  }

  Entries withIndices(IntUnaryOperator index) {
    return new Entries(Arrays.stream(indices).map(index).toArray(), values, weights, times);
  }

  Entries withValues(HeapArray others) {
    return new Entries(indices, others, weights, times);
  }
}
