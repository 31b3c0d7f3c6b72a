package org.nmf4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.FitListener;
import org.nmf4j.solver.FitProgress;
import org.nmf4j.solver.FitStore;
import org.nmf4j.solver.Initializer;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.StopReason;
import org.nmf4j.solver.Stopping;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.als.ReweightedLeastSquares;
import org.nmf4j.solver.bayes.VariationalBayes;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import org.nmf4j.solver.initial.Initializers;

/** All settings of an {@link Nmf}; only ever changed in a copy that nobody else has seen yet. */
final class NmfOptions implements Cloneable {

  private static final int DEFAULT_ITERATIONS = 2_000;

  /** The first that suits is taken. */
  private static final List<Solver> DEFAULT_SOLVERS =
      List.of(
          AlternatingLeastSquares.withDefaults(),
          ReweightedLeastSquares.withDefaults(),
          ProjectedGradientDescent.withDefaults());

  /** Of entries that are few among those of the matrix. */
  static final Solver BAYES = VariationalBayes.withDefaults();

  int rank;

  /** Whether there are to be no more components than rows and columns. */
  boolean isRankBound;

  Objective objective = Objective.of(Losses.rmse());

  /** Null for one that suits the constraints. */
  Initializer initializer;

  /** A model of the matrix that the fit goes on from; null for none. */
  NmfModel start;

  /** Null for the one that suits the objective. */
  Solver solver;

  boolean hasOffsets;

  /** Whether rows have offsets too, if there are any. */
  boolean hasRowOffsets = true;

  /** Null for that of W. */
  ElasticNet offsetPenalty;

  /** Whether a penalty was named, be it none. */
  boolean hasPenalty;

  /** Whether one is to be looked for, whatever the matrix. */
  boolean searchesPenalty;

  /** What {@link #objective}'s penalty was found by, null if it was given. */
  RegularizationSearch.Regularization regularization;

  ColumnScaling scaling = ColumnScaling.none();

  ModelTerms.Range range = ModelTerms.Range.ALL;

  Stopping iterations;
  Double tolerance;
  List<Stopping> stoppings = List.of();
  List<FitListener> listeners = List.of();

  /** Of states to go on from; null for none. */
  FitStore store;

  boolean isTrial;

  double holdOut;
  long seed;

  /** How many fits there are to be, of this seed and the next ones. */
  int starts = 1;

  /** Whether the model is to be their mean and not the best. */
  boolean isAveraged;

  int threads = Runtime.getRuntime().availableProcessors();

  NmfOptions copy() {
    try {
      return (NmfOptions) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Those of a matrix. */
  NmfOptions of(MaskedMatrix a) {
    NmfOptions theirs = copy();
    theirs.rank = isRankBound ? Math.min(rank, Math.min(a.rows(), a.columns())) : rank;
    return theirs;
  }

  static int requireRank(int rank) {
    if (rank < 1) {
      throw new IllegalArgumentException("rank must be ≥ 1, got " + rank);
    }
    return rank;
  }

  static int requireThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be ≥ 1, got " + threads);
    }
    return threads;
  }

  /** A store goes on from the state of one fit. */
  void requireStartsToSuitStore() {
    if (starts > 1 && store != null) {
      throw new IllegalArgumentException(
          "checkpoint keeps the state of one start, got " + starts + " starts: fit seed by seed");
    }
  }

  /** Of a matrix of this mean. */
  Offsets offsets(double mean) {
    if (!hasOffsets) {
      return Offsets.none(rank);
    }
    ElasticNet penalty =
        offsetPenalty == null
            ? objective.penaltyW().ofComponent(0).orElseGet(Penalties::none)
            : offsetPenalty;
    return hasRowOffsets ? Offsets.of(rank, penalty, mean) : Offsets.ofColumns(rank, penalty, mean);
  }

  /**
   * Whether the fit is to look for a penalty: it was asked to, or is by least squares to entries
   * for which nobody named one.
   *
   * @throws IllegalArgumentException if it was asked to and there are not enough, or a background
   */
  boolean searchesPenalty(MaskedMatrix a) {
    if (searchesPenalty && !a.background().isMissing()) {
      throw new IllegalArgumentException(
          "a search for the penalty holds entries out, which then would be "
              + a.background()
              + ": name a penalty (--l2, Nmf.penalty)");
    }
    if (searchesPenalty && !isEnough(a)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a search for the penalty needs %d entries, got %d",
              RegularizationSearch.FEWEST_ENTRIES,
              a.observed()));
    }
    return searchesPenalty || needsPenalty(a);
  }

  /** Whether the fit is to learn from entries what penalties are for: nobody named another way. */
  boolean isByBayes(MaskedMatrix a) {
    Offsets offsets = offsets(0);
    return solver == null
        && !searchesPenalty
        && needsPenalty(a)
        && BAYES.suits(offsets.extend(objective), offsets.components());
  }

  /** Of a matrix most of which is missing, with enough entries to hold some out. */
  private boolean needsPenalty(MaskedMatrix a) {
    return !hasPenalty
        && !isTrial
        && a.background().isMissing()
        && a.<Boolean>choose(dense -> false, sparse -> true)
        && isEnough(a)
        && solver() instanceof AlternatingLeastSquares;
  }

  private static boolean isEnough(MaskedMatrix a) {
    return a.observed() >= RegularizationSearch.FEWEST_ENTRIES;
  }

  Initializer initializer() {
    boolean areFree =
        objective.constraintW().allowsNegative() && objective.constraintH().allowsNegative();
    Initializer byDefault = areFree ? Initializers.normal() : Initializers.random();
    return initializer == null ? byDefault : initializer;
  }

  Solver solver() {
    if (solver != null) {
      return solver;
    }
    Offsets offsets = offsets(0);
    Objective extended = offsets.extend(objective);
    return DEFAULT_SOLVERS.stream()
        .filter(candidate -> candidate.suits(extended, offsets.components()))
        .findFirst()
        .orElseThrow();
  }

  List<Stopping> stoppings() {
    if (holdOut == 0 && stoppings.stream().anyMatch(Stopping::needsHeldOut)) {
      throw new IllegalArgumentException("patience needs a held-out part: set holdOut > 0");
    }
    boolean byDefault = iterations == null && tolerance == null;
    List<Stopping> all = new ArrayList<>(stoppings);
    all.add(iterations == null ? NmfOptions::atLimit : iterations);
    if (tolerance != null || byDefault) {
      double part = tolerance == null ? solver().defaultTolerance() : tolerance;
      all.add(Stopping.tolerance(part, solver().toleranceSteps()));
    }
    return all;
  }

  private static Optional<StopReason> atLimit(FitProgress progress) {
    return progress.iteration() < DEFAULT_ITERATIONS
        ? Optional.empty()
        : Optional.of(
            new StopReason(
                StopReason.Code.LIMIT,
                String.format(
                    Locale.ROOT,
                    "the %d iterations of the default were done before the tolerance was met",
                    DEFAULT_ITERATIONS)));
  }
}
