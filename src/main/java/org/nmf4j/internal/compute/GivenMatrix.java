package org.nmf4j.internal.compute;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix from outside, at the gate that all of them pass: it is asked for what it has to be, each
 * refusal being an {@link IllegalArgumentException}, and then copied. Native memory behind the gate
 * holds what its type and shape say, row after row.
 */
public record GivenMatrix(String name, INDArray array) {

  public GivenMatrix {
    Objects.requireNonNull(array, name.toLowerCase(Locale.ROOT));
    require(
        name,
        array.rank() == 2 && !array.isEmpty(),
        "a matrix with at least one row and column, got shape " + shape(array.shape()));
  }

  private void require(boolean isMet, String rule) {
    require(name, isMet, rule);
  }

  private static void require(String name, boolean isMet, String rule) {
    if (!isMet) {
      throw new IllegalArgumentException(name + " must be " + rule);
    }
  }

  public GivenMatrix floating() {
    require(isFloating(array), "FLOAT or DOUBLE, got " + array.dataType());
    return this;
  }

  private static boolean isFloating(INDArray array) {
    return array.dataType() == DataType.FLOAT || array.dataType() == DataType.DOUBLE;
  }

  public GivenMatrix typed(DataType type) {
    require(
        array.dataType() == type,
        String.format(Locale.ROOT, "%s as A is, got %s", type, array.dataType()));
    return this;
  }

  public GivenMatrix shaped(long rows, long columns) {
    require(
        array.rows() == rows && array.columns() == columns,
        String.format(
            Locale.ROOT, "of shape %s, got %s", shape(rows, columns), shape(array.shape())));
    return this;
  }

  /** Asks for each number, not for their sum. */
  public GivenMatrix finite() {
    return each(Double.NEGATIVE_INFINITY, "finite");
  }

  public GivenMatrix finiteAndNotNegative() {
    return each(0, "finite and ≥ 0");
  }

  private GivenMatrix each(double least, String rule) {
    double[] row = new double[array.columns()];
    NativeArray numbers = NativeArray.of(readable(array));
    for (int i = 0; i < array.rows(); i++) {
      numbers.get((long) i * row.length, row, 0, row.length);
      for (int j = 0; j < row.length; j++) {
        if (!Double.isFinite(row[j]) || row[j] < least) {
          require(false, String.format(Locale.ROOT, "%s, got %s at (%d, %d)", rule, row[j], i, j));
        }
      }
    }
    return this;
  }

  /** A c-ordered copy of a type, which outlives any workspace of the caller's. */
  public INDArray copy(DataType type) {
    return copy(array, type);
  }

  /** The same of an array that has passed before. */
  public static INDArray copy(INDArray array, DataType type) {
    return Nd4j.createUninitializedDetached(type, 'c', array.shape()).assign(array);
  }

  private static INDArray readable(INDArray array) {
    boolean isReadable = isFloating(array) && NativeArray.isContiguous(array);
    return isReadable ? array : copy(array, DataType.DOUBLE);
  }

  /** Such as (4×3). */
  public static String shape(long... sizes) {
    return Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining("×", "(", ")"));
  }
}
