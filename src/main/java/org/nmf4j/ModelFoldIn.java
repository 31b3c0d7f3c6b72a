package org.nmf4j;

import java.util.Locale;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.FoldIn;
import org.nmf4j.internal.rows.ReweightedFoldIn;
import org.nmf4j.internal.rows.RowDescent;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.als.ReweightedLeastSquares;

/**
 * Finds the factors of rows and columns that a model has not seen, by the objective of the fit with
 * the other factor held, each by itself.
 */
final class ModelFoldIn {

  private final HeapMatrix w;
  private final HeapMatrix h;
  private final ModelTerms terms;

  // Made when they are first needed.
  private volatile Rows ofRows;
  private volatile Rows ofColumns;

  /** Finds rows of one factor while the other is kept. */
  @FunctionalInterface
  private interface Rows {
    HeapMatrix find(MaskedMatrix a, int threads);
  }

  /**
   * The fold-in of a model.
   *
   * @param w W, or [W, b, 1]
   * @param h Hᵀ, or [Hᵀ, 1, c]
   */
  ModelFoldIn(HeapMatrix w, HeapMatrix h, ModelTerms terms) {
    this.w = w;
    this.h = h;
    this.terms = terms;
  }

  /**
   * W, or [W, b, 1], of new rows, of the type of the model.
   *
   * @param newRows p×n
   * @return p rows
   */
  HeapMatrix rows(MaskedMatrix newRows, int threads) {
    if (newRows.columns() != h.rows()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "new rows must have %d columns, got %d", h.rows(), newRows.columns()));
    }
    Validation.requireDomain(newRows, terms.objective().loss());
    if (ofRows == null) {
      ofRows = find(h, w, true, terms.offsets().ofColumns());
    }
    return ofRows.find(centred(newRows.in(terms.units())), threads);
  }

  /** What new columns are counted in. */
  ColumnUnits unitsOfColumns(MaskedMatrix newColumns) {
    return ColumnScaling.ofNewColumns(newColumns, terms.objective(), terms.units());
  }

  /**
   * Hᵀ, or [Hᵀ, 1, c], of new columns, of the type of the model.
   *
   * @param newColumns m×q
   * @return q rows
   */
  HeapMatrix columns(MaskedMatrix newColumns, int threads) {
    if (newColumns.rows() != w.rows()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "new columns must have %d rows, got %d", w.rows(), newColumns.rows()));
    }
    Validation.requireDomain(newColumns, terms.objective().loss());
    if (ofColumns == null) {
      ofColumns = find(w, h, false, terms.offsets().ofRows());
    }
    MaskedMatrix scaled = newColumns.in(unitsOfColumns(newColumns));
    return ofColumns.find(centred(scaled).transpose(), threads);
  }

  /**
   * By what suits the objective, from the average row.
   *
   * @param y the factor that is kept
   * @param x the factor that the rows join
   * @param ones the component that is 1 in each new row, if there are offsets
   */
  private Rows find(HeapMatrix y, HeapMatrix x, boolean isW, int ones) {
    Objective objective = terms.ofNewLines();
    int rank = y.columns();
    boolean scalesStart = !terms.offsets().present();
    double[] average = Predictions.average(x);
    if (AlternatingLeastSquares.withDefaults().suits(objective, rank)) {
      double[] start = new double[rank];
      if (terms.offsets().present()) {
        start[ones] = 1;
      }
      FoldIn foldIn = new FoldIn(y, rowTerms(objective, isW, rank), start);
      return (terms.holdsOpenLines() ? foldIn.towards(average) : foldIn)::rows;
    }
    if (ReweightedLeastSquares.withDefaults().suits(objective, rank)) {
      return new ReweightedFoldIn(
              objective.loss().pointwise().orElseThrow(),
              rowTerms(objective, isW, rank),
              y,
              average,
              scalesStart)
          ::rows;
    }
    return new RowDescent(
            objective.loss(),
            isW ? objective.penaltyW() : objective.penaltyH(),
            isW ? objective.constraintW() : objective.constraintH(),
            terms.multiplier(),
            y,
            average,
            scalesStart,
            !isW)
        ::rows;
  }

  private RowTerms rowTerms(Objective objective, boolean isW, int rank) {
    return RowTerms.of(objective, isW, rank).withMultiplier(terms.multiplier());
  }

  private MaskedMatrix centred(MaskedMatrix a) {
    MaskedMatrix typed = a.castTo(w.dataType());
    return terms.offsets().present() ? typed.plus(-terms.offsets().shift()) : typed;
  }
}
