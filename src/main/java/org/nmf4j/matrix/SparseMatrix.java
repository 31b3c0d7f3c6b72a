package org.nmf4j.matrix;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;

/**
 * A {@link MaskedMatrix} of which only the observed entries are held, by rows, and once somebody
 * needs them so also by columns. For matrices of which most is missing.
 */
public final class SparseMatrix extends LabelledMatrix {

  private final CompressedLines byRows;
  private final int columns;

  private SparseMatrix(
      CompressedLines byRows,
      int columns,
      Summary summary,
      Background background,
      List<String> rowLabels,
      List<String> columnLabels) {
    super(summary, background, rowLabels, columnLabels);
    this.byRows = byRows;
    this.columns = columns;
  }

  static SparseMatrix of(CompressedLines byRows, int columns) {
    return new SparseMatrix(
        byRows, columns, Summary.of(byRows), Background.missing(), List.of(), List.of());
  }

  /**
   * The observed entries of any matrix.
   *
   * @param a dense or sparse
   * @return the same entries under the same names, on the same background; the matrix itself if it
   *     is sparse
   */
  public static SparseMatrix from(MaskedMatrix a) {
    return a.choose(SparseMatrix::copyOf, Function.identity());
  }

  private static SparseMatrix copyOf(DenseMatrix a) {
    SparseBuilder builder = MaskedMatrix.sparse(a.dataType());
    a.forEachObserved(builder::add);
    return builder.build(a.rows(), a.columns()).like(a);
  }

  /** Under the names, and on the background, of another matrix of this shape. */
  private SparseMatrix like(MaskedMatrix a) {
    return withLabels(a.rowLabels(), a.columnLabels()).background(a.background());
  }

  /**
   * {@return the observed entries by rows, m lines, those of a row by ascending column} For
   * solvers.
   */
  public CompressedLines byRows() {
    return byRows;
  }

  /**
   * {@return the observed entries by columns, n lines, those of a column by ascending row} They are
   * sorted so when this is first asked for. For solvers.
   */
  public CompressedLines byColumns() {
    return byRows.otherWay(columns);
  }

  @Override
  public SparseMatrix transpose() {
    return new SparseMatrix(
        byColumns(), rows(), summary(), background(), columnLabels(), rowLabels());
  }

  @Override
  public <R> R choose(Function<DenseMatrix, R> dense, Function<SparseMatrix, R> sparse) {
    return sparse.apply(this);
  }

  @Override
  public int rows() {
    return byRows.count();
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public DataType dataType() {
    return byRows.dataType();
  }

  @Override
  public boolean isObserved(int row, int column) {
    return find(row, column) >= 0;
  }

  @Override
  public double value(int row, int column) {
    int entry = find(row, column);
    return entry < 0 ? Double.NaN : byRows.value(entry);
  }

  @Override
  public double weight(int row, int column) {
    int entry = find(row, column);
    return entry < 0 ? 0 : byRows.weight(entry);
  }

  private int find(int row, int column) {
    if (row < 0 || row >= rows() || column < 0 || column >= columns()) {
      throw new IndexOutOfBoundsException(
          String.format(
              Locale.ROOT,
              "no entry (%d, %d) in a matrix of shape (%d×%d)",
              row,
              column,
              rows(),
              columns()));
    }
    return byRows.find(row, column);
  }

  @Override
  public INDArray toArray() {
    INDArray array = Nd4j.createUninitialized(dataType(), rows(), columns());
    NativeArray target = NativeArray.of(array);
    double[] numbers = new double[columns];
    for (int row = 0; row < rows(); row++) {
      Arrays.fill(numbers, Double.NaN);
      forEachObserved(row, (i, column, value, weight) -> numbers[column] = value);
      target.put((long) row * columns, numbers, 0, columns);
    }
    return array;
  }

  @Override
  public void forEachObserved(EntryVisitor visitor) {
    for (int row = 0; row < rows(); row++) {
      forEachObserved(row, visitor);
    }
  }

  @Override
  public void forEachObserved(int row, EntryVisitor visitor) {
    for (int entry = byRows.start(row); entry < byRows.start(row + 1); entry++) {
      visitor.visit(row, byRows.index(entry), byRows.value(entry), byRows.weight(entry));
    }
  }

  @Override
  double[] observedRowWeights() {
    return byRows.totalWeights();
  }

  @Override
  double[] observedColumnWeights() {
    return byColumns().totalWeights();
  }

  @Override
  int[] observedInRows() {
    return byRows.lengths();
  }

  @Override
  int[] observedInColumns() {
    return byColumns().lengths();
  }

  @Override
  public SparseMatrix background(Background background) {
    Objects.requireNonNull(background, "background");
    return new SparseMatrix(byRows, columns, summary(), background, rowLabels(), columnLabels());
  }

  @Override
  public SparseMatrix withLabels(List<String> rowLabels, List<String> columnLabels) {
    return new SparseMatrix(
        byRows,
        columns,
        summary(),
        background(),
        checked("row", rowLabels, rows()),
        checked("column", columnLabels, columns()));
  }

  @Override
  public SparseMatrix castTo(DataType dataType) {
    if (dataType == dataType()) {
      return this;
    }
    SparseBuilder builder = MaskedMatrix.sparse(dataType).keepingTimes();
    byRows.forEach(builder::add);
    return builder.build(rows(), columns).like(this);
  }

  @Override
  public SparseMatrix plus(double number) {
    requireFinite(number);
    return map((column, value) -> value + number, background().plus(number));
  }

  @Override
  public SparseMatrix in(ColumnUnits units) {
    Objects.requireNonNull(units, "units");
    return units.requireColumns(columns).areNone() ? this : map(units::fromA, backgroundIn(units));
  }

  private SparseMatrix map(ColumnUnits.Change change, Background changed) {
    return of(byRows.map(change), columns).like(this).background(changed);
  }

  @Override
  public Split split(Splitter splitter) {
    Splitter.Choice choice = splitter.of(this);
    SparseBuilder train = MaskedMatrix.sparse(dataType()).keepingTimes();
    SparseBuilder test = MaskedMatrix.sparse(dataType()).keepingTimes();
    byRows.forEach(
        (row, column, value, weight, time) ->
            (choice.isTest(row, column) ? test : train).add(row, column, value, weight, time));
    requireParts(test.count());
    return new Split(
        train.build(rows(), columns()).like(this),
        test.build(rows(), columns()).withLabels(rowLabels(), columnLabels()));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "SparseMatrix (%d×%d) %s, %d observed%s",
        rows(),
        columns(),
        dataType(),
        observed(),
        others());
  }
}
