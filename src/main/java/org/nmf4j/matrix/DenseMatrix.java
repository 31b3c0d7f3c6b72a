package org.nmf4j.matrix;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@link MaskedMatrix} held as two m×n arrays: the values, and the weights, which are 0 where an
 * entry is missing.
 *
 * <p>The value of a missing entry is the mean of the observed ones: a harmless number for any loss,
 * since NaN · 0 is NaN.
 */
public final class DenseMatrix extends LabelledMatrix {

  private final INDArray values;
  private final INDArray weights;

  private DenseMatrix(
      INDArray values,
      INDArray weights,
      Summary summary,
      List<String> rowLabels,
      List<String> columnLabels) {
    super(summary, rowLabels, columnLabels);
    this.values = values;
    this.weights = weights;
  }

  static DenseMatrix fromNaN(INDArray a) {
    requireMatrix("A", a);
    requireFloating("A", a.dataType());
    INDArray weights = Nd4j.createUninitializedDetached(a.dataType(), 'c', a.shape()).assign(1);
    return adopt(copyOf(a, a.dataType()), weights);
  }

  static DenseMatrix fromMask(INDArray a, INDArray mask) {
    requireMatrix("A", a);
    requireFloating("A", a.dataType());
    requireSameShape("mask", mask, a);
    INDArray weights = copyOf(mask, a.dataType());
    RowBuffer row = new RowBuffer(weights);
    for (int i = 0; i < weights.rows(); i++) {
      double[] w = row.read(i);
      for (int j = 0; j < w.length; j++) {
        if (w[j] != 0 && w[j] != 1) {
          throw new IllegalArgumentException(
              "mask must hold only 0 and 1, got " + w[j] + " at (" + i + ", " + j + ")");
        }
      }
    }
    return adopt(copyOf(a, a.dataType()), weights);
  }

  static DenseMatrix fromWeights(INDArray a, INDArray weights) {
    requireMatrix("A", a);
    requireFloating("A", a.dataType());
    requireSameShape("weights", weights, a);
    return adopt(copyOf(a, a.dataType()), copyOf(weights, a.dataType()));
  }

  /** A c-ordered copy that outlives any workspace of the caller's. */
  private static INDArray copyOf(INDArray source, DataType dataType) {
    return Nd4j.createUninitializedDetached(dataType, 'c', source.shape()).assign(source);
  }

  /** Takes over two arrays of its own, marks what is missing in both and checks the rest. */
  private static DenseMatrix adopt(INDArray values, INDArray weights) {
    Summary summary = Summary.ofMarked(values, weights);
    return new DenseMatrix(values, weights, summary, List.of(), List.of());
  }

  @Override
  public int rows() {
    return values.rows();
  }

  @Override
  public int columns() {
    return values.columns();
  }

  @Override
  public DataType dataType() {
    return values.dataType();
  }

  @Override
  public boolean isObserved(int row, int column) {
    return weight(row, column) > 0;
  }

  @Override
  public double value(int row, int column) {
    return isObserved(row, column) ? values.getDouble(row, column) : Double.NaN;
  }

  @Override
  public double weight(int row, int column) {
    if (row < 0 || row >= rows() || column < 0 || column >= columns()) {
      throw new IndexOutOfBoundsException(
          "no entry (%d, %d) in a matrix of shape %s".formatted(row, column, shape(values)));
    }
    return weights.getDouble(row, column);
  }

  @Override
  public INDArray toArray() {
    INDArray copy = values.dup('c');
    RowBuffer valueRow = new RowBuffer(copy);
    RowBuffer weightRow = new RowBuffer(weights);
    for (int i = 0; i < rows(); i++) {
      double[] v = valueRow.read(i);
      double[] w = weightRow.read(i);
      for (int j = 0; j < v.length; j++) {
        if (w[j] == 0) {
          v[j] = Double.NaN;
        }
      }
      valueRow.write(i);
    }
    return copy;
  }

  @Override
  public void forEachObserved(EntryVisitor visitor) {
    RowBuffer valueRow = new RowBuffer(values);
    RowBuffer weightRow = new RowBuffer(weights);
    for (int i = 0; i < rows(); i++) {
      visit(i, valueRow.read(i), weightRow.read(i), visitor);
    }
  }

  @Override
  public void forEachObserved(int row, EntryVisitor visitor) {
    Objects.checkIndex(row, rows());
    visit(row, new RowBuffer(values).read(row), new RowBuffer(weights).read(row), visitor);
  }

  private static void visit(int row, double[] v, double[] w, EntryVisitor visitor) {
    for (int j = 0; j < v.length; j++) {
      if (w[j] > 0) {
        visitor.visit(row, j, v[j], w[j]);
      }
    }
  }

  @Override
  public double[] rowWeights() {
    double[] sums = new double[rows()];
    RowBuffer weightRow = new RowBuffer(weights);
    Arrays.setAll(sums, row -> sum(weightRow.read(row)));
    return sums;
  }

  private static double sum(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum;
  }

  @Override
  public double[] columnWeights() {
    double[] sums = new double[columns()];
    RowBuffer weightRow = new RowBuffer(weights);
    for (int row = 0; row < rows(); row++) {
      double[] w = weightRow.read(row);
      for (int j = 0; j < sums.length; j++) {
        sums[j] += w[j];
      }
    }
    return sums;
  }

  @Override
  public DenseMatrix withLabels(List<String> rowLabels, List<String> columnLabels) {
    return new DenseMatrix(
        values,
        weights,
        summary(),
        checked("row", rowLabels, rows()),
        checked("column", columnLabels, columns()));
  }

  @Override
  public DenseMatrix castTo(DataType dataType) {
    if (dataType == dataType()) {
      return this;
    }
    requireFloating("dataType", dataType);
    return adopt(copyOf(values, dataType), copyOf(weights, dataType))
        .withLabels(rowLabels(), columnLabels());
  }

  @Override
  public DenseMatrix transpose() {
    return new DenseMatrix(
        copyOf(values.transpose(), dataType()),
        copyOf(weights.transpose(), dataType()),
        summary(),
        columnLabels(),
        rowLabels());
  }

  @Override
  public DenseMatrix plus(double number) {
    return adopt(values.add(number), copyOf(weights, dataType()))
        .withLabels(rowLabels(), columnLabels());
  }

  @Override
  public Split split(double testFraction, long seed) {
    Selection selection = Selection.of(testFraction, observed(), seed);
    INDArray trainWeights = copyOf(weights, dataType());
    INDArray testWeights = copyOf(weights, dataType());
    part(selection, trainWeights, testWeights);
    return new Split(
        adopt(copyOf(values, dataType()), trainWeights).withLabels(rowLabels(), columnLabels()),
        adopt(copyOf(values, dataType()), testWeights).withLabels(rowLabels(), columnLabels()));
  }

  private void part(Selection selection, INDArray trainWeights, INDArray testWeights) {
    RowBuffer train = new RowBuffer(trainWeights);
    RowBuffer test = new RowBuffer(testWeights);
    for (int i = 0; i < rows(); i++) {
      double[] trainRow = train.read(i);
      double[] testRow = test.read(i);
      for (int j = 0; j < trainRow.length; j++) {
        if (trainRow[j] > 0) {
          if (selection.next()) {
            trainRow[j] = 0;
          } else {
            testRow[j] = 0;
          }
        }
      }
      train.write(i);
      test.write(i);
    }
  }

  /**
   * The values, m×n in c order, finite everywhere. For solvers, which read them where they are: the
   * array itself and no copy, not to be written to.
   */
  public INDArray values() {
    return values;
  }

  /**
   * The weights, m×n in c order, 0 where an entry is missing. For solvers, which read them where
   * they are: the array itself and no copy, not to be written to.
   */
  public INDArray weights() {
    return weights;
  }

  /** Of each row the columns of its missing entries, in ascending order. For solvers. */
  public int[][] missing() {
    int[][] missing = new int[rows()][];
    int[] places = new int[columns()];
    RowBuffer weightRow = new RowBuffer(weights);
    for (int row = 0; row < missing.length; row++) {
      double[] w = weightRow.read(row);
      int count = 0;
      for (int j = 0; j < w.length; j++) {
        // Without a branch, which the processor could not foresee.
        places[count] = j;
        count += w[j] == 0 ? 1 : 0;
      }
      missing[row] = Arrays.copyOf(places, count);
    }
    return missing;
  }

  /** Whether every observed entry has the weight 1. */
  public boolean isUnweighted() {
    return summary().unweighted();
  }

  @Override
  public String toString() {
    return "DenseMatrix %s %s, %d observed".formatted(shape(values), dataType(), observed());
  }

  private static void requireMatrix(String name, INDArray array) {
    if (array == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    if (array.isEmpty() || array.rank() != 2) {
      throw new IllegalArgumentException(
          name + " must be a matrix with at least one row and column, got shape " + shape(array));
    }
  }

  private static void requireFloating(String name, DataType dataType) {
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException(name + " must be FLOAT or DOUBLE, got " + dataType);
    }
  }

  private static void requireSameShape(String name, INDArray array, INDArray a) {
    requireMatrix(name, array);
    if (array.rows() != a.rows() || array.columns() != a.columns()) {
      throw new IllegalArgumentException(
          name + " must have the shape of A, " + shape(a) + ", got " + shape(array));
    }
  }

  private static String shape(INDArray array) {
    StringBuilder text = new StringBuilder("(");
    for (long size : array.shape()) {
      text.append(text.length() > 1 ? "×" : "").append(size);
    }
    return text.append(')').toString();
  }
}
