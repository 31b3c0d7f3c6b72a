package org.nmf4j;

import java.util.ArrayList;
import java.util.List;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.FitListener;
import org.nmf4j.solver.FitStore;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.Stopping;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import org.nmf4j.solver.initial.Initializer;
import org.nmf4j.solver.initial.Initializers;

/** All settings of an {@link Nmf}; only ever changed in a copy that nobody else has seen yet. */
final class NmfOptions implements Cloneable {

  private static final int DEFAULT_ITERATIONS = 2_000;

  int rank;
  Objective objective = Objective.of(Losses.rmse());
  Initializer initializer = Initializers.random();

  /** Null for the one that suits the objective. */
  Solver solver;

  boolean hasOffsets;

  /** Null for that of W. */
  ElasticNet offsetPenalty;

  /** Of predictions, null for any. */
  Range range;

  Stopping iterations;
  Double tolerance;
  List<Stopping> stoppings = List.of();
  List<FitListener> listeners = List.of();

  /** Of states to go on from; null for none. */
  FitStore store;

  boolean isTrial;

  double holdOut;
  long seed;
  int threads = Runtime.getRuntime().availableProcessors();

  record Range(double smallest, double largest) {}

  NmfOptions copy() {
    try {
      return (NmfOptions) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  ElasticNet offsetPenalty() {
    return offsetPenalty == null
        ? objective.penaltyW().ofComponent(0).orElseGet(Penalties::none)
        : offsetPenalty;
  }

  /** What is minimised over the factors that the solver sees. */
  Objective extendedObjective() {
    return hasOffsets ? objective.withOffsets(rank, offsetPenalty()) : objective;
  }

  Solver solver() {
    if (solver != null) {
      return solver;
    }
    Objective extended = extendedObjective();
    return AlternatingLeastSquares.canMinimise(extended, hasOffsets ? rank + 2 : rank)
        ? AlternatingLeastSquares.withDefaults()
        : ProjectedGradientDescent.withDefaults();
  }

  List<Stopping> stoppings() {
    if (holdOut == 0 && stoppings.stream().anyMatch(Stopping::needsHeldOut)) {
      throw new IllegalArgumentException("patience needs a held-out part: set holdOut > 0");
    }
    boolean byDefault = iterations == null && tolerance == null;
    List<Stopping> all = new ArrayList<>(stoppings);
    all.add(iterations == null ? Stopping.iterations(DEFAULT_ITERATIONS) : iterations);
    if (tolerance != null || byDefault) {
      double part = tolerance == null ? solver().defaultTolerance() : tolerance;
      all.add(Stopping.tolerance(part, solver().toleranceSteps()));
    }
    return all;
  }
}
