package org.nmf4j;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.EarlierRows;
import org.nmf4j.internal.rows.FoldIn;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Steps;

/**
 * Alternating least squares on new entries, by the fold-in of the rows that they touch and then of
 * the columns: {@code min Σ_new weight·(a_ij − w_i·h_j)² + penalty + }what the losses of the old
 * entries rise by, see {@link EarlierRows}. Lines without a new entry stay.
 */
final class UpdateSteps implements Steps {

  /** Of the factors before; null if nothing is known of their uncertainty. */
  private final ModelPosterior before;

  private final MaskedMatrix a;
  private final MaskedMatrix transposed;
  private final Factor ofW;
  private final Factor ofH;
  private final Objective objective;
  private final double multiplier;
  private final double openRidge;
  private final int threads;

  private HeapMatrix w;
  private HeapMatrix h;

  /** What doesn't change of a factor's problem. */
  private record Factor(EarlierRows earlier, RowTerms terms, double[] average) {}

  /**
   * Starts with the model's lines, and with new ones by what they have in common with those.
   *
   * @param a the new entries among all lines, as the factors see them
   */
  UpdateSteps(NmfModel model, MaskedMatrix a, int threads) {
    this.threads = threads;
    ModelTerms terms = model.terms();
    before = model.knowsUncertainty() ? model.posterior() : null;
    double[] ofColumns = model.columnLines().weights().clone();
    if (before == null) {
      this.a = a;
    } else {
      double[] exactness = before.exactness(a.columns());
      Arrays.setAll(ofColumns, j -> ofColumns[j] * exactness[j]);
      this.a = weighted(a, exactness);
    }
    transposed = this.a.transpose();
    objective = terms.ofNewLines();
    multiplier = terms.multiplier();
    openRidge = terms.openRidge();
    HeapMatrix oldW = model.factorW();
    HeapMatrix oldH = model.factorH();
    double[] ofRows = model.rowLines().weights();
    ofW = factor(true, oldW, ofRows, oldH, ofColumns, a.rows());
    ofH = factor(false, oldH, ofColumns, oldW, ofRows, a.columns());
    w = ofW.earlier().x();
    h = ofH.earlier().x();
    solveNew(oldW.rows(), oldH.rows());
  }

  private static MaskedMatrix weighted(MaskedMatrix a, double[] ofColumns) {
    SparseBuilder builder = MaskedMatrix.sparse(a.dataType());
    a.forEachObserved((i, j, value, weight) -> builder.add(i, j, value, weight * ofColumns[j]));
    return builder.build(a.rows(), a.columns()).background(a.background());
  }

  private Factor factor(
      boolean isW, HeapMatrix x, double[] ofX, HeapMatrix y, double[] ofY, int count) {
    double[] average = Predictions.average(x);
    HeapMatrix all = new HeapMatrix(x.dataType(), count, x.columns());
    double[] row = new double[x.columns()];
    for (int i = 0; i < count; i++) {
      if (i < x.rows()) {
        x.read(i, row);
        all.write(i, row);
      } else {
        all.write(i, average);
      }
    }
    double[] weights = Arrays.copyOf(ofX, count);
    double[] gram = EarlierRows.meanGram(y, ofY);
    RowTerms terms = RowTerms.of(objective, isW, x.columns()).withMultiplier(multiplier);
    if (before != null) {
      terms = terms.withPenalties(before.penalties(isW));
    }
    return new Factor(new EarlierRows(all, weights, gram), terms, average);
  }

  /** New rows by their entries in old columns, then new columns by theirs in rows known by now. */
  private void solveNew(int oldRows, int oldColumns) {
    boolean[] isKnown = new boolean[a.rows()];
    for (int i = 0; i < isKnown.length; i++) {
      int row = i;
      isKnown[i] = i < oldRows;
      a.forEachObserved(row, (r, j, value, weight) -> isKnown[row] |= j < oldColumns);
    }
    solve(true, part(row -> row >= oldRows, column -> column < oldColumns));
    solve(false, part(row -> isKnown[row], column -> column >= oldColumns));
  }

  private MaskedMatrix part(IntPredicate ofRows, IntPredicate ofColumns) {
    SparseBuilder builder = MaskedMatrix.sparse(a.dataType());
    a.forEachObserved(
        (i, j, value, weight) -> {
          if (ofRows.test(i) && ofColumns.test(j)) {
            builder.add(i, j, value, weight);
          }
        });
    return builder.count() == 0
        ? null
        : builder.build(a.rows(), a.columns()).background(a.background());
  }

  private void solve(boolean isW, MaskedMatrix entries) {
    if (entries == null) {
      return;
    }
    if (isW) {
      w = foldIn(ofW, h).rows(entries, threads);
    } else {
      h = foldIn(ofH, w).rows(entries == a ? transposed : entries.transpose(), threads);
    }
  }

  private FoldIn foldIn(Factor factor, HeapMatrix y) {
    return new FoldIn(y, factor.terms(), factor.average())
        .towards(factor.average(), openRidge)
        .since(factor.earlier());
  }

  HeapMatrix w() {
    return w;
  }

  HeapMatrix h() {
    return h;
  }

  /** What is known of the factors by old entries and new ones, of the same noise as before. */
  ModelPosterior posterior() {
    MaskedMatrix listed = a.background(Background.missing());
    return before.since(
        w, h, ofW.earlier(), ofH.earlier(), listed.rowWeights(), listed.columnWeights(), objective);
  }

  @Override
  public void step() {
    solve(true, a);
    solve(false, a);
  }

  /** The link of what is lowered but for the penalty, for each new entry. */
  @Override
  public double objective() {
    double[] sum = {0};
    a.forEachObserved(
        (i, j, value, weight) -> {
          double error = -value;
          for (int c = 0; c < w.columns(); c++) {
            error += w.get(i, c) * h.get(j, c);
          }
          sum[0] += weight * error * error;
        });
    for (int i = 0; i < w.rows(); i++) {
      sum[0] += ofW.earlier().rise(i, w);
    }
    for (int j = 0; j < h.rows(); j++) {
      sum[0] += ofH.earlier().rise(j, h);
    }
    return objective.loss().link().value(sum[0] / a.background(Background.missing()).totalWeight());
  }
}
