package org.nmf4j.internal.evaluation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.NativeArray;

/**
 * A factor as loops over entries read it: for each line of A, a row or a column, its k numbers one
 * after another, in double precision on the heap. W has them so already, H is transposed.
 */
final class FactorLines {

  private final NativeArray factor;
  private final NativeArray gradient;
  private final boolean transposed;
  private final int count;
  private final int rank;
  private final double[] numbers;
  private final double[] gradients;

  /**
   * The lines of a factor.
   *
   * @param factor m×k, or k×n if it is transposed
   * @param gradient of the same shape
   */
  FactorLines(NativeArray factor, NativeArray gradient, boolean transposed) {
    this.factor = factor;
    this.gradient = gradient;
    this.transposed = transposed;
    INDArray array = factor.array();
    count = transposed ? array.columns() : array.rows();
    rank = transposed ? array.rows() : array.columns();
    numbers = new double[Math.multiplyExact(count, rank)];
    gradients = new double[numbers.length];
  }

  int count() {
    return count;
  }

  int rank() {
    return rank;
  }

  /** Line i's begin at {@code i · k}. */
  double[] numbers() {
    return numbers;
  }

  /** Those of the gradient, in the same places. */
  double[] gradients() {
    return gradients;
  }

  /** Reads what the factor now holds for the lines {@code from} to {@code to − 1}. */
  void load(int from, int to) {
    if (!transposed) {
      factor.get((long) from * rank, numbers, from * rank, (to - from) * rank);
      return;
    }
    double[] component = new double[to - from];
    for (int c = 0; c < rank; c++) {
      factor.get((long) c * count + from, component, 0, component.length);
      for (int line = from; line < to; line++) {
        numbers[line * rank + c] = component[line - from];
      }
    }
  }

  /** Writes the gradient of these lines to its array. */
  void storeGradient(int from, int to) {
    if (!transposed) {
      gradient.put((long) from * rank, gradients, from * rank, (to - from) * rank);
      return;
    }
    double[] component = new double[to - from];
    for (int c = 0; c < rank; c++) {
      for (int line = from; line < to; line++) {
        component[line - from] = gradients[line * rank + c];
      }
      gradient.put((long) c * count + from, component, 0, component.length);
    }
  }
}
