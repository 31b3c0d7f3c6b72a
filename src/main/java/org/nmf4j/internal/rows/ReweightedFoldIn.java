package org.nmf4j.internal.rows;

import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;

/**
 * Finds the rows of a factor X for new data while the other factor Y is kept, by the row steps of a
 * fit, taken until a row no longer moves: {@code min Σ weight·ℓ(x_i·y_j, a_ij) + penalty}. Each row
 * is found by itself. Any number of threads may use it at once.
 */
public final class ReweightedFoldIn {

  private static final int MAX_STEPS = 500;
  private static final double LEAST_MOVE = 1e-10;

  private final Loss.Pointwise loss;
  private final RowTerms terms;
  private final KeptFactor y;
  private final HeapMatrix like;
  private final double[] start;
  private final boolean scalesStart;

  /**
   * A fold-in.
   *
   * @param terms of each row of X
   * @param y n×k: the transpose of H, or W
   * @param start of each row of X, k numbers; where a component is fixed, its value
   * @param scalesStart whether a multiple of the start may be nearer
   */
  public ReweightedFoldIn(
      Loss.Pointwise loss, RowTerms terms, HeapMatrix y, double[] start, boolean scalesStart) {
    this.loss = loss;
    this.terms = terms;
    this.y = new KeptFactor(y.rows(), y.columns());
    this.y.set(y);
    this.like = y;
    this.start = start.clone();
    this.scalesStart = scalesStart;
  }

  /**
   * The factors of new rows.
   *
   * @param a p×n
   * @param threads to use at most
   * @return p×k, of the type of Y
   */
  public HeapMatrix rows(MaskedMatrix a, int threads) {
    HeapMatrix x = new HeapMatrix(like.dataType(), a.rows(), start.length);
    try (Workers workers = Workers.forJava(Math.min(threads, a.rows()))) {
      Line[] lines = new Line[workers.count()];
      workers.forEach(
          a.rows(),
          (worker, row) -> {
            if (lines[worker] == null) {
              lines[worker] = new Line();
            }
            x.write(row, lines[worker].solve(a, row));
          });
    }
    return x;
  }

  private final class Line {

    private final RowSolver solver = new RowSolver(terms);
    private final ReweightedRow step = new ReweightedRow(solver, start.length);
    private double totalWeight;

    double[] solve(MaskedMatrix a, int row) {
      RowEntries entries = step.entries();
      entries.clear(a.columns());
      entries.others = a.background();
      totalWeight = 0;
      a.forEachObserved(
          row,
          (i, j, value, weight) -> {
            entries.add(j, value, weight);
            totalWeight += weight;
          });
      totalWeight += a.background().weight() * (a.columns() - entries.count);
      begin();
      boolean hasMoved = true;
      for (int i = 0; i < MAX_STEPS && hasMoved; i++) {
        Loss.Pointwise smoothed = loss.smoothed(EdgeWidth.at(i, meanLoss()));
        step.use(y, smoothed);
        boolean isRounded = smoothed != loss && !EdgeWidth.isLeast(i);
        hasMoved = step.step(() -> solver.prepare(totalWeight)) > LEAST_MOVE || isRounded;
      }
      return step.x();
    }

    private double meanLoss() {
      return totalWeight == 0 ? 0 : step.loss(loss) / totalWeight;
    }

    private void begin() {
      step.use(y, loss);
      startAt(1);
      double scale = scalesStart ? step.scaleToTargets() : 1;
      if (scale != 1) {
        double before = step.loss(loss);
        startAt(scale);
        if (!(step.loss(loss) < before)) {
          startAt(1);
        }
      }
    }

    private void startAt(double scale) {
      solver.setX(start, scale);
      System.arraycopy(solver.x, 0, step.x(), 0, start.length);
      step.start();
    }
  }
}
