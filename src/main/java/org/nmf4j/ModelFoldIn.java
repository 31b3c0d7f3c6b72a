package org.nmf4j;

import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.FoldIn;
import org.nmf4j.internal.rows.RowDescent;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalty;
import org.nmf4j.solver.als.AlternatingLeastSquares;

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
          "new rows must have %d columns, got %d".formatted(h.rows(), newRows.columns()));
    }
    Validation.requireDomain(newRows, terms.objective().loss());
    if (ofRows == null) {
      Objective objective = terms.ofNewLines();
      ofRows =
          isLeastSquares(objective)
              ? leastSquares(h, RowTerms.ofW(objective, w.columns()), terms.offsets().ofColumns())
              : descent(h, w, objective.penaltyW(), objective.constraintW(), false);
    }
    return ofRows.find(centred(newRows), threads);
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
          "new columns must have %d rows, got %d".formatted(w.rows(), newColumns.rows()));
    }
    Validation.requireDomain(newColumns, terms.objective().loss());
    if (ofColumns == null) {
      Objective objective = terms.ofNewLines();
      ofColumns =
          isLeastSquares(objective)
              ? leastSquares(w, RowTerms.ofH(objective, w.columns()), terms.offsets().ofRows())
              : descent(w, h, objective.penaltyH(), objective.constraintH(), true);
    }
    return ofColumns.find(centred(newColumns).transpose(), threads);
  }

  private boolean isLeastSquares(Objective objective) {
    return AlternatingLeastSquares.withDefaults().suits(objective, w.columns());
  }

  /**
   * By least squares.
   *
   * @param ones the component that is 1 in each new row, if there are offsets
   */
  private Rows leastSquares(HeapMatrix y, RowTerms ofRow, int ones) {
    double[] start = new double[y.columns()];
    if (terms.offsets().present()) {
      start[ones] = 1;
    }
    FoldIn foldIn = new FoldIn(y, ofRow.withMultiplier(terms.multiplier()), start);
    return foldIn::rows;
  }

  /**
   * By descent from the average row.
   *
   * @param x the factor that the rows join
   */
  private Rows descent(
      HeapMatrix y, HeapMatrix x, Penalty penalty, Constraint constraint, boolean asColumns) {
    RowDescent descent =
        new RowDescent(
            terms.objective().loss(),
            penalty,
            constraint,
            terms.multiplier(),
            y,
            Predictions.average(x),
            !terms.offsets().present(),
            asColumns);
    return descent::rows;
  }

  private MaskedMatrix centred(MaskedMatrix a) {
    MaskedMatrix typed = a.castTo(w.dataType());
    return terms.offsets().present() ? typed.plus(-terms.offsets().shift()) : typed;
  }
}
