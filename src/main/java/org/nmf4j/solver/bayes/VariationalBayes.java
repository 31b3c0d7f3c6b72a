package org.nmf4j.solver.bayes;

import java.util.Locale;
import org.nmf4j.internal.rows.Components;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.UpdateRule;

/**
 * Variational Bayes: {@code a_ij ~ N((W·H)_ij, noise)} with factors that are not numbers but
 * distributions, so that the model says how sure it is of what it predicts, needs no penalty, and
 * drops components that the entries do not support: the rank is an upper bound.
 *
 * <p>The numbers of a component have normal priors around 0, half-normal ones where they may not be
 * negative, whose precisions are learnt (automatic relevance determination); so is the noise, one
 * for all entries or one for each column. The distributions of the factors' rows are taken to be
 * independent of each other: of factors that may be any number, each row has a normal one with a
 * covariance of all its numbers (Lim and Teh 2007; Ilin and Raiko 2010, JMLR 11:1957-2000), of
 * non-negative ones each number has a normal one cut off at 0 (Brouwer and Lió 2017,
 * doi:10.1007/978-3-319-71249-9_31). W and H of the model are their means.
 *
 * <p>A step takes the distributions of W, then of H, then the most probable precisions, each such
 * that it raises a lower bound L of the log of the N observed entries' probability as far as it
 * can. The objective is {@code e^(−L/N)/√(2πe)}, in the unit of the entries: the deviation of noise
 * that would be as improbable. It never rises.
 *
 * <p>For squared error without penalties, with offsets and fixed parts. The noise of an entry is
 * divided by its weight, of which only the ratios count: their mean is taken for 1.
 */
public final class VariationalBayes implements Solver {

  private static final int TOLERANCE_STEPS = 10;
  private static final double DEFAULT_TOLERANCE = 1e-4;

  private final boolean noisePerColumn;

  private VariationalBayes(boolean noisePerColumn) {
    this.noisePerColumn = noisePerColumn;
  }

  /** {@return the solver, with one noise for all entries} */
  public static VariationalBayes withDefaults() {
    return new VariationalBayes(false);
  }

  /**
   * The same with another noise.
   *
   * @param perColumn whether each column has its own, as those of a table do; false by default
   * @return another solver
   */
  public VariationalBayes noisePerColumn(boolean perColumn) {
    return new VariationalBayes(perColumn);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Squared error, without penalties, of factors that are non-negative, free, or fixed in part.
   */
  @Override
  public boolean suits(Objective objective, int rank) {
    return objective.loss().isSquaredError()
        && !objective.isPenalised()
        && suits(objective.constraintW(), objective.constraintH(), rank);
  }

  private static boolean suits(Constraint w, Constraint h, int rank) {
    return Components.suit(rank, w::columnBounds)
        && Components.suit(rank, h::rowBounds)
        && w.rowBounds(0).isPresent()
        && h.columnBounds(0).isPresent()
        && w.rowSum().isEmpty()
        && w.columnSum().isEmpty()
        && h.rowSum().isEmpty()
        && h.columnSum().isEmpty();
  }

  @Override
  public String name() {
    return "variational Bayes" + (noisePerColumn ? " (noise of each column)" : "");
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
    require(objective.loss().isSquaredError(), "squared error", objective.loss().name());
    require(
        !objective.isPenalised(),
        "no penalties, it learns its own",
        objective.penaltyW() + " and " + objective.penaltyH());
    require(
        suits(objective, initial.rank()),
        "factors that are non-negative, free or fixed in part",
        objective.constraintW() + " and " + objective.constraintH());
    return new VariationalRule(problem, initial, workers, noisePerColumn);
  }

  private void require(boolean met, String needed, String got) {
    if (!met) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s needs %s, got %s", name(), needed, got));
    }
  }
}
