package org.nmf4j;

import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;

/** How sure a model is of the entries of an m×n matrix. Immutable, for many threads. */
public interface Intervals {

  /** {@return the number of rows, m} */
  int rows();

  /** {@return the number of columns, n} */
  int columns();

  /** {@return the type of {@link #lower} and {@link #upper}, FLOAT or DOUBLE} */
  DataType dataType();

  /**
   * Where an entry is, with a probability.
   *
   * @param row i
   * @param column j
   * @param probability in (0, 1), such as 0.9
   * @return an interval around the prediction
   * @throws IndexOutOfBoundsException if there is no such entry
   * @throws IllegalArgumentException if the probability is out of range, or no interval can be said
   *     to have it
   */
  Interval interval(int row, int column, double probability);

  /**
   * What kind of intervals these are and what their probability means.
   *
   * @param probability in (0, 1)
   * @return a few words for people
   */
  String describe(double probability);

  /**
   * The lower ends of all intervals.
   *
   * @param probability in (0, 1)
   * @return m×n
   * @throws IllegalArgumentException as {@link #interval}, or if they are 2³¹ or more
   */
  default INDArray lower(double probability) {
    return ends(this, probability, Interval::lower);
  }

  /**
   * The upper ends of all intervals.
   *
   * @param probability in (0, 1)
   * @return m×n
   * @throws IllegalArgumentException as {@link #interval}, or if they are 2³¹ or more
   */
  default INDArray upper(double probability) {
    return ends(this, probability, Interval::upper);
  }

  private static INDArray ends(
      Intervals intervals, double probability, ToDoubleFunction<Interval> end) {
    HeapMatrix ends = new HeapMatrix(intervals.dataType(), intervals.rows(), intervals.columns());
    for (int row = 0; row < ends.rows(); row++) {
      for (int column = 0; column < ends.columns(); column++) {
        ends.set(row, column, end.applyAsDouble(intervals.interval(row, column, probability)));
      }
    }
    return ends.toArray();
  }
}
