package org.nmf4j.matrix;

import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A real m×n matrix A of which only some entries are observed, each with a value and a weight.
 *
 * <p>Immutable. An entry with weight 0 is missing; without weights of the caller's own the weight
 * of an observed entry is 1. Values are {@link DataType#FLOAT} or {@link DataType#DOUBLE}, as they
 * were given.
 */
public sealed interface MaskedMatrix permits LabelledMatrix {

  /**
   * A matrix in which NaN means missing.
   *
   * @param a values, m×n, FLOAT or DOUBLE; copied
   * @throws IllegalArgumentException if {@code a} is not a FLOAT or DOUBLE matrix, holds an
   *     infinite value, or has no observed entry
   */
  static DenseMatrix of(INDArray a) {
    return DenseMatrix.fromNaN(a);
  }

  /**
   * A matrix with an explicit mask. An entry is missing where the mask is 0, whatever its value, or
   * where its value is NaN.
   *
   * @param a values, m×n, FLOAT or DOUBLE; copied
   * @param mask m×n, of any type, true or 1 where the entry is observed, otherwise false or 0
   * @throws IllegalArgumentException as {@link #of(INDArray)}, or if the mask has another shape or
   *     holds anything but 0 and 1
   */
  static DenseMatrix of(INDArray a, INDArray mask) {
    return DenseMatrix.fromMask(a, mask);
  }

  /**
   * A matrix whose entries count with different weights in the objective. An entry is missing where
   * its weight is 0 or its value is NaN.
   *
   * @param a values, m×n, FLOAT or DOUBLE; copied
   * @param weights m×n, finite and ≥ 0
   * @throws IllegalArgumentException as {@link #of(INDArray)}, or if a weight is negative or not
   *     finite
   */
  static DenseMatrix weighted(INDArray a, INDArray weights) {
    return DenseMatrix.fromWeights(a, weights);
  }

  /**
   * Gathers the observed entries of a matrix of which most is missing, one by one.
   *
   * @param dataType FLOAT or DOUBLE
   */
  static SparseBuilder sparse(DataType dataType) {
    return new SparseBuilder(dataType);
  }

  /**
   * The one place where it matters how a matrix holds its entries.
   *
   * @param <R> what is made of the matrix
   * @param dense makes it if this is a {@link DenseMatrix}
   * @param sparse makes it if this is a {@link SparseMatrix}
   * @return what the one of them gives
   */
  <R> R choose(Function<DenseMatrix, R> dense, Function<SparseMatrix, R> sparse);

  /** The number of rows, m. */
  int rows();

  /** The number of columns, n. */
  int columns();

  /** The number of observed entries, N. */
  long observed();

  /** FLOAT or DOUBLE. */
  DataType dataType();

  /**
   * Whether the entry is observed.
   *
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  boolean isObserved(int row, int column);

  /**
   * The value of an entry, NaN if it is missing.
   *
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  double value(int row, int column);

  /**
   * The weight of an entry, 0 if it is missing.
   *
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  double weight(int row, int column);

  /** A copy of the values, m×n, with NaN where an entry is missing. */
  INDArray toArray();

  /** Visits every observed entry, row by row. */
  void forEachObserved(EntryVisitor visitor);

  /**
   * Visits every observed entry of a row, by ascending column.
   *
   * @param row i, in [0, m)
   * @param visitor is shown them
   * @throws IndexOutOfBoundsException if there is no such row
   */
  void forEachObserved(int row, EntryVisitor visitor);

  /** The sum of the weights of all observed entries: N unless the caller gave weights. */
  double totalWeight();

  /** The sum of the weights of each row's observed entries, m numbers. */
  double[] rowWeights();

  /** The sum of the weights of each column's observed entries, n numbers. */
  double[] columnWeights();

  /** The weighted mean of the observed values. */
  double mean();

  /** {@code Σ weight·a²} over the observed entries. */
  double squares();

  /** The weighted standard deviation of the observed values. */
  default double standardDeviation() {
    double mean = mean();
    double[] sum = {0};
    forEachObserved(
        (row, column, value, weight) -> sum[0] += weight * (value - mean) * (value - mean));
    return Math.sqrt(sum[0] / totalWeight());
  }

  /** The smallest observed value. */
  double min();

  /** Indices of the rows without an observed entry. */
  List<Integer> unobservedRows();

  /** Indices of the columns without an observed entry. */
  List<Integer> unobservedColumns();

  /** Names of the rows, one each, or an empty list. */
  List<String> rowLabels();

  /** Names of the columns, one each, or an empty list. */
  List<String> columnLabels();

  /**
   * The same matrix under other names.
   *
   * @param rowLabels m names, or an empty list for none
   * @param columnLabels n names, or an empty list for none
   * @throws IllegalArgumentException if there are neither none nor one for each row and column, or
   *     one is null
   */
  MaskedMatrix withLabels(List<String> rowLabels, List<String> columnLabels);

  /**
   * The same entries in another precision, this matrix itself if it has it already.
   *
   * @param dataType FLOAT or DOUBLE
   * @throws IllegalArgumentException if it is another type, or a value is too large for FLOAT
   */
  MaskedMatrix castTo(DataType dataType);

  /** Aᵀ, n×m. */
  MaskedMatrix transpose();

  /** The same entries, each plus a number. */
  MaskedMatrix plus(double number);

  /**
   * Parts the observed entries at random into a train and a test matrix of the same shape. Each
   * observed entry is in exactly one of the two.
   *
   * @param testFraction the part to set aside, in (0, 1); {@code round(testFraction · N)} entries,
   *     at least 1 and at most N − 1
   * @param seed of the random choice: the same seed gives the same parts
   * @throws IllegalArgumentException if the fraction is out of range or fewer than two entries are
   *     observed
   */
  Split split(double testFraction, long seed);

  /** Two matrices of one shape that share no observed entry. */
  record Split(MaskedMatrix train, MaskedMatrix test) {}

  /** Is shown one observed entry at a time. */
  @FunctionalInterface
  interface EntryVisitor {
    /** Takes the entry at (row, column). */
    void visit(int row, int column, double value, double weight);
  }
}
