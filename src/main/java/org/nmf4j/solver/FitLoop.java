package org.nmf4j.solver;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.internal.evaluation.LossEvaluation;
import org.nmf4j.internal.evaluation.ObjectiveEvaluation;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Offsets;
import org.nmf4j.parallel.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that all solvers share: evaluate, tell the listeners, stop or step. One instance is one
 * fit.
 */
public final class FitLoop implements FitProgress {

  private static final Logger LOG = LoggerFactory.getLogger(FitLoop.class);

  /** The part of the entries that predictions miss them by where that is no rounding. */
  private static final double UNLIKE = 1e-3;

  /** Null where factors and matrix are the steps' own. */
  private final Problem problem;

  /** What tells the fit from others where the problem is null. */
  private final String name;

  private final Offsets offsets;
  private final Optional<MaskedMatrix> heldOut;
  private final List<Stopping> stoppings;
  private final List<FitListener> listeners;
  private final Optional<FitStore> store;
  private final int threads;

  /** What the solver sees: with offsets among the components. */
  private Problem extended;

  private Solver solver;
  private Steps steps;

  /** The steps as well, if their factors are arrays at hand; otherwise null. */
  private UpdateRule rule;

  private Optional<LossEvaluation> judge = Optional.empty();
  private long started;
  private int iteration;
  private double[] history = new double[1024];
  private double[] heldOutHistory = new double[0];

  /** Null if the last iterate is the best. */
  private BestIterate best;

  private StopReason requested;

  /**
   * A fit of a matrix.
   *
   * @param problem what to solve, of W and H
   * @param offsets how they stand among the components, and μ
   * @param heldOut entries to judge by, or nothing
   * @param stoppings rules that end it; the first that applies does
   * @param listeners told of each iteration, in this order
   * @param store of states to go on from, and to keep new ones in, or nothing
   * @param threads the number of threads to compute on, ≥ 1
   */
  public FitLoop(
      Problem problem,
      Offsets offsets,
      Optional<MaskedMatrix> heldOut,
      List<Stopping> stoppings,
      List<FitListener> listeners,
      Optional<FitStore> store,
      int threads) {
    this(problem, "", offsets, heldOut, stoppings, listeners, store, threads);
  }

  private FitLoop(
      Problem problem,
      String name,
      Offsets offsets,
      Optional<MaskedMatrix> heldOut,
      List<Stopping> stoppings,
      List<FitListener> listeners,
      Optional<FitStore> store,
      int threads) {
    this.problem = problem;
    this.name = name;
    this.offsets = offsets;
    this.heldOut = heldOut;
    this.stoppings = List.copyOf(stoppings);
    this.listeners = List.copyOf(listeners);
    this.store = store;
    this.threads = threads;
  }

  /**
   * A fit by steps whose matrix and factors are their own, and which never raise the objective.
   *
   * @param stoppings rules that end it; the first that applies does
   * @param threads the number of threads to compute on, ≥ 1
   */
  public FitLoop(List<Stopping> stoppings, int threads) {
    this(stoppings, "", Optional.empty(), threads);
  }

  /**
   * As above, with states that are kept.
   *
   * @param stoppings rules that end it; the first that applies does
   * @param name what tells the fit from others in the store
   * @param store of states to go on from, and to keep new ones in, or nothing
   * @param threads the number of threads to compute on, ≥ 1
   */
  public FitLoop(List<Stopping> stoppings, String name, Optional<FitStore> store, int threads) {
    this(null, name, Offsets.none(1), Optional.empty(), stoppings, List.of(), store, threads);
  }

  /**
   * Runs the fit of a matrix.
   *
   * @param solver makes the update rule
   * @param initial where to start, offsets among the components; taken over and changed
   * @return how it ended
   * @throws ArithmeticException if the objective becomes NaN or infinite
   */
  public Result run(Solver solver, Factors initial) {
    return run(solver, workers -> initial);
  }

  /**
   * Runs the fit of a matrix from where its solver chooses.
   *
   * @param solver makes the update rule
   * @param random factors, offsets among the components, others for each number; taken over
   * @return how it ended
   * @throws ArithmeticException if the objective becomes NaN or infinite
   */
  public Result runFromChoice(Solver solver, IntFunction<Factors> random) {
    return run(solver, workers -> solver.chooseStart(extended, random, workers));
  }

  private Result run(Solver solver, Function<Threads, Factors> initial) {
    this.solver = solver;
    extended =
        new Problem(shifted(problem.a()), offsets.extend(problem.objective()), problem.seed());
    return run(
        workers -> {
          rule = solver.start(extended, initial.apply(workers), workers);
          return rule;
        });
  }

  private MaskedMatrix shifted(MaskedMatrix a) {
    return offsets.present() ? a.plus(-offsets.shift()) : a;
  }

  /**
   * Runs a fit.
   *
   * @param start makes the steps, for the threads that they are to compute on
   * @return how it ended
   * @throws ArithmeticException if the objective becomes NaN or infinite
   */
  public Result run(Function<Threads, ? extends Steps> start) {
    started = System.nanoTime();
    try (Workers workers = new Workers(threads)) {
      steps = start.apply(workers);
      listeners.forEach(listener -> listener.onStart(this));
      judge = heldOut.map(matrix -> judge(shifted(matrix), extended.objective().loss(), workers));
      best = rule == null || (rule.neverRises() && heldOut.isEmpty()) ? null : new BestIterate();
      evaluate();
      requireLossesInRange(workers);
      double initialResidual = steps.projectedGradientNorm();
      Optional<StateKeeper> keeper = store.map(s -> keeper(s, initialResidual));
      if (keeper.isPresent()) {
        keeper.get().resume(this::goOnFrom);
        evaluate();
      }
      Optional<StopReason> stop = whyStop();
      while (stop.isEmpty()) {
        keeper.ifPresent(k -> k.keepIfDue(iteration, this::state));
        listeners.forEach(listener -> listener.beforeStep(this));
        steps.step();
        listeners.forEach(listener -> listener.afterStep(this));
        iteration++;
        evaluate();
        stop = whyStop();
      }
      keeper.ifPresent(k -> k.keepLast(iteration, this::state));
      for (FitListener listener : listeners) {
        listener.onEnd(this, stop.get());
      }
      return result(stop.get(), steps.projectedGradientNorm(), initialResidual, workers);
    }
  }

  private LossEvaluation judge(MaskedMatrix matrix, Loss loss, Threads workers) {
    Factors factors = rule.factors();
    return LossEvaluation.of(matrix, loss, factors.w(), factors.h(), workers);
  }

  private StateKeeper keeper(FitStore store, double initialResidual) {
    return new StateKeeper(
        store,
        problem == null
            ? name
            : Fingerprint.of(
                extended, heldOut, solver, rule.factors(), objective(), initialResidual));
  }

  private FitState state() {
    return new FitState(
        iteration,
        elapsed(),
        Arrays.copyOf(history, iteration + 1),
        heldOut.isPresent() ? Arrays.copyOf(heldOutHistory, iteration + 1) : new double[0],
        bestFactors(),
        steps.state());
  }

  /**
   * Takes a state over.
   *
   * @throws IllegalArgumentException if it is of another fit, or lies beyond the end of this one
   */
  private void goOnFrom(FitState state) {
    state.requireLike(steps.state(), bestFactors());
    if (heldOut.isPresent() != state.heldOutHistory().length > 0) {
      throw new IllegalArgumentException("it must hold [held-out history] just if the fit does");
    }
    long begun = started;
    started = System.nanoTime();
    history = state.history().clone();
    heldOutHistory = state.heldOutHistory().clone();
    while (iteration < state.iteration() && ruleToStop().isEmpty()) {
      iteration++;
      if (best != null && best.isBeaten()) {
        best.iteration = iteration;
      }
    }
    if (iteration < state.iteration()) {
      int end = iteration;
      iteration = 0;
      if (best != null) {
        best.iteration = 0;
      }
      started = begun;
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "it is of iteration %d, but this fit ends at %d",
              state.iteration(),
              end));
    }
    steps.restore(state.rule(), iteration);
    state.best().ifPresent(factors -> best.take(factors));
    started = System.nanoTime() - state.elapsed().toNanos();
  }

  private void evaluate() {
    double objective = steps.objective();
    if (!Double.isFinite(objective)) {
      throw new ArithmeticException(
          iteration == 0
              ? String.format(
                  Locale.ROOT,
                  "the objective is %s at the start: %sthe entries are too large or small%s",
                  objective,
                  Double.isNaN(objective) ? "the loss is not defined there, or " : "",
                  rule == null ? "" : " for " + rule.factors().w().dataType())
              : String.format(
                  Locale.ROOT,
                  "the objective became %s at iteration %d: a smaller learning rate may help",
                  objective,
                  iteration));
    }
    history = withRoom(history);
    history[iteration] = objective;
    if (judge.isPresent()) {
      rule.factors();
      heldOutHistory = withRoom(heldOutHistory);
      double mean = judge.get().total() / heldOut.orElseThrow().totalWeight();
      double loss = problem.objective().loss().link().value(mean);
      heldOutHistory[iteration] = loss;
    }
    if (best != null) {
      best.offer();
    }
    LOG.trace("iteration {}: objective {}", iteration, objective);
  }

  /** Refuses entries so small that losses of predictions unlike them count as none. */
  private void requireLossesInRange(Threads workers) {
    if (extended == null
        || Math.abs(history[0]) >= Double.MIN_NORMAL
        || extended.objective().loss().pointwise().isEmpty()) {
      return;
    }
    MaskedMatrix listed = extended.a().background(Background.missing());
    if (judge(listed, Losses.mae(), workers).total()
        > UNLIKE * Math.abs(listed.mean()) * listed.totalWeight()) {
      throw new ArithmeticException(
          String.format(
              Locale.ROOT,
              "the objective is %s at the start: the entries are too small for %s",
              history[0],
              rule.factors().w().dataType()));
    }
  }

  private double[] withRoom(double[] numbers) {
    return iteration < numbers.length
        ? numbers
        : Arrays.copyOf(numbers, Math.max(1024, 2 * numbers.length));
  }

  private Optional<StopReason> whyStop() {
    for (FitListener listener : listeners) {
      listener.onIteration(this);
    }
    if (requested != null) {
      return Optional.of(requested);
    }
    if (Thread.currentThread().isInterrupted()) {
      return Optional.of(StopReason.INTERRUPTED);
    }
    return ruleToStop();
  }

  private Optional<StopReason> ruleToStop() {
    for (Stopping stopping : stoppings) {
      Optional<StopReason> reason = stopping.check(this);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private Result result(
      StopReason reason, double residual, double initialResidual, Threads workers) {
    boolean judged = heldOut.isPresent();
    int model = best == null ? iteration : best.iteration;
    Optional<Factors> factors =
        best == null ? Optional.ofNullable(rule).map(UpdateRule::factors) : bestFactors();
    return new Result(
        factors,
        iteration,
        Arrays.copyOf(history, iteration + 1),
        judged ? Arrays.copyOf(heldOutHistory, iteration + 1) : new double[0],
        history[model],
        factors.map(found -> mean(found, workers)).orElse(Double.NaN),
        best == null
            ? Optional.ofNullable(rule).flatMap(UpdateRule::uncertainty)
            : best.uncertainty,
        judged ? heldOutHistory[model] : Double.NaN,
        (System.nanoTime() - started) / 1e9,
        reason,
        initialResidual == 0 ? residual : residual / initialResidual);
  }

  private double mean(Factors factors, Threads workers) {
    if (!extended.objective().needsMean()) {
      return Double.NaN;
    }
    return ObjectiveEvaluation.of(
            extended.a(), extended.objective(), factors.w(), factors.h(), workers)
        .mean(extended.a().totalWeight());
  }

  private Optional<Factors> bestFactors() {
    return Optional.ofNullable(best).map(BestIterate::factors);
  }

  /** A copy of the factors with the lowest held-out loss, or objective if nothing is held out. */
  private final class BestIterate {

    private final NativeArray presentW = NativeArray.of(rule.factors().w());
    private final NativeArray presentH = NativeArray.of(rule.factors().h());
    private final NativeArray w = NativeArray.of(presentW.array().dup('c'));
    private final NativeArray h = NativeArray.of(presentH.array().dup('c'));

    /** A start that the constraints don't allow is no model, however low its objective. */
    private final boolean startIsAllowed =
        keeps(extended.objective().constraintW(), w.array())
            && keeps(extended.objective().constraintH(), h.array());

    private Optional<Uncertainty> uncertainty = rule.uncertainty();

    private int iteration;

    private static boolean keeps(Constraint constraint, INDArray factor) {
      INDArray projected = factor.dup('c');
      constraint.project(projected);
      return projected.equals(factor);
    }

    boolean isBeaten() {
      double[] measure = heldOut.isPresent() ? heldOutHistory : history;
      return measure[FitLoop.this.iteration] < measure[iteration]
          || (iteration == 0 && FitLoop.this.iteration > 0 && !startIsAllowed);
    }

    void offer() {
      if (isBeaten()) {
        iteration = FitLoop.this.iteration;
        rule.factors();
        w.copyFrom(presentW);
        h.copyFrom(presentH);
        uncertainty = rule.uncertainty();
      }
    }

    void take(Factors factors) {
      w.array().assign(factors.w());
      h.array().assign(factors.h());
    }

    Factors factors() {
      return new Factors(w.array(), h.array());
    }
  }

  @Override
  public Problem problem() {
    if (problem == null) {
      throw new IllegalStateException("the matrix is the steps' own");
    }
    return problem;
  }

  @Override
  public Solver solver() {
    return solver;
  }

  @Override
  public int iteration() {
    return iteration;
  }

  @Override
  public double objective() {
    return history[iteration];
  }

  @Override
  public double objective(int iteration) {
    if (iteration < 0 || iteration > this.iteration) {
      throw new IndexOutOfBoundsException(
          String.format(
              Locale.ROOT, "iteration must be in [0, %d], got %d", this.iteration, iteration));
    }
    return history[iteration];
  }

  @Override
  public double heldOutLoss() {
    return heldOut.isPresent() ? heldOutHistory[iteration] : Double.NaN;
  }

  @Override
  public int bestHeldOutIteration() {
    return heldOut.isPresent() ? best.iteration : 0;
  }

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  @Override
  public INDArray w() {
    return offsets.w(rule.factors().w());
  }

  @Override
  public INDArray h() {
    return offsets.h(rule.factors().h());
  }

  @Override
  public Optional<INDArray> rowOffsets() {
    return offsets.ofRows(rule.factors().w());
  }

  @Override
  public Optional<INDArray> columnOffsets() {
    return offsets.ofColumns(rule.factors().h());
  }

  @Override
  public Optional<Factors> update() {
    return rule.update().map(step -> new Factors(offsets.w(step.w()), offsets.h(step.h())));
  }

  @Override
  public void requestStop(String why) {
    requested = new StopReason(StopReason.Code.REQUESTED, why);
  }

  /**
   * How a fit ended.
   *
   * @param factors the model's factors, unless they are the steps' own
   * @param iterations steps taken
   * @param history the objective before each step, and at the end
   * @param heldOutHistory the held-out loss likewise, empty if nothing was held out
   * @param objective at the model's factors
   * @param mean what the link is taken of at the model's factors: losses and penalties per
   *     observation; NaN where the link is the identity, or there is no other penalty
   * @param uncertainty of the model's factors, if the solver knows it
   * @param heldOutLoss at the model's factors, NaN if nothing was held out
   * @param seconds time taken
   * @param stopReason why it ended
   * @param kktResidual norm of the projected gradient at the last factors over that at the first
   */
  public record Result(
      Optional<Factors> factors,
      int iterations,
      double[] history,
      double[] heldOutHistory,
      double objective,
      double mean,
      Optional<Uncertainty> uncertainty,
      double heldOutLoss,
      double seconds,
      StopReason stopReason,
      double kktResidual) {}
}
