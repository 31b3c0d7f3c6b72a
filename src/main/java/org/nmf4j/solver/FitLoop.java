package org.nmf4j.solver;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.internal.evaluation.LossEvaluation;
import org.nmf4j.matrix.MaskedMatrix;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that all solvers share: evaluate, tell the listeners, stop or step. One instance is one
 * fit.
 */
public final class FitLoop implements FitProgress {

  private static final Logger LOG = LoggerFactory.getLogger(FitLoop.class);

  private final Problem problem;
  private final Optional<MaskedMatrix> heldOut;
  private final List<Stopping> stoppings;
  private final List<FitListener> listeners;
  private final Optional<FitStore> store;
  private final int threads;

  private Solver solver;
  private UpdateRule rule;
  private Optional<LossEvaluation> judge;
  private Factors factors;
  private long started;
  private int iteration;
  private double[] history = new double[1024];
  private double[] heldOutHistory = new double[0];
  private int bestHeldOutIteration;
  private Factors bestFactors;
  private StopReason requested;

  /**
   * A fit.
   *
   * @param problem what to solve
   * @param heldOut entries to judge by, or nothing
   * @param stoppings rules that end it; the first that applies does
   * @param listeners told of each iteration, in this order
   * @param store of states to go on from, and to keep new ones in, or nothing
   * @param threads the number of threads to compute on, ≥ 1
   */
  public FitLoop(
      Problem problem,
      Optional<MaskedMatrix> heldOut,
      List<Stopping> stoppings,
      List<FitListener> listeners,
      Optional<FitStore> store,
      int threads) {
    this.problem = problem;
    this.heldOut = heldOut;
    this.stoppings = List.copyOf(stoppings);
    this.listeners = List.copyOf(listeners);
    this.store = store;
    this.threads = threads;
  }

  /**
   * Runs the fit.
   *
   * @param initial where to start; taken over and changed
   * @throws ArithmeticException if the objective becomes NaN or infinite
   */
  public FitResult run(Solver solver, Factors initial) {
    started = System.nanoTime();
    try (Workers workers = new Workers(threads)) {
      this.solver = solver;
      rule = solver.start(problem, initial, workers);
      factors = rule.factors();
      listeners.forEach(listener -> listener.onStart(this));
      judge = heldOut.map(matrix -> judge(matrix, workers));
      evaluate();
      double initialResidual = rule.projectedGradientNorm();
      Optional<StateKeeper> keeper = store.map(s -> keeper(s, initialResidual));
      if (keeper.isPresent()) {
        keeper.get().resume(this::goOnFrom);
        evaluate();
      }
      Optional<StopReason> stop = whyStop();
      while (stop.isEmpty()) {
        keeper.ifPresent(k -> k.keepIfDue(iteration, this::state));
        listeners.forEach(listener -> listener.beforeStep(this));
        rule.step();
        listeners.forEach(listener -> listener.afterStep(this));
        iteration++;
        evaluate();
        stop = whyStop();
      }
      keeper.ifPresent(k -> k.keepLast(iteration, this::state));
      for (FitListener listener : listeners) {
        listener.onEnd(this, stop.get());
      }
      return result(stop.get(), rule.projectedGradientNorm(), initialResidual);
    }
  }

  private LossEvaluation judge(MaskedMatrix matrix, Workers workers) {
    return LossEvaluation.of(matrix, problem.objective().loss(), factors.w(), factors.h(), workers);
  }

  private StateKeeper keeper(FitStore store, double initialResidual) {
    return new StateKeeper(
        store, Fingerprint.of(problem, heldOut, solver, factors, objective(), initialResidual));
  }

  private FitState state() {
    return new FitState(
        iteration,
        elapsed(),
        Arrays.copyOf(history, iteration + 1),
        heldOut.isPresent() ? Arrays.copyOf(heldOutHistory, iteration + 1) : new double[0],
        Optional.ofNullable(bestFactors),
        rule.state());
  }

  /**
   * Takes a state over.
   *
   * @throws IllegalArgumentException if it is of another fit, or lies beyond the end of this one
   */
  private void goOnFrom(FitState state) {
    state.requireLike(rule.state(), Optional.ofNullable(bestFactors));
    long begun = started;
    started = System.nanoTime();
    history = state.history().clone();
    heldOutHistory = state.heldOutHistory().clone();
    while (iteration < state.iteration() && ruleToStop().isEmpty()) {
      iteration++;
      if (heldOut.isPresent() && heldOutLoss() < heldOutHistory[bestHeldOutIteration]) {
        bestHeldOutIteration = iteration;
      }
    }
    if (iteration < state.iteration()) {
      int end = iteration;
      iteration = 0;
      bestHeldOutIteration = 0;
      started = begun;
      throw new IllegalArgumentException(
          "it is of iteration %d, but this fit ends at %d".formatted(state.iteration(), end));
    }
    rule.restore(state.rule(), iteration);
    bestFactors = state.best().map(Factors::copy).orElse(null);
    started = System.nanoTime() - state.elapsed().toNanos();
  }

  private void evaluate() {
    double objective = rule.objective();
    if (!Double.isFinite(objective)) {
      throw new ArithmeticException(
          iteration == 0
              ? "the objective is %s at the start: the entries are too large for %s"
                  .formatted(objective, factors.w().dataType())
              : "the objective became %s at iteration %d: a smaller learning rate may help"
                  .formatted(objective, iteration));
    }
    history = withRoom(history);
    history[iteration] = objective;
    if (judge.isPresent()) {
      heldOutHistory = withRoom(heldOutHistory);
      double mean = judge.get().total() / heldOut.orElseThrow().totalWeight();
      double loss = problem.objective().loss().link().value(mean);
      heldOutHistory[iteration] = loss;
      if (bestFactors == null || loss < heldOutHistory[bestHeldOutIteration]) {
        bestHeldOutIteration = iteration;
        bestFactors = factors.copy();
      }
    }
    LOG.trace("iteration {}: objective {}", iteration, objective);
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

  private FitResult result(StopReason reason, double residual, double initialResidual) {
    boolean judged = heldOut.isPresent();
    int model = judged ? bestHeldOutIteration : iteration;
    return new FitResult(
        judged ? bestFactors : factors,
        iteration,
        Arrays.copyOf(history, iteration + 1),
        judged ? Arrays.copyOf(heldOutHistory, iteration + 1) : new double[0],
        history[model],
        judged ? heldOutHistory[model] : Double.NaN,
        (System.nanoTime() - started) / 1e9,
        reason,
        initialResidual == 0 ? residual : residual / initialResidual);
  }

  @Override
  public Problem problem() {
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
          "iteration must be in [0, %d], got %d".formatted(this.iteration, iteration));
    }
    return history[iteration];
  }

  @Override
  public double heldOutLoss() {
    return heldOut.isPresent() ? heldOutHistory[iteration] : Double.NaN;
  }

  @Override
  public int bestHeldOutIteration() {
    return bestHeldOutIteration;
  }

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  @Override
  public INDArray w() {
    return factors.w().dup('c');
  }

  @Override
  public INDArray h() {
    return factors.h().dup('c');
  }

  @Override
  public Optional<Factors> update() {
    return rule.update();
  }

  @Override
  public void requestStop(String why) {
    requested = new StopReason("requested", why);
  }
}
