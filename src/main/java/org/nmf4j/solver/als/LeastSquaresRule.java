package org.nmf4j.solver.als;

import java.util.List;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.evaluation.LossEvaluation;
import org.nmf4j.internal.rows.LeastSquaresFactor;
import org.nmf4j.internal.rows.LeastSquaresRows;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;

/** Each row is a least squares problem. */
final class LeastSquaresRule extends AlternatingRule {

  /** A row's rounds end when one moves it by less than this part of what the first did. */
  private static final double ROUND_PRECISION = 0.1;

  private final double squares;

  /** Below this the sum of squared errors has lost too many digits as a difference. */
  private final double smallestDifference;

  private final Supplier<LossEvaluation> exactLoss;
  private LossEvaluation exact;

  LeastSquaresRule(
      Problem problem, Factors initial, Threads workers, int rounds, boolean extrapolation) {
    super(problem, initial, extrapolation, rows(problem, initial.rank(), workers, rounds));
    squares = problem.a().squares();
    double digits = initial.w().dataType() == DataType.FLOAT ? 3e-4 : 1e-10;
    smallestDifference = digits * squares;
    exactLoss =
        () ->
            LossEvaluation.of(
                problem.a(), problem.objective().loss(), initial.w(), initial.h(), workers);
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
            ROUND_PRECISION,
            workers);
  }

  @Override
  double loss(double lessSquares) {
    double squaredError = squares + lessSquares;
    if (squaredError < smallestDifference) {
      factors();
      exact = exact == null ? exactLoss.get() : exact;
      return exact.total();
    }
    return squaredError;
  }
}
