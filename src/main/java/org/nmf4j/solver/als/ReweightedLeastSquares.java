package org.nmf4j.solver.als;

import java.util.function.IntFunction;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
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
 * edge at first, and ever less so. Under a β-divergence with β outside [1, 2], which is not convex,
 * a fit that is given no initializer chooses among starts ({@link #chooseStart}).
 */
public final class ReweightedLeastSquares implements Solver {

  private static final int TOLERANCE_STEPS = 10;
  private static final double DEFAULT_TOLERANCE = 1e-5;
  private static final int STARTS = 2;
  private static final int CONVEX_STEPS = 4;
  private static final int TRIAL_STEPS = 10;

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
   * <p>Under a loss that is not convex two starts are tried (as Cichocki et al. 2009,
   * doi:10.1002/9780470747278, section 1.3.3): a few steps from random factors by the loss's {@link
   * Loss#convexRelative}, without penalties, whose size is for the loss itself, and then by the
   * loss. The lowest is taken.
   */
  @Override
  public Factors chooseStart(Problem problem, IntFunction<Factors> random, Threads workers) {
    Objective objective = problem.objective();
    Loss convex = objective.loss().convexRelative();
    if (convex.equals(objective.loss())) {
      return random.apply(0);
    }
    Problem first =
        new Problem(
            problem.a(),
            objective.withLoss(convex).withPenalties(Penalties.none(), Penalties.none()),
            problem.seed());
    Factors best = null;
    double lowest = Double.NaN;
    for (int number = 0; number < STARTS; number++) {
      UpdateRule nearer = extrapolation(false).start(first, random.apply(number), workers);
      step(nearer, CONVEX_STEPS);
      UpdateRule rule = start(problem, nearer.factors(), workers);
      step(rule, TRIAL_STEPS);
      if (best == null || rule.objective() < lowest) {
        best = rule.factors();
        lowest = rule.objective();
      }
    }
    return best;
  }

  private static void step(UpdateRule rule, int steps) {
    for (int step = 0; step < steps; step++) {
      rule.step();
    }
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
