package org.nmf4j.solver.als;

import java.util.Optional;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Initializer;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.UpdateRule;
import org.nmf4j.solver.initial.Initializers;

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
 * edge at first, and ever less so. A β-divergence with β outside [1, 2] starts where a few steps at
 * the nearest β inside, where it is convex, lead from random numbers.
 */
public final class ReweightedLeastSquares implements Solver {

  private static final int TOLERANCE_STEPS = 10;
  private static final double DEFAULT_TOLERANCE = 1e-5;
  private static final int CONVEX_STEPS = 4;

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
   * @return for a loss that is not convex {@link Initializers#random}, and from there a few steps
   *     by the loss's {@link Loss#convexRelative}, without penalties, whose size is for the loss
   *     itself
   */
  @Override
  public Optional<Initializer> initializer(Objective objective) {
    Loss loss = objective.loss();
    Loss convex = loss.convexRelative();
    if (convex.equals(loss)) {
      return Optional.empty();
    }
    Objective first = objective.withLoss(convex).withPenalties(Penalties.none(), Penalties.none());
    return Optional.of(
        (a, rank, seed) -> {
          Factors random = Initializers.random().initialize(a, rank, seed);
          try (Workers workers = new Workers(1)) {
            UpdateRule rule =
                extrapolation(false).start(new Problem(a, first, seed), random, workers);
            for (int step = 0; step < CONVEX_STEPS; step++) {
              rule.step();
            }
            return rule.factors();
          }
        });
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
