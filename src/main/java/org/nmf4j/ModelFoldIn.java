package org.nmf4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.Components;
import org.nmf4j.internal.rows.FoldIn;
import org.nmf4j.internal.rows.Posterior;
import org.nmf4j.internal.rows.PosteriorFoldIn;
import org.nmf4j.internal.rows.ReweightedFoldIn;
import org.nmf4j.internal.rows.RowDescent;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.als.ReweightedLeastSquares;
import org.nmf4j.solver.bayes.VariationalBayes;

/**
 * Finds the factors of rows and columns that a model has not seen, by the objective of the fit with
 * the other factor held, each by itself.
 */
final class ModelFoldIn {

  private final HeapMatrix w;
  private final HeapMatrix h;
  private final ModelTerms terms;

  /** Null if nothing is known of how the factors are distributed. */
  private final ModelPosterior posterior;

  // Made when they are first needed.
  private volatile Rows ofRows;
  private volatile Rows ofColumns;

  /** Finds rows of one factor while the other is kept. */
  @FunctionalInterface
  private interface Rows {
    Found find(MaskedMatrix a, int threads);
  }

  /**
   * Rows that were found.
   *
   * @param posterior how they are distributed, if that is known
   */
  record Found(HeapMatrix rows, Optional<Posterior> posterior) {

    private Found(HeapMatrix rows) {
      this(rows, Optional.empty());
    }

    private Found(Posterior posterior) {
      this(posterior.mean(), Optional.of(posterior));
    }

    /** Lines of which nothing is known are taken for the average one of those that are. */
    private Found withAverage(List<Integer> unobserved, HeapMatrix known) {
      if (!unobserved.isEmpty()) {
        double[] average = Predictions.average(known);
        unobserved.forEach(line -> rows.write(line, average));
      }
      return this;
    }
  }

  /**
   * The fold-in of a model.
   *
   * @param w W, or [W, b, 1]
   * @param h Hᵀ, or [Hᵀ, 1, c]
   */
  ModelFoldIn(HeapMatrix w, HeapMatrix h, ModelTerms terms, ModelPosterior posterior) {
    this.posterior = posterior;
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
  Found rows(MaskedMatrix newRows, int threads) {
    if (newRows.columns() != h.rows()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "new rows must have %d columns, got %d", h.rows(), newRows.columns()));
    }
    MaskedMatrix counted = counted(newRows);
    if (ofRows == null) {
      ofRows = find(h, w, true, terms.offsets().ofColumns());
    }
    Found found = ofRows.find(centred(counted.in(terms.units())), threads);
    return found.withAverage(counted.unobservedRows(), w);
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
  Found columns(MaskedMatrix newColumns, int threads) {
    if (newColumns.rows() != w.rows()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "new columns must have %d rows, got %d", w.rows(), newColumns.rows()));
    }
    MaskedMatrix counted = counted(newColumns);
    if (ofColumns == null) {
      ofColumns = find(w, h, false, terms.offsets().ofRows());
    }
    MaskedMatrix scaled = counted.in(unitsOfColumns(newColumns));
    Found found = ofColumns.find(centred(scaled).transpose(), threads);
    return found.withAverage(counted.unobservedColumns(), h);
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
    double[] start = new double[rank];
    if (terms.offsets().present()) {
      start[ones] = 1;
    }
    if (posterior != null && VariationalBayes.withDefaults().suits(objective, rank)) {
      PosteriorFoldIn foldIn = posteriorFoldIn(Components.of(objective, isW, rank), isW, start);
      return (a, threads) -> new Found(foldIn.rows(a, threads));
    }
    if (AlternatingLeastSquares.withDefaults().suits(objective, rank)) {
      FoldIn foldIn =
          new FoldIn(y, rowTerms(objective, isW, rank), start).towards(average, terms.openRidge());
      return (a, threads) -> new Found(foldIn.rows(a, threads));
    }
    if (ReweightedLeastSquares.withDefaults().suits(objective, rank)) {
      ReweightedFoldIn foldIn =
          new ReweightedFoldIn(
              objective.loss().pointwise().orElseThrow(),
              rowTerms(objective, isW, rank),
              y,
              average,
              scalesStart);
      return (a, threads) -> new Found(foldIn.rows(a, threads));
    }
    RowDescent descent =
        new RowDescent(
            objective.loss(),
            isW ? objective.penaltyW() : objective.penaltyH(),
            isW ? objective.constraintW() : objective.constraintH(),
            terms.multiplier(),
            y,
            average,
            scalesStart,
            !isW);
    return (a, threads) -> new Found(descent.rows(a, threads));
  }

  private PosteriorFoldIn posteriorFoldIn(Components components, boolean isW, double[] start) {
    if (isW) {
      double[] precisions = Arrays.stream(posterior.noise()).map(noise -> 1 / noise).toArray();
      return new PosteriorFoldIn(posterior.h(), components, posterior.priorW(), precisions, start);
    }
    double[] precisions = new double[w.rows()];
    Arrays.fill(precisions, posterior.meanPrecision());
    return new PosteriorFoldIn(posterior.w(), components, posterior.priorH(), precisions, start);
  }

  private RowTerms rowTerms(Objective objective, boolean isW, int rank) {
    return RowTerms.of(objective, isW, rank).withMultiplier(terms.multiplier());
  }

  private MaskedMatrix counted(MaskedMatrix a) {
    MaskedMatrix counted = terms.background().isMissing() ? a : terms.onBackground(a);
    Validation.requireDomain(counted, terms.objective().loss());
    Validation.requireBackground(counted, terms.objective().loss());
    return counted;
  }

  private MaskedMatrix centred(MaskedMatrix a) {
    MaskedMatrix typed = Fit.withBackgroundObserved(a).castTo(w.dataType());
    return terms.offsets().present() ? typed.plus(-terms.offsets().shift()) : typed;
  }
}
