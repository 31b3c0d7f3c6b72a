package org.nmf4j.solver.als;

import java.util.List;
import org.nmf4j.internal.evaluation.LossEvaluation;
import org.nmf4j.internal.rows.LeastSquaresFactor;
import org.nmf4j.internal.rows.LeastSquaresRows;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.internal.rows.SquaredErrorSum;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;

/** Each row is a least squares problem. */
final class LeastSquaresRule extends AlternatingRule {

  private final Problem problem;
  private final Threads workers;
  private final SquaredErrorSum sum;

  /** Made when it is first needed. */
  private LossEvaluation ofDense;

  LeastSquaresRule(
      Problem problem, Factors initial, Threads workers, int rounds, boolean extrapolation) {
    super(problem, initial, extrapolation, rows(problem, initial.rank(), workers, rounds));
    this.problem = problem;
    this.workers = workers;
    sum = new SquaredErrorSum(problem.a().squares(), initial.w().dataType(), this::exactLoss);
    begin();
  }

  private static RowsOf rows(Problem problem, int rank, Threads workers, int rounds) {
    Objective wanted = problem.objective();
    List<? extends LeastSquaresRows> bothWays = LeastSquaresRows.bothWays(problem.a());
    return (isW, x) ->
        new LeastSquaresFactor(
            bothWays.get(isW ? 0 : 1),
            x,
            RowTerms.of(wanted, isW, rank),
            RowTerms.boundsOfRows(wanted, isW),
            rounds,
            LeastSquaresFactor.PRECISION_IN_FITS,
            workers);
  }

  private double exactLoss() {
    return problem.a().choose(this::exactLoss, sparse -> w().exactLoss(h()));
  }

  private double exactLoss(DenseMatrix dense) {
    Factors present = factors();
    if (ofDense == null) {
      Loss loss = problem.objective().loss();
      ofDense = LossEvaluation.of(dense, loss, present.w(), present.h(), workers);
    }
    return ofDense.total();
  }

  @Override
  double loss(double lessSquares) {
    return sum.applyAsDouble(lessSquares);
  }
}
