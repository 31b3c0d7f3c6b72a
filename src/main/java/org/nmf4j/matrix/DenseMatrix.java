package org.nmf4j.matrix;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.EntryTally;
import org.nmf4j.internal.compute.GivenMatrix;
import org.nmf4j.internal.compute.NativeArray;

/**
 * A {@link MaskedMatrix} held as an m×n array of the values, and a second of the weights, which are
 * 0 where an entry is missing; where no observed entry has a weight but 1, the second is made when
 * it is first asked for.
 *
 * <p>In place of a missing value stands one number, the mean of the observed ones or near it: a
 * harmless number for any loss, since NaN · 0 is NaN.
 */
public final class DenseMatrix extends LabelledMatrix {

  private final INDArray values;

  /** Of each row, null where none is missing. */
  private final BitSet[] missing;

  /** In place of missing values. */
  private final double fill;

  /** Null where no observed entry has a weight but 1. */
  private final INDArray weights;

  private DenseMatrix(
      INDArray values,
      BitSet[] missing,
      double fill,
      INDArray weights,
      Summary summary,
      Background background,
      List<String> rowLabels,
      List<String> columnLabels) {
    super(summary, background, rowLabels, columnLabels);
    this.values = values;
    this.missing = missing;
    this.fill = fill;
    this.weights = weights;
  }

  static DenseMatrix fromNaN(INDArray a) {
    return adopt(new GivenMatrix("A", a).floating().copy(a.dataType()), null);
  }

  static DenseMatrix fromMask(INDArray a, INDArray mask) {
    INDArray values = new GivenMatrix("A", a).floating().copy(a.dataType());
    INDArray weights = likeA("mask", mask, a);
    Rows rows = new Rows(weights);
    for (int i = 0; i < weights.rows(); i++) {
      double[] w = rows.read(i);
      for (int j = 0; j < w.length; j++) {
        if (w[j] != 0 && w[j] != 1) {
          throw new IllegalArgumentException(
              "mask must hold only 0 and 1, got " + w[j] + " at (" + i + ", " + j + ")");
        }
      }
    }
    return adopt(values, weights);
  }

  static DenseMatrix fromWeights(INDArray a, INDArray weights) {
    INDArray values = new GivenMatrix("A", a).floating().copy(a.dataType());
    return adopt(values, likeA("weights", weights, a));
  }

  private static INDArray likeA(String name, INDArray given, INDArray a) {
    return new GivenMatrix(name, given).shaped(a.rows(), a.columns()).copy(a.dataType());
  }

  /**
   * Takes over two arrays of its own, marks what is missing in both and checks the rest.
   *
   * @param values NaN where missing
   * @param weights null for weights of 1
   */
  private static DenseMatrix adopt(INDArray values, INDArray weights) {
    EntryTally tally = new EntryTally();
    BitSet[] missing = new BitSet[values.rows()];
    Rows valueRows = new Rows(values);
    Rows weightRows = weights == null ? null : new Rows(weights);
    double[] w = new double[values.columns()];
    Arrays.fill(w, 1);
    for (int i = 0; i < missing.length; i++) {
      double[] v = valueRows.read(i);
      w = weights == null ? w : weightRows.read(i);
      missing[i] = check(i, v, w, tally);
      if (weights != null && missing[i] != null) {
        missing[i].stream().forEach(weightRows::clear);
        weightRows.write(i);
      }
    }
    Summary summary = Summary.of(tally, values.rows(), values.columns());
    boolean dropsWeights = weights != null && summary.unweighted();
    if (dropsWeights) {
      weights.close();
    }
    double fill = rounded(summary.mean(), values.dataType());
    fill(valueRows, missing, fill);
    return new DenseMatrix(
        values,
        missing,
        fill,
        dropsWeights ? null : weights,
        summary,
        Background.missing(),
        List.of(),
        List.of());
  }

  /** Counts a row's observed entries and gives the others, null if there are none. */
  private static BitSet check(int i, double[] v, double[] w, EntryTally tally) {
    BitSet missing = null;
    for (int j = 0; j < v.length; j++) {
      if (!(w[j] >= 0 && w[j] <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "weights must be finite and ≥ 0, got %s at (%d, %d)", w[j], i, j));
      }
      if (Double.isNaN(v[j]) || w[j] == 0) {
        missing = missing == null ? new BitSet(v.length) : missing;
        missing.set(j);
        continue;
      }
      if (Double.isInfinite(v[j])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "A must be finite or NaN (missing), got %s at (%d, %d)", v[j], i, j));
      }
      tally.add(v[j], w[j]);
    }
    return missing;
  }

  private static void fill(Rows values, BitSet[] missing, double fill) {
    for (int i = 0; i < missing.length; i++) {
      if (missing[i] != null) {
        double[] v = values.read(i);
        missing[i].stream().forEach(j -> v[j] = fill);
        values.write(i);
      }
    }
  }

  private static double rounded(double number, DataType dataType) {
    return dataType == DataType.FLOAT ? (float) number : number;
  }

  /** Whole rows of a matrix, read into and written from an array that is always the same. */
  private static final class Rows {

    private final NativeArray matrix;
    private final double[] row;

    Rows(INDArray matrix) {
      this.matrix = NativeArray.of(matrix);
      row = new double[matrix.columns()];
    }

    double[] read(int index) {
      matrix.get((long) index * row.length, row, 0, row.length);
      return row;
    }

    void write(int index) {
      matrix.put((long) index * row.length, row, 0, row.length);
    }

    void clear(int column) {
      row[column] = 0;
    }
  }

  @Override
  public <R> R choose(Function<DenseMatrix, R> dense, Function<SparseMatrix, R> sparse) {
    return dense.apply(this);
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
    if (row < 0 || row >= rows() || column < 0 || column >= columns()) {
      throw new IndexOutOfBoundsException(
          String.format(
              Locale.ROOT,
              "no entry (%d, %d) in a matrix of shape %s",
              row,
              column,
              GivenMatrix.shape(values.shape())));
    }
    return missing[row] == null || !missing[row].get(column);
  }

  @Override
  public double value(int row, int column) {
    return isObserved(row, column) ? values.getDouble(row, column) : Double.NaN;
  }

  @Override
  public double weight(int row, int column) {
    if (!isObserved(row, column)) {
      return 0;
    }
    return isUnweighted() ? 1 : weights.getDouble(row, column);
  }

  @Override
  public INDArray toArray() {
    INDArray copy = values.dup('c');
    fill(new Rows(copy), missing, Double.NaN);
    return copy;
  }

  @Override
  public void forEachObserved(EntryVisitor visitor) {
    Lines lines = new Lines();
    for (int row = 0; row < rows(); row++) {
      lines.visit(row, visitor);
    }
  }

  @Override
  public void forEachObserved(int row, EntryVisitor visitor) {
    Objects.checkIndex(row, rows());
    new Lines().visit(row, visitor);
  }

  /** Reads rows of values and weights; for one thread. */
  private final class Lines {

    private final Rows values = new Rows(DenseMatrix.this.values);
    private final Rows weights = isUnweighted() ? null : new Rows(DenseMatrix.this.weights);
    private final double[] ones = new double[columns()];

    /** The weights of a row, 0 where an entry is missing. */
    double[] weights(int row) {
      if (weights != null) {
        return weights.read(row);
      }
      Arrays.fill(ones, 1);
      if (missing[row] != null) {
        missing[row].stream().forEach(j -> ones[j] = 0);
      }
      return ones;
    }

    void visit(int row, EntryVisitor visitor) {
      double[] v = values.read(row);
      double[] w = weights(row);
      for (int j = 0; j < v.length; j++) {
        if (w[j] > 0) {
          visitor.visit(row, j, v[j], w[j]);
        }
      }
    }
  }

  @Override
  double[] observedRowWeights() {
    Lines lines = new Lines();
    double[] sums = new double[rows()];
    Arrays.setAll(sums, row -> Arrays.stream(lines.weights(row)).sum());
    return sums;
  }

  @Override
  double[] observedColumnWeights() {
    Lines lines = new Lines();
    double[] sums = new double[columns()];
    for (int row = 0; row < rows(); row++) {
      double[] w = lines.weights(row);
      for (int j = 0; j < sums.length; j++) {
        sums[j] += w[j];
      }
    }
    return sums;
  }

  @Override
  int[] observedInRows() {
    int[] counts = new int[rows()];
    Arrays.setAll(
        counts, row -> columns() - (missing[row] == null ? 0 : missing[row].cardinality()));
    return counts;
  }

  @Override
  int[] observedInColumns() {
    int[] counts = new int[columns()];
    Arrays.fill(counts, rows());
    for (BitSet ofRow : missing) {
      if (ofRow != null) {
        ofRow.stream().forEach(column -> counts[column]--);
      }
    }
    return counts;
  }

  @Override
  public DenseMatrix withLabels(List<String> rowLabels, List<String> columnLabels) {
    return new DenseMatrix(
        values,
        missing,
        fill,
        weights,
        summary(),
        background(),
        checked("row", rowLabels, rows()),
        checked("column", columnLabels, columns()));
  }

  @Override
  public DenseMatrix castTo(DataType dataType) {
    if (dataType == dataType()) {
      return this;
    }
    requireFloating("dataType", dataType);
    return with(GivenMatrix.copy(values, dataType), dataType, missing);
  }

  /** The same but for what is missing. */
  private DenseMatrix with(INDArray copy, DataType dataType, BitSet[] missing) {
    fill(new Rows(copy), missing, Double.NaN);
    return adopt(copy, isUnweighted() ? null : GivenMatrix.copy(weights, dataType)).like(this);
  }

  /** Under the names, and on the background, of another matrix of this shape. */
  private DenseMatrix like(MaskedMatrix a) {
    return withLabels(a.rowLabels(), a.columnLabels()).background(a.background());
  }

  @Override
  public DenseMatrix background(Background background) {
    Objects.requireNonNull(background, "background");
    return new DenseMatrix(
        values, missing, fill, weights, summary(), background, rowLabels(), columnLabels());
  }

  @Override
  public DenseMatrix transpose() {
    BitSet[] missingOfColumns = new BitSet[columns()];
    for (int row = 0; row < missing.length; row++) {
      int i = row;
      if (missing[i] != null) {
        missing[i].stream()
            .forEach(
                j -> {
                  if (missingOfColumns[j] == null) {
                    missingOfColumns[j] = new BitSet(missing.length);
                  }
                  missingOfColumns[j].set(i);
                });
      }
    }
    return new DenseMatrix(
        GivenMatrix.copy(values.transpose(), dataType()),
        missingOfColumns,
        fill,
        isUnweighted() ? null : GivenMatrix.copy(weights.transpose(), dataType()),
        summary(),
        background(),
        columnLabels(),
        rowLabels());
  }

  @Override
  public DenseMatrix plus(double number) {
    requireFinite(number);
    return map((column, value) -> value + number, background().plus(number));
  }

  @Override
  public DenseMatrix in(ColumnUnits units) {
    Objects.requireNonNull(units, "units");
    return units.requireColumns(columns()).areNone()
        ? this
        : map(units::fromA, backgroundIn(units));
  }

  private DenseMatrix map(ColumnUnits.Change change, Background changedBackground) {
    INDArray changed = Nd4j.createUninitializedDetached(dataType(), 'c', values.shape());
    EntryTally tally = new EntryTally();
    Lines lines = new Lines();
    NativeArray target = NativeArray.of(changed);
    for (int i = 0; i < missing.length; i++) {
      double[] v = lines.values.read(i);
      for (int j = 0; j < v.length; j++) {
        v[j] = rounded(change.of(j, v[j]), dataType());
      }
      check(i, v, lines.weights(i), tally);
      target.put((long) i * v.length, v, 0, v.length);
    }
    Summary summary = Summary.of(tally, rows(), columns());
    double fillOfChanged = rounded(summary.mean(), dataType());
    fill(new Rows(changed), missing, fillOfChanged);
    return new DenseMatrix(
        changed,
        missing,
        fillOfChanged,
        weights,
        summary,
        changedBackground,
        rowLabels(),
        columnLabels());
  }

  @Override
  public Split split(Splitter splitter) {
    Splitter.Choice choice = splitter.of(this);
    long test = 0;
    BitSet[] notInTrain = new BitSet[rows()];
    BitSet[] notInTest = new BitSet[rows()];
    for (int i = 0; i < rows(); i++) {
      notInTrain[i] = missing[i] == null ? new BitSet(columns()) : (BitSet) missing[i].clone();
      notInTest[i] = (BitSet) notInTrain[i].clone();
      for (int j = 0; j < columns(); j++) {
        if (isObserved(i, j)) {
          boolean isTest = choice.isTest(i, j);
          (isTest ? notInTrain : notInTest)[i].set(j);
          test += isTest ? 1 : 0;
        }
      }
    }
    requireParts(test);
    return new Split(
        with(GivenMatrix.copy(values, dataType()), dataType(), notInTrain),
        with(GivenMatrix.copy(values, dataType()), dataType(), notInTest)
            .background(Background.missing()));
  }

  /**
   * {@return the matrix in which entries of the background are observed like others; this one
   * itself if there are none} For solvers: it takes no more memory than before.
   */
  public DenseMatrix withBackgroundObserved() {
    if (background().isMissing() || observed() == (long) rows() * columns()) {
      return this;
    }
    INDArray copy = GivenMatrix.copy(values, dataType());
    fill(new Rows(copy), missing, background().value());
    INDArray copyOfWeights = weights();
    copyOfWeights = isUnweighted() ? copyOfWeights : copyOfWeights.dup('c');
    fill(new Rows(copyOfWeights), missing, background().weight());
    return adopt(copy, copyOfWeights).withLabels(rowLabels(), columnLabels());
  }

  /**
   * {@return the values, m×n in c order, finite everywhere: the array itself and no copy, not to be
   * written to} For solvers, which read them where they are.
   */
  public INDArray values() {
    return values;
  }

  /**
   * {@return the number, one that any loss takes, that stands in {@link #values} where an entry is
   * missing} For solvers.
   */
  public double fill() {
    return fill;
  }

  /**
   * {@return the weights, m×n in c order, 0 where an entry is missing: not to be written to, as it
   * may be the array itself} For solvers, which read them where they are.
   */
  public INDArray weights() {
    if (!isUnweighted()) {
      return weights;
    }
    INDArray made = Nd4j.createUninitializedDetached(dataType(), 'c', values.shape());
    copyWeights(IntStream.range(0, rows()).toArray(), made);
    return made;
  }

  /**
   * Writes the weights of some rows, 0 where an entry is missing. For solvers.
   *
   * @param rows their indices
   * @param target as many rows of n numbers, in c order and of this type
   */
  public void copyWeights(int[] rows, INDArray target) {
    NativeArray copies = NativeArray.of(target);
    if (!isUnweighted()) {
      NativeArray source = NativeArray.of(weights);
      for (int i = 0; i < rows.length; i++) {
        copies.copyRow(i, source, rows[i]);
      }
      return;
    }
    target.assign(1);
    for (int i = 0; i < rows.length; i++) {
      if (missing[rows[i]] != null) {
        copies.clear((long) i * columns(), missing[rows[i]].toLongArray());
      }
    }
  }

  /**
   * {@return 1 where an entry is observed and 0 where it is missing, m×n in c order, of a byte
   * each} For solvers.
   */
  public INDArray mask() {
    INDArray mask = Nd4j.createUninitializedDetached(DataType.UINT8, 'c', values.shape());
    BytePointer target = new BytePointer(mask.data().addressPointer());
    byte[] ofRow = new byte[columns()];
    for (int i = 0; i < rows(); i++) {
      Arrays.fill(ofRow, (byte) 1);
      for (int j : missing(i)) {
        ofRow[j] = 0;
      }
      target.position((long) i * columns()).put(ofRow, 0, columns());
    }
    return mask;
  }

  /**
   * Where entries are missing. For solvers.
   *
   * @param row i
   * @return the columns of its missing entries, in ascending order
   */
  public int[] missing(int row) {
    return missing[row] == null ? new int[0] : missing[row].stream().toArray();
  }

  /** {@return whether every observed entry has the weight 1} */
  public boolean isUnweighted() {
    return summary().unweighted();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "DenseMatrix %s %s, %d observed%s",
        GivenMatrix.shape(values.shape()),
        dataType(),
        observed(),
        others());
  }

  static void requireFloating(String name, DataType dataType) {
    Objects.requireNonNull(dataType, name);
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException(name + " must be FLOAT or DOUBLE, got " + dataType);
    }
  }
}
