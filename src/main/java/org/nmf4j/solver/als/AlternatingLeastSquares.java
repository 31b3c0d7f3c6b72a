package org.nmf4j.solver.als;

import java.util.Locale;
import org.nmf4j.internal.rows.LeastSquaresFactor;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.UpdateRule;

/**
 * Alternating least squares, for squared error: while H is kept, each row of W is a small least
 * squares problem of its own over the row's observed entries, and then the same for the columns of
 * H. Each is solved by coordinate descent on the Gram matrix of the observed columns of H. Between
 * iterations the factors are extrapolated along their last move (Ang and Gillis 2019,
 * doi:10.1162/neco_a_01157, arXiv:1805.06604) as long as that lowers the objective; a step that
 * does not is taken back and done without.
 *
 * <p>Takes {@code rmse} and {@code mse}, weights, elastic net penalties, box constraints, and rows
 * of W and columns of H on the simplex, which are found exactly. The objective never rises from one
 * iteration to the next.
 */
public final class AlternatingLeastSquares implements Solver {

  private static final int DEFAULT_ROUNDS = LeastSquaresFactor.ROUNDS_IN_FITS;
  private static final int TOLERANCE_STEPS = 10;
  private static final double DEFAULT_TOLERANCE = 1e-4;

  private final int rounds;
  private final boolean extrapolation;

  private AlternatingLeastSquares(int rounds, boolean extrapolation) {
    this.rounds = rounds;
    this.extrapolation = extrapolation;
  }

  /**
   * {@return the solver with extrapolation and up to twelve rounds of coordinate descent for each
   * row}
   */
  public static AlternatingLeastSquares withDefaults() {
    return new AlternatingLeastSquares(DEFAULT_ROUNDS, true);
  }

  /**
   * The same with another number of rounds.
   *
   * @param rounds the most rounds of coordinate descent over a row's components in an iteration
   * @return another solver
   * @throws IllegalArgumentException if the number is not positive
   */
  public AlternatingLeastSquares rounds(int rounds) {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds must be ≥ 1, got " + rounds);
    }
    return new AlternatingLeastSquares(rounds, extrapolation);
  }

  /**
   * The same with or without extrapolation.
   *
   * @param extrapolation true by default
   * @return another solver
   */
  public AlternatingLeastSquares extrapolation(boolean extrapolation) {
    return new AlternatingLeastSquares(rounds, extrapolation);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Squared error with elastic nets, boxes, and simplices of W's rows and H's columns.
   */
  @Override
  public boolean suits(Objective objective, int rank) {
    return objective.loss().isSquaredError() && RowProblems.suit(objective, rank);
  }

  @Override
  public String name() {
    return "alternating least squares"
        + (rounds == DEFAULT_ROUNDS ? "" : String.format(Locale.ROOT, ", up to %d rounds", rounds))
        + (extrapolation ? "" : " (without extrapolation)");
  }

  @Override
  public int toleranceSteps() {
    return TOLERANCE_STEPS;
  }

  @Override
  public double defaultTolerance() {
    return DEFAULT_TOLERANCE;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException unless the objective {@link #suits}
   */
  @Override
  public UpdateRule start(Problem problem, Factors initial, Threads workers) {
    Objective objective = problem.objective();
    RowProblems.require(
        this,
        objective.loss().isSquaredError(),
        "the loss rmse or mse",
        () -> objective.loss().name());
    RowProblems.require(this, objective, initial.rank());
    return new LeastSquaresRule(problem, initial, workers, rounds, extrapolation);
  }
}
