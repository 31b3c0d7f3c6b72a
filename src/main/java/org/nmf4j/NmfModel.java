package org.nmf4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.FitResult;
import org.nmf4j.solver.FoldIn;

/**
 * A factorization {@code A ≈ W·H}, W (m×k) and H (k×n). Immutable: arrays are copied on the way in
 * and out.
 */
public final class NmfModel {

  private final INDArray w;
  private final INDArray h;
  private final Loss loss;
  private final boolean nonNegative;
  private final List<String> rowLabels;
  private final List<String> columnLabels;
  private final FitReport report;

  NmfModel(
      Factors factors,
      Loss loss,
      boolean nonNegative,
      List<String> rowLabels,
      List<String> columnLabels,
      FitReport report) {
    this.w = factors.w();
    this.h = factors.h();
    this.loss = loss;
    this.nonNegative = nonNegative;
    this.rowLabels = List.copyOf(rowLabels);
    this.columnLabels = List.copyOf(columnLabels);
    this.report = report;
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
    boolean nonNegative = w.minNumber().doubleValue() >= 0 && h.minNumber().doubleValue() >= 0;
    return new NmfModel(
        new Factors(w, h).copy(), Losses.rmse(), nonNegative, List.of(), List.of(), null);
  }

  /** The model that a fit to A ends in, which takes over the factors. */
  static NmfModel fitted(MaskedMatrix a, Objective objective, String solver, FitResult result) {
    Factors factors = result.factors();
    List<Integer> rows = a.unobservedRows();
    List<Integer> columns = a.unobservedColumns();
    if (!rows.isEmpty()) {
      useMeanForRows(factors.w(), rows);
      objective.constraintW().project(factors.w());
    }
    if (!columns.isEmpty()) {
      useMeanForRows(factors.h().transpose(), columns);
      objective.constraintH().project(factors.h());
    }
    FitReport report =
        new FitReport(
            a.rows(),
            a.columns(),
            a.observed(),
            factors.rank(),
            solver,
            objective.loss().name(),
            result.iterations(),
            result.objective(),
            result.heldOutLoss(),
            result.seconds(),
            result.stopReason(),
            result.kktResidual(),
            deadComponents(factors),
            rows,
            columns,
            DoubleStream.of(result.history()).boxed().toList(),
            DoubleStream.of(result.heldOutHistory()).boxed().toList());
    return new NmfModel(
        factors,
        objective.loss(),
        !objective.constraintW().allowsNegative(),
        a.rowLabels(),
        a.columnLabels(),
        report);
  }

  private static void useMeanForRows(INDArray factor, List<Integer> rows) {
    INDArray sum = factor.sum(0);
    for (int row : rows) {
      sum.subi(factor.getRow(row));
    }
    INDArray mean = sum.divi(factor.rows() - rows.size());
    for (int row : rows) {
      factor.putRow(row, mean);
    }
  }

  private static List<Integer> deadComponents(Factors factors) {
    List<Integer> dead = new ArrayList<>();
    for (int c = 0; c < factors.rank(); c++) {
      if (factors.w().getColumn(c).norm1Number().doubleValue() == 0
          || factors.h().getRow(c).norm1Number().doubleValue() == 0) {
        dead.add(c);
      }
    }
    return dead;
  }

  /** A copy of W, m×k. */
  public INDArray w() {
    return w.dup('c');
  }

  /** A copy of H, k×n. */
  public INDArray h() {
    return h.dup('c');
  }

  /** m. */
  public int rows() {
    return w.rows();
  }

  /** n. */
  public int columns() {
    return h.columns();
  }

  /** k. */
  public int rank() {
    return w.columns();
  }

  /** FLOAT or DOUBLE. */
  public DataType dataType() {
    return w.dataType();
  }

  /** W·H, m×n. */
  public INDArray reconstruct() {
    return w.mmul(h).dup('c');
  }

  /**
   * W·H in place of the missing entries of A.
   *
   * @param a m×n, NaN where missing; not changed
   * @return m×n, of the type of A
   * @throws IllegalArgumentException if A has another shape
   */
  public INDArray complete(INDArray a) {
    return complete(MaskedMatrix.of(a));
  }

  /**
   * W·H in place of the missing entries of A; the observed are kept as they are.
   *
   * @param a m×n
   * @return m×n, of the type of A
   * @throws IllegalArgumentException if A has another shape
   */
  public INDArray complete(MaskedMatrix a) {
    requireShape(a);
    DenseMatrix dense = (DenseMatrix) a;
    INDArray observed = dense.weights().gt(0).castTo(a.dataType());
    INDArray predicted = reconstruct().castTo(a.dataType()).muli(observed.rsub(1));
    return predicted.addi(dense.values().mul(observed));
  }

  /**
   * (W·H)_ij.
   *
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  public double predict(int row, int column) {
    Objects.checkIndex(row, rows());
    Objects.checkIndex(column, columns());
    return IntStream.range(0, rank())
        .mapToDouble(c -> w.getDouble(row, c) * h.getDouble(c, column))
        .sum();
  }

  /**
   * {@code √(Σ weight·(W·H − A)² / Σ weight)} over the observed entries of A.
   *
   * @throws IllegalArgumentException if A has another shape
   */
  public double rmse(MaskedMatrix a) {
    INDArray residual = residual(a);
    return Math.sqrt(
        residual.mul(residual).muli(weights(a)).sumNumber().doubleValue() / a.totalWeight());
  }

  /**
   * {@code Σ weight·|W·H − A| / Σ weight} over the observed entries of A.
   *
   * @throws IllegalArgumentException if A has another shape
   */
  public double mae(MaskedMatrix a) {
    INDArray sizes = residual(a);
    return Transforms.abs(sizes, false).muli(weights(a)).sumNumber().doubleValue()
        / a.totalWeight();
  }

  private INDArray residual(MaskedMatrix a) {
    requireShape(a);
    return w.castTo(DataType.DOUBLE)
        .mmul(h.castTo(DataType.DOUBLE))
        .subi(((DenseMatrix) a).values().castTo(DataType.DOUBLE));
  }

  private static INDArray weights(MaskedMatrix a) {
    return ((DenseMatrix) a).weights().castTo(DataType.DOUBLE);
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
   * the model's loss, without penalties, W' non-negative if W was kept so.
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
    if (newRows.columns() != columns()) {
      throw new IllegalArgumentException(
          "new rows must have %d columns, got %d".formatted(columns(), newRows.columns()));
    }
    return FoldIn.rows((DenseMatrix) newRows, h, loss, nonNegative);
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
    if (newColumns.rank() != 2 || newColumns.rows() != rows()) {
      throw new IllegalArgumentException(
          "new columns must have %d rows, got shape %s"
              .formatted(rows(), Arrays.toString(newColumns.shape())));
    }
    DenseMatrix transposed = MaskedMatrix.of(newColumns.transpose());
    return FoldIn.rows(transposed, w.transpose(), loss, nonNegative).transpose().dup('c');
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

  Loss loss() {
    return loss;
  }

  boolean nonNegative() {
    return nonNegative;
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
