package org.nmf4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.solver.Factors;

/**
 * A factorization {@code A ≈ W·H}, W (m×k) and H (k×n), or with offsets {@code a_ij ≈ μ + b_i + c_j
 * + (W·H)_ij}. Immutable: arrays are copied on the way in and out.
 */
public final class NmfModel {

  /** W, or [W, b, 1]: m rows. */
  private final HeapMatrix w;

  /** Hᵀ, or [Hᵀ, 1, c]: n rows. */
  private final HeapMatrix h;

  private final ModelTerms terms;
  private final List<String> rowLabels;
  private final List<String> columnLabels;
  private final FitReport report;

  private final Predictions predictions;
  private final ModelFoldIn foldIn;

  /**
   * A model.
   *
   * @param factors with the offsets, if there are any
   */
  NmfModel(
      Factors factors,
      ModelTerms terms,
      List<String> rowLabels,
      List<String> columnLabels,
      FitReport report) {
    this(
        HeapMatrix.of(factors.w()),
        HeapMatrix.of(factors.h()).transpose(),
        terms,
        rowLabels,
        columnLabels,
        report);
  }

  private NmfModel(
      HeapMatrix w,
      HeapMatrix h,
      ModelTerms terms,
      List<String> rowLabels,
      List<String> columnLabels,
      FitReport report) {
    this.w = w;
    this.h = h;
    this.terms = terms;
    this.rowLabels = List.copyOf(rowLabels);
    this.columnLabels = List.copyOf(columnLabels);
    this.report = report;
    predictions = new Predictions(w, h, terms);
    foldIn = new ModelFoldIn(w, h, terms);
  }

  /**
   * A model of given factors, without names and report; new rows and columns are folded in by
   * squared error.
   *
   * @param w m×k
   * @param h k×n, of the same type
   * @throws IllegalArgumentException if they share no rank k, or no type
   */
  public static NmfModel of(INDArray w, INDArray h) {
    if (w.dataType() != h.dataType()) {
      throw new IllegalArgumentException(
          "W and H must have one type, got " + w.dataType() + " and " + h.dataType());
    }
    Factors factors = new Factors(w, h).copy();
    double mean = w.mean(0).mul(h.mean(1)).sumNumber().doubleValue();
    ModelTerms terms = ModelTerms.plain(isNonNegative(w), isNonNegative(h), mean);
    return new NmfModel(factors, terms, List.of(), List.of(), null);
  }

  private static boolean isNonNegative(INDArray factor) {
    return factor.minNumber().doubleValue() >= 0;
  }

  /**
   * The same model with its predictions kept in a range, such as that of ratings.
   *
   * @throws IllegalArgumentException if the range is empty or not finite
   */
  public NmfModel clippedTo(double smallest, double largest) {
    if (!(smallest < largest && Double.isFinite(largest - smallest))) {
      throw new IllegalArgumentException(
          "smallest must be < largest, both finite, got %s and %s".formatted(smallest, largest));
    }
    return new NmfModel(w, h, terms.clippedTo(smallest, largest), rowLabels, columnLabels, report);
  }

  /** A copy of W, m×k. */
  public INDArray w() {
    return components(w.toArray());
  }

  /** A copy of H, k×n. */
  public INDArray h() {
    return components(h.toArray()).transpose().dup('c');
  }

  private INDArray components(INDArray rows) {
    return terms.offsets()
        ? rows.get(NDArrayIndex.all(), NDArrayIndex.interval(0, rank())).dup('c')
        : rows;
  }

  /** μ, the mean of the entries fitted to. */
  public double mean() {
    return terms.mean();
  }

  /** b, one number for each row, if the model has offsets. */
  public Optional<INDArray> rowOffsets() {
    return terms.offsets() ? Optional.of(component(w, rank())) : Optional.empty();
  }

  /** c, one number for each column, if the model has offsets. */
  public Optional<INDArray> columnOffsets() {
    return terms.offsets() ? Optional.of(component(h, rank() + 1)) : Optional.empty();
  }

  private static INDArray component(HeapMatrix rows, int c) {
    return rows.toArray().getColumn(c).dup();
  }

  /** What no prediction is below, −∞ if the model has no range. */
  public double smallestPrediction() {
    return terms.smallest();
  }

  /** What no prediction is above, ∞ if the model has no range. */
  public double largestPrediction() {
    return terms.largest();
  }

  /** m. */
  public int rows() {
    return w.rows();
  }

  /** n. */
  public int columns() {
    return h.rows();
  }

  /** k. */
  public int rank() {
    return w.columns() - terms.extraComponents();
  }

  /** FLOAT or DOUBLE. */
  public DataType dataType() {
    return w.dataType();
  }

  /**
   * The predictions of all entries, m×n.
   *
   * @throws IllegalArgumentException if they are 2³¹ or more
   */
  public INDArray reconstruct() {
    return predictions.all();
  }

  /**
   * Predictions in place of the missing entries of A.
   *
   * @param a m×n, NaN where missing; not changed
   * @return m×n, of the type of A
   * @throws IllegalArgumentException if A has another shape
   */
  public INDArray complete(INDArray a) {
    return complete(MaskedMatrix.of(a));
  }

  /**
   * Predictions in place of the missing entries of A; the observed are kept as they are.
   *
   * @param a m×n
   * @return m×n, of the type of A
   * @throws IllegalArgumentException if A has another shape, or 2³¹ entries or more
   */
  public INDArray complete(MaskedMatrix a) {
    requireShape(a);
    HeapMatrix completed = HeapMatrix.of(reconstruct().castTo(a.dataType()));
    a.forEachObserved((row, column, value, weight) -> completed.set(row, column, value));
    return completed.toArray();
  }

  /**
   * The prediction of an entry: (W·H)_ij, plus offsets if there are any, in the range if one is
   * set.
   *
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  public double predict(int row, int column) {
    Objects.checkIndex(row, rows());
    Objects.checkIndex(column, columns());
    return predictions.known(row, column);
  }

  /**
   * The predictions of many entries. A row that the model has not seen is taken for the average
   * one, and so is a column; where neither is known, it is the mean of the entries fitted to.
   *
   * @param rows their rows, −1 for one that the model has not seen
   * @param columns their columns, likewise; as many
   * @throws IllegalArgumentException if they are not as many
   * @throws IndexOutOfBoundsException if there is no such row or column
   */
  public double[] predict(int[] rows, int[] columns) {
    if (rows.length != columns.length) {
      throw new IllegalArgumentException(
          "rows and columns must be as many, got %d and %d".formatted(rows.length, columns.length));
    }
    double[] predicted = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      boolean isEntry =
          rows[i] >= -1 && rows[i] < rows() && columns[i] >= -1 && columns[i] < columns();
      if (!isEntry) {
        throw new IndexOutOfBoundsException(
            "no entry (%d, %d) in a model of (%d×%d), asked for at %d"
                .formatted(rows[i], columns[i], rows(), columns(), i));
      }
      predicted[i] = predictions.any(rows[i], columns[i]);
    }
    return predicted;
  }

  /**
   * {@code √(Σ weight·(prediction − A)² / Σ weight)} over the observed entries of A.
   *
   * @throws IllegalArgumentException if A has another shape
   */
  public double rmse(MaskedMatrix a) {
    requireShape(a);
    double[] sum = {0};
    a.forEachObserved(
        (row, column, value, weight) -> {
          double error = predict(row, column) - value;
          sum[0] += weight * error * error;
        });
    return Math.sqrt(sum[0] / a.totalWeight());
  }

  /**
   * {@code Σ weight·|prediction − A| / Σ weight} over the observed entries of A.
   *
   * @throws IllegalArgumentException if A has another shape
   */
  public double mae(MaskedMatrix a) {
    requireShape(a);
    double[] sum = {0};
    a.forEachObserved(
        (row, column, value, weight) -> sum[0] += weight * Math.abs(predict(row, column) - value));
    return sum[0] / a.totalWeight();
  }

  private void requireShape(MaskedMatrix a) {
    if (a.rows() != rows() || a.columns() != columns()) {
      throw new IllegalArgumentException(
          "A must have the shape of the model, (%d×%d), got (%d×%d)"
              .formatted(rows(), columns(), a.rows(), a.columns()));
    }
  }

  /**
   * Factors of rows that the model has not seen, with H kept: {@code min Σ weight·ℓ(W'·H, A')} by
   * the model's loss, W' non-negative if W was kept so. For squared error the penalties of the fit
   * count here too. With offsets, those of the rows are found and left out.
   *
   * @param newRows A', p×n, NaN where missing; not changed
   * @return W', p×k, of the type of A'
   * @throws IllegalArgumentException if A' has not n columns
   * @throws IllegalStateException if the model was loaded from a file and its loss was a lambda
   */
  public INDArray transform(INDArray newRows) {
    return transform(MaskedMatrix.of(newRows));
  }

  /** As {@link #transform(INDArray)}. */
  public INDArray transform(MaskedMatrix newRows) {
    return components(foldIn.rows(newRows).castTo(newRows.dataType()));
  }

  /**
   * The model of rows that it has not seen, in place of its own: their factors, and offsets if
   * there are any, from their entries, with all that belongs to columns kept.
   *
   * @param newRows A', p×n
   * @throws IllegalArgumentException if A' has not n columns
   * @throws IllegalStateException if the model was loaded from a file and its loss was a lambda
   */
  public NmfModel withRows(MaskedMatrix newRows) {
    HeapMatrix rows = HeapMatrix.of(foldIn.rows(newRows).castTo(dataType()));
    return new NmfModel(rows, h, terms, newRows.rowLabels(), columnLabels, null);
  }

  /**
   * Factors of columns that the model has not seen, with W kept.
   *
   * @param newColumns A', m×q, NaN where missing; not changed
   * @return H', k×q, of the type of A'
   * @throws IllegalArgumentException if A' has not m rows
   * @throws IllegalStateException if the model was loaded from a file and its loss was a lambda
   */
  public INDArray foldInColumns(INDArray newColumns) {
    INDArray columns = foldIn.columns(MaskedMatrix.of(newColumns)).castTo(newColumns.dataType());
    return components(columns).transpose().dup('c');
  }

  /** As {@link #withRows}, for columns: A' is m×q. */
  public NmfModel withColumns(MaskedMatrix newColumns) {
    HeapMatrix columns = HeapMatrix.of(foldIn.columns(newColumns).castTo(dataType()));
    return new NmfModel(w, columns, terms, rowLabels, newColumns.columnLabels(), null);
  }

  /** Names of the rows, one each, or an empty list. */
  public List<String> rowLabels() {
    return rowLabels;
  }

  /** Names of the columns, one each, or an empty list. */
  public List<String> columnLabels() {
    return columnLabels;
  }

  /** What happened during the fit, unless the factors came from elsewhere. */
  public Optional<FitReport> report() {
    return Optional.ofNullable(report);
  }

  /** W and H, or [W, b, 1] and [H; 1; c]: copies. */
  Factors factors() {
    return new Factors(w.toArray(), h.transpose().toArray());
  }

  ModelTerms terms() {
    return terms;
  }

  /**
   * Writes the model as a {@code .npz} file, which {@code numpy.load} opens: members W and H, and
   * {@code metadata.json} with all else. The file appears whole or not at all; one of that name is
   * replaced.
   *
   * @throws IOException if it can't be written
   */
  public void save(Path file) throws IOException {
    ModelArchive.write(this, file);
  }

  /**
   * Reads a model that {@link #save} has written. Everything in the file is checked; nothing in it
   * is executed.
   *
   * @throws IOException if it can't be read, or is no such file; in one line, with the reason
   */
  public static NmfModel load(Path file) throws IOException {
    return ModelArchive.read(file);
  }
}
