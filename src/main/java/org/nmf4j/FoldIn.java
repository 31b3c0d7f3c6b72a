package org.nmf4j;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.internal.rows.DenseRows;
import org.nmf4j.internal.rows.FactorRows;
import org.nmf4j.internal.rows.LeastSquaresRows;
import org.nmf4j.internal.rows.SparseRows;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.FitLoop;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Stopping;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/**
 * Finds the rows of a factor X for new data while the other factor Y is kept: {@code min Σ
 * weight·(a_ij − x_i·y_j)² + penalty}. Each row is a least squares problem of its own, solved by
 * coordinate descent to the last digits. Any number of threads may use it at once.
 */
final class FoldIn {

  private static final int MAX_ROUNDS = 10_000;
  private static final double PRECISION = 1e-10;

  /** Rows below this are not worth waking a thread. */
  private static final int ROWS_FOR_THREADS = 256;

  /** Multiplications up to which BLAS stays on the calling thread by itself. */
  private static final long SMALL_PRODUCT = 1 << 18;

  private static final int GRADIENT_ITERATIONS = 2_000;

  private final HeapMatrix y;
  private final double[] start;
  private final IntFunction<Bounds> bounds;
  private final IntFunction<ElasticNet> penalties;

  /**
   * A fold-in.
   *
   * @param y n×k: the transpose of H, or W
   * @param start of each row of X, k numbers; where a component is fixed, its value
   * @param bounds of each component
   * @param penalties of each component, those outside the mean for the sum of squared errors
   */
  public FoldIn(
      HeapMatrix y, double[] start, IntFunction<Bounds> bounds, IntFunction<ElasticNet> penalties) {
    this.y = y;
    this.start = start.clone();
    this.bounds = bounds;
    this.penalties = penalties;
  }

  /**
   * The factors of new rows.
   *
   * @param a p×n
   * @return p×k, of the type of Y
   */
  public INDArray rows(MaskedMatrix a) {
    MaskedMatrix typed = a.castTo(y.dataType());
    HeapMatrix x = new HeapMatrix(y.dataType(), a.rows(), y.columns());
    for (int row = 0; row < x.rows(); row++) {
      x.write(row, start);
    }
    try (Workers workers = workersFor(a)) {
      new FactorRows(rowsOf(typed), x, bounds, row -> Bounds.FREE, penalties, workers)
          .update(y, 1, MAX_ROUNDS, PRECISION);
    }
    return x.toArray();
  }

  private Workers workersFor(MaskedMatrix a) {
    if (a instanceof SparseMatrix && a.observed() * y.columns() * y.columns() <= SMALL_PRODUCT) {
      return Workers.callerOnly();
    }
    int processors = Runtime.getRuntime().availableProcessors();
    return new Workers(a.rows() < ROWS_FOR_THREADS ? 1 : processors);
  }

  private static LeastSquaresRows rowsOf(MaskedMatrix a) {
    return a instanceof DenseMatrix dense && DenseRows.suit(dense)
        ? DenseRows.of(dense)
        : new SparseRows(SparseMatrix.from(a).byRows());
  }

  /**
   * The factors of new rows, or columns, by projected gradient descent, for any loss.
   *
   * @param a the new entries
   * @param objective whose constraint keeps the other factor as it is
   * @param initial taken over
   */
  public static Factors byGradient(MaskedMatrix a, Objective objective, Factors initial) {
    objective.loss().check(a);
    FitLoop loop =
        new FitLoop(
            new Problem(a, objective, 0),
            Optional.empty(),
            List.of(Stopping.iterations(GRADIENT_ITERATIONS), Stopping.tolerance(1e-9)),
            List.of(),
            Optional.empty(),
            Runtime.getRuntime().availableProcessors());
    return loop.run(ProjectedGradientDescent.withDefaults(), initial).factors();
  }
}
