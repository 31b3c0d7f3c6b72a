package org.nmf4j.solver.als;

import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.UpdateRule;

/**
 * Alternating least squares with other weights at each step, for losses that are known entry by
 * entry ({@link Loss#pointwise}): Kullback-Leibler, Itakura-Saito and the other β-divergences,
 * Huber's and the absolute error. While H is kept, each row of W is a problem of its own. A
 * quadratic model of the loss at the row's present predictions, by its slopes and curvatures, makes
 * it a weighted least squares problem (Newton's method where the predictions are too small,
 * Fisher's scoring where they are too large; Huber's and the absolute error as in Holland and
 * Welsch 1977, doi:10.1080/03610927708827533); the row moves towards its solution as far as the
 * loss falls. Then the same for the columns of H. Between iterations the factors are extrapolated
 * as in {@link AlternatingLeastSquares}.
 *
 * <p>Takes weights, elastic net penalties, box constraints, and rows of W and columns of H on the
 * simplex; for losses that not all numbers are allowed for, factors have to be non-negative. The
 * objective never rises from one iteration to the next. The absolute error is rounded off near its
 * edge at first, and ever less so.
 */
public final class ReweightedLeastSquares implements Solver {

  private static final int TOLERANCE_STEPS = 10;
  private static final double DEFAULT_TOLERANCE = 1e-5;

  private final boolean extrapolation;

  private ReweightedLeastSquares(boolean extrapolation) {
    this.extrapolation = extrapolation;
  }

  /** {@return the solver with extrapolation} */
  public static ReweightedLeastSquares withDefaults() {
    return new ReweightedLeastSquares(true);
  }

  /**
   * The same with or without extrapolation.
   *
   * @param extrapolation true by default
   * @return another solver
   */
  public ReweightedLeastSquares extrapolation(boolean extrapolation) {
    return new ReweightedLeastSquares(extrapolation);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Losses that are known entry by entry, with elastic nets, boxes, and simplices of W's rows
   * and H's columns.
   */
  @Override
  public boolean suits(Objective objective, int rank) {
    return objective.loss().pointwise().isPresent()
        && staysInDomain(objective)
        && RowProblems.suit(objective, rank);
  }

  private static boolean staysInDomain(Objective objective) {
    return objective.loss().domain().equals(Loss.Domain.ALL)
        || !(objective.constraintW().allowsNegative() || objective.constraintH().allowsNegative());
  }

  @Override
  public String name() {
    return "reweighted least squares" + (extrapolation ? "" : " (without extrapolation)");
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
        objective.loss().pointwise().isPresent(),
        "a loss that is known entry by entry",
        () -> objective.loss().name());
    RowProblems.require(
        this,
        staysInDomain(objective),
        "non-negative factors for the loss " + objective.loss().name(),
        () -> objective.constraintW() + " and " + objective.constraintH());
    RowProblems.require(this, objective, initial.rank());
    return new ReweightedRule(problem, initial, workers, extrapolation);
  }
}
