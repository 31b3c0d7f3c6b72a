package org.nmf4j;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.FoldIn;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.FitLoop;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Stopping;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import org.nmf4j.solver.initial.Initializers;

/**
 * Finds the factors of rows and columns that a model has not seen: by least squares where the loss
 * is squared error, with the penalties of the fit, otherwise by gradient descent and without.
 */
final class ModelFoldIn {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int GRADIENT_ITERATIONS = 2_000;

  private final HeapMatrix w;
  private final HeapMatrix h;
  private final ModelTerms terms;
  private final int rank;
  private final Objective objective;

  // Made when they are first needed.
  private volatile FoldIn ofRows;
  private volatile FoldIn ofColumns;

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
    rank = w.columns() - terms.extraComponents();
    objective = terms.objective(rank);
  }

  /**
   * W, or [W, b, 1], of new rows.
   *
   * @param newRows p×n
   * @return p rows
   */
  INDArray rows(MaskedMatrix newRows) {
    if (newRows.columns() != h.rows()) {
      throw new IllegalArgumentException(
          "new rows must have %d columns, got %d".formatted(h.rows(), newRows.columns()));
    }
    MaskedMatrix centred = centred(newRows);
    if (!terms.loss().isSquaredError()) {
      INDArray kept = h.toArray().transpose().castTo(newRows.dataType()).dup('c');
      return byGradient(
              centred,
              objective.withConstraints(objective.constraintW(), allFixed(kept)),
              new Factors(initial(centred).w(), kept))
          .w();
    }
    if (ofRows == null) {
      ofRows = new FoldIn(h, RowTerms.ofW(objective, h.columns()), start(rank + 1));
    }
    return ofRows.rows(centred, PROCESSORS).toArray();
  }

  /**
   * Hᵀ, or [Hᵀ, 1, c], of new columns.
   *
   * @param newColumns m×q
   * @return q rows
   */
  INDArray columns(MaskedMatrix newColumns) {
    if (newColumns.rows() != w.rows()) {
      throw new IllegalArgumentException(
          "new columns must have %d rows, got %d".formatted(w.rows(), newColumns.rows()));
    }
    MaskedMatrix centred = centred(newColumns);
    if (!terms.loss().isSquaredError()) {
      INDArray kept = w.toArray().castTo(newColumns.dataType());
      return byGradient(
              centred,
              objective.withConstraints(allFixed(kept), objective.constraintH()),
              new Factors(kept, initial(centred).h()))
          .h()
          .transpose()
          .dup('c');
    }
    if (ofColumns == null) {
      ofColumns = new FoldIn(w, RowTerms.ofH(objective, w.columns()), start(rank));
    }
    return ofColumns.rows(centred.transpose(), PROCESSORS).toArray();
  }

  private MaskedMatrix centred(MaskedMatrix a) {
    return terms.offsets() ? a.plus(-terms.shift()) : a;
  }

  private Factors initial(MaskedMatrix a) {
    return Initializers.random().initialize(a, w.columns(), 0);
  }

  private static Constraint allFixed(INDArray factor) {
    return Constraints.fixedRows(factor, IntStream.range(0, factor.rows()).toArray());
  }

  /** Zeros, and a 1 for the component of ones that the new line's offset doesn't belong to. */
  private double[] start(int ones) {
    double[] start = new double[w.columns()];
    if (terms.offsets()) {
      start[ones] = 1;
    }
    return start;
  }

  /**
   * The factors of new rows, or columns, by projected gradient descent, for any loss.
   *
   * @param a the new entries
   * @param objective whose constraint keeps the other factor as it is
   * @param initial taken over
   */
  private static Factors byGradient(MaskedMatrix a, Objective objective, Factors initial) {
    objective.loss().check(a);
    FitLoop loop =
        new FitLoop(
            new Problem(a, objective, 0),
            Optional.empty(),
            List.of(Stopping.iterations(GRADIENT_ITERATIONS), Stopping.tolerance(1e-9)),
            List.of(),
            Optional.empty(),
            PROCESSORS);
    return loop.run(ProjectedGradientDescent.withDefaults(), initial).factors();
  }
}
