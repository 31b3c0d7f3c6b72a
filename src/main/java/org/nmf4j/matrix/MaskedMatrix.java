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
 * were given. The other entries count for nothing, or by a {@link #background() background} for
 * zeros, say: then they are part of all sums and means, but not held one by one.
 */
public sealed interface MaskedMatrix permits LabelledMatrix {

  /**
   * A matrix in which NaN means missing.
   *
   * @param a values, m×n, FLOAT or DOUBLE; copied
   * @return the matrix, whose observed entries have the weight 1
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
   * @return the matrix, whose observed entries have the weight 1
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
   * @return the matrix
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
   * @return a builder without entries
   * @throws IllegalArgumentException if it is another type
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

  /** {@return the number of rows, m ≥ 1} */
  int rows();

  /** {@return the number of columns, n ≥ 1} */
  int columns();

  /** {@return the number of observed entries, N ≥ 1} */
  long observed();

  /** {@return the type of values and weights, FLOAT or DOUBLE} */
  DataType dataType();

  /**
   * Whether the entry is observed.
   *
   * @param row i, in [0, m)
   * @param column j, in [0, n)
   * @return false if it is missing
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  boolean isObserved(int row, int column);

  /**
   * The value of an entry.
   *
   * @param row i, in [0, m)
   * @param column j, in [0, n)
   * @return A_ij, NaN if it is missing
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  double value(int row, int column);

  /**
   * The weight of an entry.
   *
   * @param row i, in [0, m)
   * @param column j, in [0, n)
   * @return a number > 0, or 0 if it is missing
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  double weight(int row, int column);

  /** {@return a copy of the values, m×n, with NaN where an entry is missing} */
  INDArray toArray();

  /**
   * Visits every observed entry, row by row.
   *
   * @param visitor is shown them
   */
  void forEachObserved(EntryVisitor visitor);

  /**
   * Visits every observed entry of a row, by ascending column.
   *
   * @param row i, in [0, m)
   * @param visitor is shown them
   * @throws IndexOutOfBoundsException if there is no such row
   */
  void forEachObserved(int row, EntryVisitor visitor);

  /** {@return what entries count for that are not observed; nothing by default} */
  Background background();

  /**
   * The same observed entries, where the others count for something else. All that is derived from
   * the matrix keeps that; {@link #plus} moves its value.
   *
   * @param background such as {@link Background#zeros}
   * @return a changed view of the matrix
   */
  MaskedMatrix background(Background background);

  /**
   * As {@link #background(Background)}.
   *
   * @param value of each entry that is not observed, finite
   * @param weight of each beside observed entries' 1, ≥ 0; by 0 they are missing
   * @return a changed view of the matrix
   * @throws IllegalArgumentException if a number is out of range
   */
  default MaskedMatrix background(double value, double weight) {
    return background(new Background(value, weight));
  }

  /**
   * {@return the sum of the weights of all entries that count: N unless the caller gave weights, or
   * a background}
   */
  double totalWeight();

  /**
   * {@return the sum of the weights of each row's entries that count, m numbers, 0 for a row
   * without one}
   */
  double[] rowWeights();

  /**
   * {@return the sum of the weights of each column's entries that count, n numbers, 0 for a column
   * without one}
   */
  double[] columnWeights();

  /** {@return the weighted mean of the values that count, {@code Σ weight·a / Σ weight}} */
  double mean();

  /** {@return the weighted sum of squares of the values that count, {@code Σ weight·a²}} */
  double squares();

  /**
   * {@return the weighted standard deviation of the values that count, {@code √(Σ weight·(a −
   * mean)² / Σ weight)}}
   */
  double standardDeviation();

  /** {@return the smallest value that counts} */
  double min();

  /** {@return the indices of the rows without an entry that counts, in ascending order} */
  List<Integer> unobservedRows();

  /** {@return the indices of the columns without an entry that counts, in ascending order} */
  List<Integer> unobservedColumns();

  /** {@return the names of the m rows, or an empty list} */
  List<String> rowLabels();

  /** {@return the names of the n columns, or an empty list} */
  List<String> columnLabels();

  /**
   * The same matrix under other names.
   *
   * @param rowLabels m names, or an empty list for none
   * @param columnLabels n names, or an empty list for none
   * @return a matrix with the same entries
   * @throws IllegalArgumentException if there are neither none nor one for each row and column, or
   *     one is null or there twice
   */
  MaskedMatrix withLabels(List<String> rowLabels, List<String> columnLabels);

  /**
   * The same entries in another precision.
   *
   * @param dataType FLOAT or DOUBLE
   * @return a matrix of that type, this one itself if it is
   * @throws IllegalArgumentException if it is another type, or a value is too large for FLOAT
   */
  MaskedMatrix castTo(DataType dataType);

  /** {@return the transpose Aᵀ, n×m} */
  MaskedMatrix transpose();

  /**
   * The same entries, each plus a number.
   *
   * @param number finite
   * @return A + number, with the same entries missing, the same weights and names; a background's
   *     value is moved, too
   * @throws IllegalArgumentException if the number, or a sum, is not finite
   */
  MaskedMatrix plus(double number);

  /**
   * The same entries, each counted in the unit of its column.
   *
   * @param units of the n columns
   * @return the matrix of {@code (a_ij − shift_j) / scale_j}, with the same entries missing, the
   *     same weights and names; this one itself if no unit changes anything
   * @throws IllegalArgumentException if the units are of another number of columns, an entry is not
   *     finite in them, or a background would not be one number in all of them
   */
  MaskedMatrix in(ColumnUnits units);

  /**
   * Parts the observed entries at random into a train and a test matrix of the same shape. Each
   * observed entry is in exactly one of the two. The train matrix keeps the background, which those
   * set aside become part of, as clicks that are not known yet do; the test matrix is of the
   * entries set aside alone.
   *
   * @param testFraction the part to set aside, in (0, 1); {@code round(testFraction · N)} entries,
   *     at least 1 and at most N − 1
   * @param seed of the random choice: the same seed gives the same parts
   * @return the two parts
   * @throws IllegalArgumentException if the fraction is out of range or fewer than two entries are
   *     observed
   */
  default Split split(double testFraction, long seed) {
    return split(Splitters.random(testFraction, seed));
  }

  /**
   * Parts the observed entries into a train and a test matrix of the same shape. Each observed
   * entry is in exactly one of the two.
   *
   * @param splitter such as {@link Splitters#lastInRows}
   * @return the two parts
   * @throws IllegalArgumentException if the matrix can't be split so, or a part has no entry
   */
  Split split(Splitter splitter);

  /**
   * Two matrices of one shape that share no observed entry.
   *
   * @param train to fit to
   * @param test to judge by
   */
  record Split(MaskedMatrix train, MaskedMatrix test) {}

  /** Is shown one observed entry at a time. */
  @FunctionalInterface
  interface EntryVisitor {
    /**
     * Takes an entry.
     *
     * @param row i
     * @param column j
     * @param value A_ij
     * @param weight > 0
     */
    void visit(int row, int column, double value, double weight);
  }
}
