package org.nmf4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;
import org.nmf4j.objective.Penalty;
import org.nmf4j.solver.FitListener;
import org.nmf4j.solver.FitStore;
import org.nmf4j.solver.Initializer;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.StopReason;
import org.nmf4j.solver.Stopping;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.bayes.VariationalBayes;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import org.nmf4j.solver.initial.Initializers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The specification of a factorization {@code A ≈ W·H}, W (m×k) and H (k×n), of a matrix with
 * missing entries. Immutable: each option method returns a changed copy.
 *
 * <pre>{@code
 * NmfModel model = Nmf.ofRank(2).fit(a);
 * NmfModel bySgd = Nmf.ofRank(2).updater(new Sgd(0.01)).iterations(10_000).fit(a);
 * }</pre>
 *
 * Minimised is {@code f(W, H) = link(Σ weight·ℓ(W·H, A) / Σ weight) + penalty(W) + penalty(H)} over
 * the observed entries; unless told otherwise the root-mean-square error, without penalties, over
 * non-negative factors.
 */
public final class Nmf {

  private static final Logger LOG = LoggerFactory.getLogger(Nmf.class);

  private static final int TABLE_RANK = 10;

  private final NmfOptions options;

  private Nmf(NmfOptions options) {
    this.options = options;
  }

  /**
   * A factorization for tables with holes, whose columns may have unlike units, as {@link
   * #forTables(int)} of 10 components at most.
   *
   * @return the specification
   */
  public static Nmf forTables() {
    return forTables(TABLE_RANK);
  }

  /**
   * A factorization for tables with holes, whose columns may have unlike units: {@link
   * VariationalBayes} with a noise of each column, of {@link #scaleColumns scaled} columns with
   * {@link #columnOffsets} and factors that may be negative. Components that the entries do not
   * support die out, and the model says how sure it is of each entry. A column without negative
   * numbers is predicted none.
   *
   * @param rank the number of components at most; no more are taken than there are rows and columns
   * @return the specification
   * @throws IllegalArgumentException if the rank is not positive
   */
  public static Nmf forTables(int rank) {
    return ofRank(rank)
        .with(o -> o.isRankBound = true)
        .constraint(Constraints.none())
        .solver(VariationalBayes.withDefaults().noisePerColumn(true))
        .scaleColumns(ColumnScaling.columns())
        .columnOffsets();
  }

  /**
   * A factorization of a rank.
   *
   * @param rank k, the number of components
   * @return the specification, of the root-mean-square error over non-negative factors
   * @throws IllegalArgumentException if it is not positive
   */
  public static Nmf ofRank(int rank) {
    NmfOptions options = new NmfOptions();
    options.rank = NmfOptions.requireRank(rank);
    return new Nmf(options);
  }

  /**
   * Takes another number of components.
   *
   * @param rank k; above min(m, n) W·H can be any matrix, and only penalties and constraints
   *     determine the factors
   * @return a changed copy
   * @throws IllegalArgumentException if it is not positive
   */
  public Nmf rank(int rank) {
    NmfOptions.requireRank(rank);
    return with(o -> o.rank = rank);
  }

  private Nmf with(Consumer<NmfOptions> change) {
    NmfOptions changed = options.copy();
    change.accept(changed);
    return new Nmf(changed);
  }

  /**
   * What to minimise; {@link Losses#rmse()} by default. A lambda will do.
   *
   * @param loss ℓ and its link
   * @return a changed copy
   */
  public Nmf loss(Loss loss) {
    Objects.requireNonNull(loss, "loss");
    return with(o -> o.objective = o.objective.withLoss(loss));
  }

  /**
   * A term to add for W and the same for H; none by default. Naming one, be it {@code
   * Penalties.none()}, has matrices given by their entries fitted as others are, see {@link
   * #fit(MaskedMatrix)}.
   *
   * @param both for W and for H
   * @return a changed copy
   */
  public Nmf penalty(Penalty both) {
    return penalty(both, both);
  }

  /**
   * Terms to add for W and for H; none by default.
   *
   * @param w for W
   * @param h for H
   * @return a changed copy
   */
  public Nmf penalty(Penalty w, Penalty h) {
    Objects.requireNonNull(w, "penalty of W");
    Objects.requireNonNull(h, "penalty of H");
    return with(
        o -> {
          o.objective = o.objective.withPenalties(w, h);
          o.hasPenalty = true;
          o.searchesPenalty = false;
        });
  }

  /**
   * Has the fit look for its penalty, and whether offsets help, as {@link RegularizationSearch}
   * does.
   *
   * @return a changed copy
   */
  public Nmf searchPenalty() {
    return with(o -> o.searchesPenalty = true);
  }

  /**
   * Adds offsets to the model, {@code a_ij ≈ μ + b_i + c_j + (W·H)_ij}, μ the mean of A: what a row
   * or column has more or less than others, as users and items do in ratings. They may be any
   * number, and entries of A may then be negative; they are 0 for rows of W and columns of H that a
   * constraint fixes. Their penalty is that of W, if it is an elastic net.
   *
   * @return a changed copy
   */
  public Nmf offsets() {
    return with(
        o -> {
          o.hasOffsets = true;
          o.hasRowOffsets = true;
          o.offsetPenalty = null;
        });
  }

  /**
   * Adds offsets of columns alone, {@code a_ij ≈ μ + c_j + (W·H)_ij}: a mean of each column that
   * heeds which of its entries are missing. Penalised as those of {@link #offsets()}.
   *
   * @return a changed copy
   */
  public Nmf columnOffsets() {
    return offsets().with(o -> o.hasRowOffsets = false);
  }

  /**
   * As {@link #offsets()}, with a penalty of their own.
   *
   * @param penalty of row and column offsets
   * @return a changed copy
   */
  public Nmf offsets(ElasticNet penalty) {
    Objects.requireNonNull(penalty, "penalty of offsets");
    return with(
        o -> {
          o.hasOffsets = true;
          o.hasRowOffsets = true;
          o.offsetPenalty = penalty;
          o.hasPenalty = true;
        });
  }

  /**
   * Has the fit count columns in units of their own, for tables whose columns are unlike, such as
   * incomes and rates: {@code a_ij ≈ shift_j + scale_j·(W·H)_ij}, offsets beside W·H if there are
   * any. The model keeps the units, and takes and gives numbers of A. All of the fit is that of the
   * scaled columns: W and H, initial and fixed ones too, penalties, the objective, and what
   * listeners see. A may have negative entries if the loss is for them, even for non-negative
   * factors.
   *
   * @param scaling whether; {@link ColumnScaling#none} by default
   * @return a changed copy
   */
  public Nmf scaleColumns(ColumnScaling scaling) {
    Objects.requireNonNull(scaling, "scaling");
    return with(o -> o.scaling = scaling);
  }

  boolean allowsOffsets() {
    return options.objective.loss().domain().equals(Loss.Domain.ALL);
  }

  /** A matrix as the fit sees it. */
  MaskedMatrix scaled(MaskedMatrix a) {
    return a.in(options.scaling.units(a, options.objective));
  }

  /**
   * Keeps the model's predictions in a range, such as that of ratings; any number by default.
   *
   * @param smallest the least prediction
   * @param largest the largest prediction
   * @return a changed copy
   * @throws IllegalArgumentException if the range is empty or not finite
   */
  public Nmf clip(double smallest, double largest) {
    ModelTerms.Range range = ModelTerms.Range.of(smallest, largest);
    return with(o -> o.range = range);
  }

  /**
   * The set that W and H are kept in; non-negative by default.
   *
   * @param both for W and for H
   * @return a changed copy
   */
  public Nmf constraint(Constraint both) {
    return constraint(both, both);
  }

  /**
   * The sets that W and H are kept in; non-negative by default.
   *
   * @param w for W
   * @param h for H
   * @return a changed copy
   */
  public Nmf constraint(Constraint w, Constraint h) {
    Objects.requireNonNull(w, "constraint of W");
    Objects.requireNonNull(h, "constraint of H");
    return with(o -> o.objective = o.objective.withConstraints(w, h));
  }

  /**
   * Where W and H start; {@link Initializers#random()} by default, or {@link Initializers#normal()}
   * where both may be negative, and from there where the solver {@linkplain Solver#chooseStart
   * leads}.
   *
   * @param initializer makes them
   * @return a changed copy
   */
  public Nmf initializer(Initializer initializer) {
    Objects.requireNonNull(initializer, "initializer");
    return with(o -> o.initializer = initializer);
  }

  /**
   * Starts at given factors.
   *
   * @param w m×k; copied
   * @param h k×n; copied
   * @return a changed copy
   * @throws IllegalArgumentException if they share no rank k
   */
  public Nmf initial(INDArray w, INDArray h) {
    return initializer(Initializers.given(w, h));
  }

  /**
   * Projected gradient descent on full batches with an updater, such as {@code new Sgd(0.01)};
   * without one the steps are as long as the curvature allows.
   *
   * @param updater any of ND4J's
   * @return a changed copy
   */
  public Nmf updater(IUpdater updater) {
    return solver(ProjectedGradientDescent.withDefaults().updater(updater));
  }

  /**
   * How to minimise. By default the objective decides: {@link AlternatingLeastSquares} where it can
   * minimise it, which is squared error with the usual penalties and constraints, otherwise {@link
   * ProjectedGradientDescent}. For matrices given by their entries see {@link #fit(MaskedMatrix)}.
   *
   * @param solver the solver
   * @return a changed copy
   */
  public Nmf solver(Solver solver) {
    Objects.requireNonNull(solver, "solver");
    return with(o -> o.solver = solver);
  }

  /**
   * Takes so many steps, unless another rule given here stops before. Where neither iterations nor
   * tolerance are given, it is up to 2,000 with the solver's own tolerance: 1e-4 of alternating
   * least squares and variational Bayes, 1e-5 of reweighted least squares, and of gradient descent
   * 1e-6, or 1e-5 with an updater.
   *
   * @param count ≥ 0
   * @return a changed copy
   * @throws IllegalArgumentException if the number is negative
   */
  public Nmf iterations(int count) {
    Stopping stopping = Stopping.iterations(count);
    return with(o -> o.iterations = stopping);
  }

  /**
   * Stops when ten steps of alternating least squares, or fifty of gradient descent, have lowered
   * the objective by less than {@code tolerance · objective}: as many as {@link
   * Solver#toleranceSteps} says.
   *
   * @param tolerance ≥ 0
   * @return a changed copy
   * @throws IllegalArgumentException if the tolerance is negative or not finite
   */
  public Nmf tolerance(double tolerance) {
    Stopping.tolerance(tolerance);
    return with(o -> o.tolerance = tolerance);
  }

  /**
   * Sets some observed entries aside at random, to judge by: the model is then the one with the
   * lowest loss on them.
   *
   * @param fraction in [0, 1); 0, the default, sets none aside
   * @return a changed copy
   * @throws IllegalArgumentException if the fraction is out of range
   */
  public Nmf holdOut(double fraction) {
    if (!(fraction >= 0 && fraction < 1)) {
      throw new IllegalArgumentException("holdOut must be in [0, 1), got " + fraction);
    }
    return with(o -> o.holdOut = fraction);
  }

  /**
   * Stops when the held-out loss has found no new minimum for so many steps. Needs {@link
   * #holdOut}.
   *
   * @param steps ≥ 1
   * @return a changed copy
   * @throws IllegalArgumentException if the number is not positive
   */
  public Nmf patience(int steps) {
    return stopping(Stopping.patience(steps));
  }

  /**
   * Stops when the fit has taken its time.
   *
   * @param budget > 0
   * @return a changed copy
   * @throws IllegalArgumentException if the time is not positive
   */
  public Nmf timeBudget(Duration budget) {
    return stopping(Stopping.timeBudget(budget));
  }

  /**
   * Stops by one more rule.
   *
   * @param rule asked after each iteration
   * @return a changed copy
   */
  public Nmf stopping(Stopping rule) {
    Objects.requireNonNull(rule, "stopping");
    return with(o -> o.stoppings = appended(o.stoppings, rule));
  }

  /**
   * Has a listener told of each iteration, after those given before.
   *
   * @param listener called on the thread that fits
   * @return a changed copy
   */
  public Nmf listener(FitListener listener) {
    Objects.requireNonNull(listener, "listener");
    return with(o -> o.listeners = appended(o.listeners, listener));
  }

  /**
   * The same for fits that try something out, such as the ranks of a {@code RankSearch}: of one
   * start, without listeners and checkpoints, with no penalty looked for, and told of at debug.
   *
   * @return a changed copy
   */
  public Nmf forTrials() {
    return with(
        o -> {
          o.listeners = List.of();
          o.store = null;
          o.starts = 1;
          o.isAveraged = false;
          o.searchesPenalty = false;
          o.isTrial = true;
        });
  }

  Nmf found(RegularizationSearch.Regularization regularization) {
    return with(o -> o.regularization = regularization);
  }

  /**
   * Has a fit keep its state now and then, such as {@code Checkpoints.into(directory)} does, and go
   * on from the newest there is of the same matrix and specification; the model then has the bits
   * of a fit that was never broken off. Rules for stopping, listeners and threads may be others:
   * the rules are asked about the iterations done before as well, listeners are not told of them,
   * and the time taken before counts.
   *
   * @param store of states
   * @return a changed copy
   */
  public Nmf checkpoint(FitStore store) {
    Objects.requireNonNull(store, "store");
    return with(o -> o.store = store);
  }

  /**
   * The seed of all random choices; 0 by default. The same seed gives the same bits.
   *
   * @param seed any number
   * @return a changed copy
   */
  public Nmf seed(long seed) {
    return with(o -> o.seed = seed);
  }

  /**
   * Fits several times, one after the other on all threads, with the {@link #seed} and those that
   * follow it, and keeps the best: the model with the lowest held-out loss if entries are {@link
   * #holdOut held out}, the same ones for all starts, otherwise with the lowest objective. The
   * first is the fit of one start, to the last bit. Listeners see each start in turn, and rules for
   * stopping, a time budget too, hold for each by itself. An interrupt ends the last one.
   *
   * @param count ≥ 1; 1 by default, and more only with an initializer that makes use of the seed,
   *     and without {@link #checkpoint}
   * @return a changed copy
   * @throws IllegalArgumentException if the number is not positive
   */
  public Nmf starts(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("starts must be ≥ 1, got " + count);
    }
    return with(o -> o.starts = count);
  }

  /**
   * Takes the mean of all {@link #starts} in place of the best. What it predicts, before it is put
   * into a range, is the mean of what they predict, which is often nearer to entries that nobody
   * has seen than any of them. It is a factorization itself, of rank {@code n·k} for n starts:
   * {@code [W₁ … Wₙ]/√n} times {@code [H₁; …; Hₙ]/√n}, with the mean of the offsets. Where a
   * constraint keeps sums of a factor at 1, the n is divided such that they still are; of sums over
   * components in both factors, those of W. New rows and columns are folded in by the same
   * objective, and of {@link VariationalBayes} there is no uncertainty left.
   *
   * @return a changed copy
   */
  public Nmf averaged() {
    return with(o -> o.isAveraged = true);
  }

  /**
   * The number of threads, by default that of the processors. The result does not depend on it.
   *
   * @param threads ≥ 1
   * @return a changed copy
   * @throws IllegalArgumentException if the number is not positive
   */
  public Nmf threads(int threads) {
    NmfOptions.requireThreads(threads);
    return with(o -> o.threads = threads);
  }

  private static <T> List<T> appended(List<T> list, T element) {
    List<T> longer = new ArrayList<>(list);
    longer.add(element);
    return List.copyOf(longer);
  }

  /**
   * Factorizes a matrix in which NaN means missing.
   *
   * @param a m×n, FLOAT or DOUBLE; not changed
   * @return the model
   * @throws IllegalArgumentException if the matrix is no such, or doesn't suit rank, loss or
   *     constraint
   */
  public NmfModel fit(INDArray a) {
    return fit(MaskedMatrix.of(a));
  }

  /**
   * Factorizes a matrix. An interrupt ends the fit at the factors reached so far, and leaves the
   * thread's interrupt flag set.
   *
   * <p>Where a matrix is given by its entries (a {@code SparseMatrix} of 50 or more), the loss is
   * squared error, and neither a {@link #penalty}, nor one of {@link #offsets}, nor a {@link
   * #solver} has been named, the fit is by {@link VariationalBayes}, which needs no penalty and
   * knows how sure it is, with {@link #offsets} if they help on held-out entries. Of a kind that
   * this is not for, such as factors that are bounded above, or where {@link
   * AlternatingLeastSquares} is named, it looks for a penalty as {@link #searchPenalty} does;
   * {@code penalty(Penalties.none())} has it fit without.
   *
   * @param a m×n
   * @return the model
   * @throws IllegalArgumentException if the matrix doesn't suit rank, loss or constraint
   * @throws ArithmeticException if the objective becomes NaN or infinite
   */
  public NmfModel fit(MaskedMatrix a) {
    Objects.requireNonNull(a, "a");
    options.requireStartsToSuitStore();
    return settledFor(a).run(a);
  }

  private NmfModel run(MaskedMatrix a) {
    NmfModel model = Fit.run(a, options.of(a));
    tell(model);
    return model;
  }

  /**
   * The same with all found that a {@link #fit(MaskedMatrix) fit} would look for first, which is
   * then the same fit: the solver, a penalty, whether there are offsets.
   *
   * @param a m×n
   * @return a changed copy, or this one if there is nothing to look for
   * @throws IllegalArgumentException if the matrix doesn't suit rank, loss or constraint
   */
  public Nmf settledFor(MaskedMatrix a) {
    Objects.requireNonNull(a, "a");
    if (options.isByBayes(a)) {
      Nmf bayes = solver(NmfOptions.BAYES);
      return options.hasOffsets ? bayes : OffsetChoice.of(bayes, a);
    }
    if (options.searchesPenalty(a)) {
      RegularizationSearch search = RegularizationSearch.of(this);
      return (options.hasOffsets ? search.offsets(true) : search).search(a).applyTo(this);
    }
    return this;
  }

  /** {@return what is minimised, of W and H} */
  public Objective objective() {
    return options.objective;
  }

  /**
   * Whether a solver can minimise what is asked for here.
   *
   * @param solver any
   * @return true if {@link #solver(Solver)} can be given it
   */
  public boolean isFor(Solver solver) {
    Offsets offsets = options.offsets(0);
    return solver.suits(offsets.extend(options.objective), offsets.components());
  }

  int threads() {
    return options.threads;
  }

  /**
   * Factorizes entries that come batch by batch and are never at hand all at once: fits to the
   * first, which is to be large enough to learn from, and takes the others in by {@link
   * NmfModel#update(MaskedMatrix)}.
   *
   * @param batches of entries, with names of rows and columns or all of one shape; at least one
   * @return the model of all batches, or of those before the thread was interrupted, whose flag is
   *     left set
   * @throws IllegalArgumentException if there is none, or one doesn't suit as {@link
   *     #fit(MaskedMatrix)} and {@link NmfModel#update(MaskedMatrix)} say
   */
  public NmfModel fitBatches(Iterable<? extends MaskedMatrix> batches) {
    NmfModel model = null;
    for (MaskedMatrix batch : Objects.requireNonNull(batches, "batches")) {
      model = model == null ? fit(batch) : model.update(batch);
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    if (model == null) {
      throw new IllegalArgumentException("batches must be at least one, got none");
    }
    return model;
  }

  private void tell(NmfModel model) {
    FitReport report = model.report().orElseThrow();
    if (options.isTrial) {
      LOG.debug("trial: {}", report);
    } else if (report.stopReason().code() == StopReason.Code.LIMIT) {
      LOG.warn("{}; iterations(n) allows more, tolerance(x) asks for less", report);
    } else {
      LOG.info("{}", report);
    }
  }

  /** {@return the rank, the loss and how it is minimised, for people} */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Nmf of rank %d: %s%s by %s%s",
        options.rank,
        options.objective.isPenalised() ? "penalised " : "",
        options.objective.loss().name(),
        options.solver().name(),
        options.hasOffsets ? ", with offsets" : "");
  }
}
