package org.nmf4j;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.GivenMatrix;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.internal.evaluation.LossEvaluation;
import org.nmf4j.internal.rows.Posterior;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;
import org.nmf4j.solver.bayes.VariationalBayes;

/**
 * A factorization {@code A ≈ W·H}, W (m×k) and H (k×n), or with offsets {@code a_ij ≈ μ + b_i + c_j
 * + (W·H)_ij}. Of columns with units of their own, {@code a_ij ≈ shift_j + scale_j·(W·H)_ij}, those
 * are the factors and offsets of the scaled columns, and all else is in the units of A. Immutable,
 * for many threads: arrays are copied on the way in and out.
 */
public final class NmfModel {

  /** W, or [W, b, 1]: m rows. */
  private final HeapMatrix w;

  /** Hᵀ, or [Hᵀ, 1, c]: n rows. */
  private final HeapMatrix h;

  private final ModelTerms terms;

  /** Null if nothing is known of how the factors are distributed. */
  private final ModelPosterior posterior;

  private final Lines rowLines;
  private final Lines columnLines;
  private final FitReport report;
  private final int threads;

  private final Predictions predictions;
  private final ModelFoldIn foldIn;

  // Made when they are first needed.
  private volatile HeapMatrix components;
  private volatile double[] averageRow;
  private volatile double[] averageColumn;

  NmfModel(
      HeapMatrix w,
      HeapMatrix h,
      ModelTerms terms,
      ModelPosterior posterior,
      Lines rowLines,
      Lines columnLines,
      FitReport report,
      int threads) {
    this.w = w;
    this.h = h;
    this.terms = terms;
    this.posterior = posterior;
    this.rowLines = rowLines;
    this.columnLines = columnLines;
    this.report = report;
    this.threads = threads;
    predictions = new Predictions(w, h, terms);
    foldIn = new ModelFoldIn(w, h, terms, posterior);
  }

  /**
   * A model of given factors, without names and report; new rows and columns are folded in by
   * squared error, non-negative where all of W, or of H, is.
   *
   * @param w m×k, FLOAT or DOUBLE
   * @param h k×n, of the same type
   * @return the model
   * @throws IllegalArgumentException if they share no rank k, or no type, or a number or the mean
   *     of W·H is not finite
   */
  public static NmfModel of(INDArray w, INDArray h) {
    HeapMatrix rows = checked("W", w);
    HeapMatrix columns = checked("H", h).transpose();
    if (w.dataType() != h.dataType() || w.columns() != h.rows()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "W (m×k) and H (k×n) must have one type and one rank k, got (%d×%d) %s and (%d×%d) %s",
              w.rows(),
              w.columns(),
              w.dataType(),
              h.rows(),
              h.columns(),
              h.dataType()));
    }
    Objective objective =
        Objective.of(Losses.rmse()).withConstraints(constraintOf(rows), constraintOf(columns));
    double mean = meanOf(rows, columns);
    if (!Double.isFinite(mean)) {
      throw new IllegalArgumentException("W·H must be finite, got a mean of " + mean);
    }
    Offsets none = Offsets.none(rows.columns());
    ModelTerms terms =
        new ModelTerms(
            objective,
            none,
            Background.missing(),
            1,
            ColumnUnits.none(columns.rows()),
            mean,
            ModelTerms.Range.ALL,
            0);
    return new NmfModel(
        rows,
        columns,
        terms,
        null,
        Lines.ofRows(List.of(), Lines.equalWeights(rows.rows(), columns.rows())),
        Lines.ofColumns(List.of(), Lines.equalWeights(columns.rows(), rows.rows())),
        null,
        Runtime.getRuntime().availableProcessors());
  }

  /**
   * A model of factors from elsewhere, with offsets, names and whatever else is known.
   *
   * @param w m×k, FLOAT or DOUBLE
   * @param h k×n, of the same type
   * @return a builder
   * @throws IllegalArgumentException as of {@link #of}, by the builder at the latest
   */
  public static NmfModelBuilder builder(INDArray w, INDArray h) {
    return new NmfModelBuilder(
        Objects.requireNonNull(w, "w").dup('c'), Objects.requireNonNull(h, "h").dup('c'));
  }

  private static HeapMatrix checked(String name, INDArray factor) {
    return HeapMatrix.of(new GivenMatrix(name, factor).floating().finite().array());
  }

  private static Constraint constraintOf(HeapMatrix lines) {
    for (int line = 0; line < lines.rows(); line++) {
      for (int c = 0; c < lines.columns(); c++) {
        if (lines.get(line, c) < 0) {
          return Constraints.none();
        }
      }
    }
    return Constraints.nonNegative();
  }

  /** Of all predictions of W·H. */
  static double meanOf(HeapMatrix w, HeapMatrix h) {
    double[] row = Predictions.average(w);
    double[] column = Predictions.average(h);
    double sum = 0;
    for (int c = 0; c < row.length; c++) {
      sum += row[c] * column[c];
    }
    return sum;
  }

  private NmfModel with(ModelTerms terms, int threads) {
    return new NmfModel(w, h, terms, posterior, rowLines, columnLines, report, threads);
  }

  NmfModel with(FitReport report) {
    return new NmfModel(w, h, terms, posterior, rowLines, columnLines, report, threads);
  }

  NmfModel with(ModelPosterior posterior) {
    return new NmfModel(w, h, terms, posterior, rowLines, columnLines, report, threads);
  }

  /**
   * The same model with its predictions kept in a range, such as that of ratings.
   *
   * @param smallest the least prediction
   * @param largest the largest prediction
   * @return a changed copy
   * @throws IllegalArgumentException if the range is empty or not finite
   */
  public NmfModel clip(double smallest, double largest) {
    return with(terms.with(ModelTerms.Range.of(smallest, largest)), threads);
  }

  /**
   * The same factors under another objective, by which new rows and columns are folded in; as for a
   * model from a file, which can't hold a loss, penalty or constraint of the caller's own.
   *
   * @param objective of W and H
   * @return a changed copy
   */
  public NmfModel withObjective(Objective objective) {
    return with(terms.with(Objects.requireNonNull(objective, "objective")), threads);
  }

  /**
   * The same model with another number of threads for new rows and columns; that of the fit by
   * default. The result does not depend on it.
   *
   * @param threads ≥ 1
   * @return a changed copy
   * @throws IllegalArgumentException if the number is not positive
   */
  public NmfModel threads(int threads) {
    return with(terms, NmfOptions.requireThreads(threads));
  }

  /** {@return a copy of W, m×k} */
  public INDArray w() {
    return terms.offsets().w(w.toArray());
  }

  /** {@return a copy of H, k×n} */
  public INDArray h() {
    return terms.offsets().h(h.transpose().toArray());
  }

  /**
   * {@return the objective of W and H that was minimised, and by which new rows and columns are
   * folded in}
   */
  public Objective objective() {
    return terms.objective();
  }

  /** {@return the penalty of offsets, if the model has offsets} */
  public Optional<ElasticNet> offsetPenalty() {
    return terms.offsets().present() ? Optional.of(terms.offsets().penalty()) : Optional.empty();
  }

  /**
   * {@return the factor {@code Σ weight / link′(mean loss)} of penalties outside the mean beside
   * the sum of a new row's or column's losses, by which they count as in the fit}
   */
  public double penaltyMultiplier() {
    return terms.multiplier();
  }

  /** {@return the units of the columns, if the fit counted them in units of their own} */
  public Optional<ColumnUnits> columnUnits() {
    return Optional.of(terms.units()).filter(units -> !units.areNone());
  }

  /** {@return the mean of the entries fitted to, μ: in their columns' units if they have such} */
  public double mean() {
    return terms.mean();
  }

  /** {@return the offsets of rows, b, m numbers, if the model has offsets} */
  public Optional<INDArray> rowOffsets() {
    return component(w, terms.offsets().ofRows());
  }

  /** {@return the offsets of columns, c, n numbers, if the model has offsets} */
  public Optional<INDArray> columnOffsets() {
    return component(h, terms.offsets().ofColumns());
  }

  private Optional<INDArray> component(HeapMatrix rows, int c) {
    return terms.offsets().present()
        ? Optional.of(rows.toArray().getColumn(c).dup())
        : Optional.empty();
  }

  /** {@return μ, the number that offsets are counted from; 0 without offsets} */
  public double offsetMean() {
    return terms.offsets().shift();
  }

  /** {@return the number that no prediction is below; −∞ if the model has no range} */
  public double smallestPrediction() {
    return terms.range().smallest();
  }

  /** {@return the number that no prediction is above; ∞ if the model has no range} */
  public double largestPrediction() {
    return terms.range().largest();
  }

  /**
   * {@return what entries counted for in the fit that were not observed; those of new rows and
   * columns count for the same}
   */
  public Background background() {
    return terms.backgroundOfA();
  }

  /** {@return the number of rows, m} */
  public int rows() {
    return w.rows();
  }

  /** {@return the number of columns, n} */
  public int columns() {
    return h.rows();
  }

  /** {@return the number of components, k} */
  public int rank() {
    return terms.offsets().rank();
  }

  /** {@return the type of the factors, FLOAT or DOUBLE} */
  public DataType dataType() {
    return w.dataType();
  }

  /**
   * {@return the predictions of all entries, m×n}
   *
   * @throws IllegalArgumentException if they are 2³¹ or more
   */
  public INDArray reconstruct() {
    return predictions.all(threads);
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
    requireShape("A", a);
    HeapMatrix completed = HeapMatrix.of(reconstruct().castTo(a.dataType()));
    a.forEachObserved((row, column, value, weight) -> completed.set(row, column, value));
    return completed.toArray();
  }

  /**
   * The prediction of an entry: (W·H)_ij, plus offsets if there are any, in the unit of A, in the
   * range if one is set.
   *
   * @param row i
   * @param column j
   * @return the prediction
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  public double predict(int row, int column) {
    Objects.checkIndex(row, rows());
    Objects.checkIndex(column, columns());
    return predictions.known(row, column);
  }

  /**
   * The predictions of many entries. A row that the model has not seen is taken for the average
   * one, and so is a column, which has the average unit; where neither is known, it is the mean of
   * the entries fitted to.
   *
   * @param rows their rows, −1 for one that the model has not seen
   * @param columns their columns, likewise; as many
   * @return as many predictions
   * @throws IllegalArgumentException if they are not as many
   * @throws IndexOutOfBoundsException if there is no such row or column
   */
  public double[] predict(int[] rows, int[] columns) {
    if (rows.length != columns.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "rows and columns must be as many, got %d and %d",
              rows.length,
              columns.length));
    }
    double[] predicted = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      boolean isEntry =
          rows[i] >= -1 && rows[i] < rows() && columns[i] >= -1 && columns[i] < columns();
      if (!isEntry) {
        throw new IndexOutOfBoundsException(
            String.format(
                Locale.ROOT,
                "no entry (%d, %d) in a model of (%d×%d), asked for at %d",
                rows[i],
                columns[i],
                rows(),
                columns(),
                i));
      }
      predicted[i] = predictAny(rows[i], columns[i]);
    }
    return predicted;
  }

  /**
   * The prediction of an entry by the names of its row and column; as {@link #predict(int[],
   * int[])} where the model has not seen one.
   *
   * @param row its name, or its number from 0 if the model's rows have no names
   * @param column likewise
   * @return the prediction
   */
  public double predict(String row, String column) {
    return predictAny(row(row), column(column));
  }

  /**
   * Where a row is.
   *
   * @param name of the row, or its number from 0 if the model's rows have no names
   * @return its index, −1 if the model has no such row
   */
  public int row(String name) {
    return rowLines.find(Objects.requireNonNull(name, "name"));
  }

  /**
   * Where a column is.
   *
   * @param name of the column, or its number from 0 if the model's columns have no names
   * @return its index, −1 if the model has no such column
   */
  public int column(String name) {
    return columnLines.find(Objects.requireNonNull(name, "name"));
  }

  private double predictAny(int row, int column) {
    if (row < 0 && column < 0) {
      return terms.prediction(terms.mean());
    }
    if (row < 0) {
      averageRow = averageRow == null ? Predictions.average(w) : averageRow;
      return predictions.ofAverageRow(averageRow, column);
    }
    if (column < 0) {
      averageColumn = averageColumn == null ? Predictions.average(h) : averageColumn;
      return predictions.ofAverageColumn(averageColumn, row);
    }
    return predictions.known(row, column);
  }

  /**
   * What a whole row's entries are ranked by: their predictions before they are put into the range,
   * so that the range makes no ties.
   *
   * @param row i
   * @return n numbers
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public double[] scores(int row) {
    return predictions.ofRow(Objects.checkIndex(row, rows()), components());
  }

  private HeapMatrix components() {
    components = components == null ? h.transpose() : components;
    return components;
  }

  /**
   * {@code √(Σ weight·(prediction − A)² / Σ weight)} over the entries of A that count: the observed
   * ones, and others if A has a {@link MaskedMatrix#background() background}.
   *
   * @param a m×n
   * @return the root-mean-square error
   * @throws IllegalArgumentException if A has another shape
   */
  public double rmse(MaskedMatrix a) {
    return Math.sqrt(meanError(a, error -> error * error));
  }

  /** As {@link #rmse}, with each column in its unit. */
  double scaledRmse(MaskedMatrix a) {
    requireShape("A", a);
    ColumnUnits units = terms.units();
    double[] sum = {0};
    a.forEachObserved(
        (row, column, value, weight) -> {
          double predicted = units.fromA(column, predictions.known(row, column));
          double error = predicted - units.fromA(column, value);
          sum[0] += weight * error * error;
        });
    return Math.sqrt(sum[0] / a.totalWeight());
  }

  /**
   * {@code Σ weight·|prediction − A| / Σ weight} over the entries of A that count, as {@link
   * #rmse}.
   *
   * @param a m×n
   * @return the mean absolute error
   * @throws IllegalArgumentException if A has another shape
   */
  public double mae(MaskedMatrix a) {
    return meanError(a, Math::abs);
  }

  private double meanError(MaskedMatrix a, DoubleUnaryOperator size) {
    requireShape("A", a);
    double[] sum = {0};
    a.forEachObserved(
        (row, column, value, weight) ->
            sum[0] += weight * size.applyAsDouble(predictions.known(row, column) - value));
    return (sum[0] + errorOfBackground(a, size)) / a.totalWeight();
  }

  /** Row by row, so that no more than one is held at a time. */
  private double errorOfBackground(MaskedMatrix a, DoubleUnaryOperator size) {
    Background background = a.background();
    double sum = 0;
    for (int row = 0; row < rows() && !background.isMissing(); row++) {
      double[] predicted = predictions.ofRow(row, components());
      boolean[] isObserved = new boolean[predicted.length];
      a.forEachObserved(row, (i, column, value, weight) -> isObserved[column] = true);
      for (int column = 0; column < predicted.length; column++) {
        if (!isObserved[column]) {
          double error = terms.bounded(column, predicted[column]) - background.value();
          sum += background.weight() * size.applyAsDouble(error);
        }
      }
    }
    return sum;
  }

  /**
   * The loss that was minimised, without penalties, {@code link(Σ weight·ℓ(W·H, A) / Σ weight)}, on
   * the observed entries of any A; in the columns' units if they have such, and before predictions
   * are put into the range.
   *
   * @param a m×n
   * @return the loss, such as the root-mean-square error
   * @throws IllegalArgumentException if A has another shape, or numbers that the loss is not for
   * @throws IllegalStateException if the model was loaded from a file and its loss was the caller's
   *     own
   */
  public double loss(MaskedMatrix a) {
    requireShape("A", a);
    Loss loss = terms.objective().loss();
    Validation.requireDomain(a, loss);
    MaskedMatrix inUnits = a.castTo(dataType()).in(terms.units());
    Offsets offsets = terms.offsets();
    MaskedMatrix centred = offsets.present() ? inUnits.plus(-offsets.shift()) : inUnits;
    try (Workers workers = new Workers(threads)) {
      LossEvaluation evaluation =
          LossEvaluation.of(centred, loss, w.toArray(), h.transpose().toArray(), workers);
      return loss.link().value(evaluation.total() / a.totalWeight());
    }
  }

  void requireShape(String name, MaskedMatrix a) {
    if (a.rows() != rows() || a.columns() != columns()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must have the shape of the model, (%d×%d), got (%d×%d)",
              name,
              rows(),
              columns(),
              a.rows(),
              a.columns()));
    }
  }

  /**
   * Factors of rows that the model has not seen, with H kept: {@code min Σ weight·ℓ(W'·H, A') +
   * penalty(W')} by the objective of the fit, within what its constraint asks of new rows. Each row
   * is found by itself; one without an entry is the mean of the model's rows. With offsets, those
   * of the rows are found and left out.
   *
   * @param newRows A', p×n, NaN where missing; not changed
   * @return W', p×k, of the type of A'
   * @throws IllegalArgumentException if A' has not n columns, or numbers that the loss is not for
   * @throws IllegalStateException if the model was loaded from a file and a part of its objective
   *     was the caller's own
   */
  public INDArray transform(INDArray newRows) {
    if (terms.background().isMissing() && isMissing(newRows)) {
      HeapMatrix rows = new HeapMatrix(dataType(), newRows.rows(), w.columns());
      double[] average = Predictions.average(w);
      IntStream.range(0, newRows.rows()).forEach(row -> rows.write(row, average));
      return terms.offsets().w(rows.toArray().castTo(newRows.dataType()));
    }
    return transform(MaskedMatrix.of(newRows));
  }

  /**
   * As {@link #transform(INDArray)}.
   *
   * @param newRows A', p×n
   * @return W', p×k, of the type of A'
   * @throws IllegalArgumentException as {@link #transform(INDArray)}
   * @throws IllegalStateException as {@link #transform(INDArray)}
   */
  public INDArray transform(MaskedMatrix newRows) {
    INDArray rows = foldIn.rows(newRows, threads).rows().toArray();
    return terms.offsets().w(rows.castTo(newRows.dataType()));
  }

  /** Whether rows of this model have no entry at all, which no matrix may be without. */
  private boolean isMissing(INDArray newRows) {
    return newRows.rank() == 2
        && newRows.columns() == columns()
        && newRows.dataType().isFPType()
        && newRows.isNaN().all();
  }

  /**
   * Factors of columns that the model has not seen, with W kept; as {@link #transform(INDArray)}.
   * Where the model's columns have units of their own, so have these, each by its own entries as
   * {@link ColumnScaling} says; {@link #withColumns} keeps them.
   *
   * @param newColumns A', m×q, NaN where missing; not changed
   * @return H', k×q, of the type of A'
   * @throws IllegalArgumentException if A' has not m rows, or numbers that the loss is not for
   * @throws IllegalStateException as {@link #transform(INDArray)}
   */
  public INDArray transformColumns(INDArray newColumns) {
    return transformColumns(MaskedMatrix.of(newColumns));
  }

  /**
   * As {@link #transformColumns(INDArray)}.
   *
   * @param newColumns A', m×q
   * @return H', k×q, of the type of A'
   * @throws IllegalArgumentException as {@link #transformColumns(INDArray)}
   * @throws IllegalStateException as {@link #transform(INDArray)}
   */
  public INDArray transformColumns(MaskedMatrix newColumns) {
    INDArray columns = foldIn.columns(newColumns, threads).rows().transpose().toArray();
    return terms.offsets().h(columns.castTo(newColumns.dataType()));
  }

  /**
   * The model of rows that it has not seen, in place of its own: their factors, and offsets if
   * there are any, from their entries, with all that belongs to columns kept.
   *
   * @param newRows A', p×n
   * @return a model of p rows
   * @throws IllegalArgumentException as {@link #transform(INDArray)}
   * @throws IllegalStateException as {@link #transform(INDArray)}
   */
  public NmfModel withRows(MaskedMatrix newRows) {
    ModelFoldIn.Found found = foldIn.rows(newRows, threads);
    NmfModel model =
        new NmfModel(
            found.rows(),
            h,
            terms,
            found.posterior().map(rows -> posterior.withRows(rows)).orElse(null),
            Lines.ofRows(newRows),
            columnLines,
            null,
            threads);
    model.components = components;
    return model;
  }

  /**
   * As {@link #withRows}, for columns.
   *
   * @param newColumns A', m×q
   * @return a model of q columns
   * @throws IllegalArgumentException as {@link #transformColumns(INDArray)}
   * @throws IllegalStateException as {@link #transform(INDArray)}
   */
  public NmfModel withColumns(MaskedMatrix newColumns) {
    ModelFoldIn.Found found = foldIn.columns(newColumns, threads);
    return new NmfModel(
        w,
        found.rows(),
        terms.with(foldIn.unitsOfColumns(newColumns)),
        found.posterior().map(columns -> posterior.withColumns(columns)).orElse(null),
        rowLines,
        Lines.ofColumns(newColumns),
        null,
        threads);
  }

  /**
   * The model after new entries have come: of rows and columns that it has, of new ones, or both.
   * Names tell which are which; a name that the model has not is a new row's or column's, and lines
   * without names are those of the model in their order, with new ones after them.
   *
   * <p>Nothing is started again. New rows, and then new columns, are folded in; then all rows and
   * columns with a new entry are found anew in turn, for a few iterations, until the objective
   * hardly falls. The old entries are not in a model. What it keeps of them is how many each row
   * and column had (the sums of their weights, n_i): in squared error they are taken for {@code
   * n_i·(x − x_i)ᵀ·S·(x − x_i)}, with x_i as the model has it and S the mean of {@code h·hᵀ} over
   * all old entries, and likewise in columns, so that a row moves the less, the more entries it
   * had. Where the model {@link #knowsUncertainty} its priors are the penalties, what is known of a
   * row with m new entries is taken to be as exact as by (n_i + m)/n_i times the old ones, and the
   * noise and the evidence stay as they are. In other losses its own predictions stand in for as
   * many old entries, and all is fitted from where it stands. An entry in a place that had one
   * before counts beside that one. {@link #update(MaskedMatrix, MaskedMatrix)} is exact, and needs
   * the old entries. Updates may follow each other, batch by batch.
   *
   * @param newEntries p×q, of any rows and columns
   * @return a model of all rows and columns, those of this one first and in their order; offsets'
   *     mean, columns' units, penalties and range are those of this model
   * @throws IllegalArgumentException if lines have no names and are too few or the model's have, or
   *     the entries don't suit the loss
   * @throws IllegalStateException as {@link #transform(INDArray)}
   */
  public NmfModel update(MaskedMatrix newEntries) {
    return ModelUpdate.run(this, Objects.requireNonNull(newEntries, "newEntries"), threads);
  }

  /**
   * As {@link #update(MaskedMatrix)}, with the entries that the model was fitted to: a few
   * iterations of its fit over all of them, from where this model stands, with its penalty.
   *
   * @param newEntries p×q, of any rows and columns
   * @param oldEntries those before; where both have one, the new one counts
   * @return a model of all rows and columns, those of this one first and in their order
   * @throws IllegalArgumentException as {@link #update(MaskedMatrix)}
   * @throws IllegalStateException as {@link #transform(INDArray)}
   */
  public NmfModel update(MaskedMatrix newEntries, MaskedMatrix oldEntries) {
    Objects.requireNonNull(newEntries, "newEntries");
    Objects.requireNonNull(oldEntries, "oldEntries");
    return ModelUpdate.run(this, newEntries, oldEntries, threads);
  }

  /**
   * {@return whether the model knows how sure it is: whether it was fitted by {@link
   * VariationalBayes}}
   */
  public boolean knowsUncertainty() {
    return posterior != null;
  }

  /** Whatever it takes for what is asked of a posterior. */
  private ModelPosterior requirePosterior() {
    if (posterior == null) {
      throw new IllegalStateException(
          "the model knows no intervals: fit it by VariationalBayes, as Nmf.forTables() does, or"
              + " calibrate some by Conformal.calibrate(model, heldOut)");
    }
    return posterior;
  }

  ModelPosterior posterior() {
    return posterior;
  }

  /**
   * The standard deviation of an entry around its prediction, by the distribution of the factors
   * and the noise, in the unit of A.
   *
   * @param row i
   * @param column j
   * @return a number > 0
   * @throws IndexOutOfBoundsException if there is no such entry
   * @throws IllegalStateException unless the model {@link #knowsUncertainty}
   */
  public double deviation(int row, int column) {
    Objects.checkIndex(row, rows());
    Objects.checkIndex(column, columns());
    return requirePosterior().deviation(row, column) * terms.units().scale(column);
  }

  /**
   * {@return {@link #deviation} of all entries, m×n}
   *
   * @throws IllegalStateException unless the model {@link #knowsUncertainty}
   * @throws IllegalArgumentException if they are 2³¹ or more
   */
  public INDArray deviations() {
    HeapMatrix deviations = new HeapMatrix(dataType(), rows(), columns());
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        deviations.set(row, column, deviation(row, column));
      }
    }
    return deviations.toArray();
  }

  /**
   * {@return where entries are, by the distribution of the factors and the noise} How large errors
   * are beside {@link #deviation} is learnt from the entries fitted to, each as if it had been left
   * out, so that the noise need not be normal.
   *
   * @throws IllegalStateException unless the model {@link #knowsUncertainty}
   */
  public Intervals intervals() {
    return new PosteriorIntervals(this, requirePosterior());
  }

  /**
   * Where an entry is, with a probability; by {@link #intervals}.
   *
   * @param row i
   * @param column j
   * @param probability in (0, 1), such as 0.9
   * @return an interval around the prediction
   * @throws IndexOutOfBoundsException if there is no such entry
   * @throws IllegalArgumentException if the probability is out of range
   * @throws IllegalStateException unless the model {@link #knowsUncertainty}
   */
  public Interval interval(int row, int column, double probability) {
    return intervals().interval(row, column, probability);
  }

  double unbounded(int row, int column) {
    return predictions.unbounded(row, column);
  }

  /**
   * {@return the number of components, of the k, that add more to the predictions than noise would}
   *
   * @throws IllegalStateException unless the model {@link #knowsUncertainty}
   */
  public int effectiveRank() {
    return requirePosterior().effectiveRank();
  }

  /**
   * {@return the standard deviation of each column's entries if the factors were known, in the unit
   * of A, n numbers}
   *
   * @throws IllegalStateException unless the model {@link #knowsUncertainty}
   */
  public double[] noise() {
    double[] noise = requirePosterior().noise().clone();
    Arrays.setAll(noise, j -> Math.sqrt(noise[j]) * terms.units().scale(j));
    return noise;
  }

  /**
   * {@return a lower bound of the log of the probability of the entries fitted to, in the units of
   * their columns: of two models of the same entries the one with the higher is the more probable}
   *
   * @throws IllegalStateException unless the model {@link #knowsUncertainty}
   */
  public double logEvidence() {
    return requirePosterior().logEvidence();
  }

  /**
   * A with its missing entries drawn by chance, each with the probability that the model gives it:
   * for multiple imputation, in which what follows is done with several such matrices (Rubin 1987,
   * doi:10.1002/9780470316696).
   *
   * @param a m×n
   * @param seed the same seed gives the same bits
   * @return m×n, of the type of A
   * @throws IllegalArgumentException if A has another shape
   * @throws IllegalStateException unless the model {@link #knowsUncertainty}
   */
  public INDArray draw(MaskedMatrix a, long seed) {
    requireShape("A", a);
    Random random = Posterior.random(seed);
    ModelPosterior known = requirePosterior();
    ModelPosterior.Draw factors = known.draw(random);
    Predictions ofDraw = new Predictions(factors.w(), factors.h(), terms);
    HeapMatrix drawn = new HeapMatrix(a.dataType(), rows(), columns());
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        double noise =
            Math.sqrt(known.noise()[column]) * terms.units().scale(column) * random.nextGaussian();
        drawn.set(row, column, terms.bounded(column, ofDraw.unbounded(row, column) + noise));
      }
    }
    a.forEachObserved((row, column, value, weight) -> drawn.set(row, column, value));
    return drawn.toArray();
  }

  /**
   * As {@link #draw(MaskedMatrix, long)}.
   *
   * @param a m×n, NaN where missing; not changed
   * @param seed the same seed gives the same bits
   * @return m×n, of the type of A
   * @throws IllegalArgumentException if A has another shape
   * @throws IllegalStateException unless the model {@link #knowsUncertainty}
   */
  public INDArray draw(INDArray a, long seed) {
    return draw(MaskedMatrix.of(a), seed);
  }

  /** {@return the names of the rows, one each, or an empty list} */
  public List<String> rowLabels() {
    return rowLines.labels();
  }

  /** {@return the names of the columns, one each, or an empty list} */
  public List<String> columnLabels() {
    return columnLines.labels();
  }

  /** {@return what happened during the fit, unless the factors came from elsewhere} */
  public Optional<FitReport> report() {
    return Optional.ofNullable(report);
  }

  ModelTerms terms() {
    return terms;
  }

  /** W, or [W, b, 1]: the array itself. */
  HeapMatrix factorW() {
    return w;
  }

  /** Hᵀ, or [Hᵀ, 1, c]: the array itself. */
  HeapMatrix factorH() {
    return h;
  }

  Lines rowLines() {
    return rowLines;
  }

  Lines columnLines() {
    return columnLines;
  }

  /**
   * Writes the model as a {@code .npz} file, which {@code numpy.load} opens: members W and H, and
   * {@code metadata.json} with all else. The file appears whole or not at all; one of that name is
   * replaced.
   *
   * @param file where
   * @throws IOException if it can't be written
   */
  public void save(Path file) throws IOException {
    ModelArchive.write(this, Objects.requireNonNull(file, "file"));
  }

  /**
   * As {@link #save(Path)}, to wherever.
   *
   * @param out is written to, and left open
   * @throws IOException if it can't be written
   */
  public void save(OutputStream out) throws IOException {
    ModelArchive.write(this, Objects.requireNonNull(out, "out"));
  }

  /**
   * Reads a model that {@link #save} has written. Everything in the file is checked; nothing in it
   * is executed.
   *
   * @param file where
   * @return the model
   * @throws IOException if it can't be read, or is no such file; in one line, with the reason
   */
  public static NmfModel load(Path file) throws IOException {
    return ModelArchive.read(Objects.requireNonNull(file, "file"));
  }

  /** {@return the shape, rank, type and what is known of the fit, in one line for people} */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "NmfModel of %d×%d, rank %d, %s%s%s",
        rows(),
        columns(),
        rank(),
        dataType(),
        terms.offsets().present() ? ", with offsets" : "",
        report == null ? "" : "; " + report);
  }
}
