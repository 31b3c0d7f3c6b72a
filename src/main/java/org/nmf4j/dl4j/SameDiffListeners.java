package org.nmf4j.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.ListenerResponse;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.listeners.records.LossCurve;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.internal.AbstractSession;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.samediff.FactorizationGraph;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.FitListener;
import org.nmf4j.solver.FitProgress;
import org.nmf4j.solver.StopReason;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/**
 * Has SameDiff's listeners watch a fit of a dense matrix: they are called in the order and with the
 * arguments of {@code SameDiff.fit} on {@link FactorizationGraph}, one batch an epoch, and {@link
 * ListenerResponse#STOP} ends the fit.
 *
 * <p>Their SameDiff holds the W and H of the fit, A and its weights are the batch's features and
 * features mask, and the training configuration has the updater and regularizations of {@link
 * ProjectedGradientDescent}, or {@code NoOp} for another solver. The loss that they are told is the
 * objective, with the scores of regularizations beside it.
 *
 * <p>A fit doesn't execute that graph. Only for listeners that override {@code preOpExecution},
 * {@code opExecution}, {@code activationAvailable} or {@code preUpdate} does SameDiff execute it
 * once more in each step of gradient descent on the whole matrix, which takes as long as a step of
 * {@code SameDiff.fit}. What they are shown are copies: a listener can't change the fit.
 *
 * <p>The updater's memory is none of the graph's, so a file of {@code CheckpointListener} has W and
 * H but not that; {@code org.nmf4j.checkpoint.Checkpoints} keeps all. One instance is for one fit
 * at a time.
 */
public final class SameDiffListeners implements FitListener {

  private static final Set<String> ABOUT_OPERATIONS =
      Set.of("preOpExecution", "opExecution", "activationAvailable", "preUpdate");

  private final List<Listener> listeners;
  private final List<Listener> listenersToOperations;

  private SameDiff graph;
  private SameDiff gradients;
  private TrainingConfig config;
  private ListenedSession session;
  private MultiDataSet batch;
  private At at;
  private Loss loss;
  private LossCurve lossCurve;
  private long stepStarted;

  private SameDiffListeners(List<Listener> listeners) {
    this.listeners = listeners;
    listenersToOperations =
        listeners.stream().filter(SameDiffListeners::asksForOperations).toList();
  }

  /**
   * Listeners for fits.
   *
   * @param listeners told in this order; those that are not active in training are not
   * @return the listener to give to a fit
   */
  public static SameDiffListeners of(Listener... listeners) {
    return new SameDiffListeners(
        Arrays.stream(listeners).filter(l -> l.isActive(Operation.TRAINING)).toList());
  }

  private static boolean asksForOperations(Listener listener) {
    return Arrays.stream(listener.getClass().getMethods())
        .filter(method -> ABOUT_OPERATIONS.contains(method.getName()))
        .anyMatch(method -> method.getDeclaringClass() != BaseListener.class);
  }

  /**
   * Shows the graph to the listeners.
   *
   * @throws IllegalArgumentException if the matrix is sparse
   */
  @Override
  public void onStart(FitProgress progress) {
    MaskedMatrix a = progress.problem().a();
    DenseMatrix matrix =
        a.choose(
            Function.identity(),
            sparse -> {
              throw new IllegalArgumentException(
                  String.format(
                      Locale.ROOT,
                      "SameDiff's listeners need a dense matrix, got a sparse one of %d×%d",
                      a.rows(),
                      a.columns()));
            });
    Factors initial = new Factors(progress.w(), progress.h());
    FactorizationGraph factorization =
        FactorizationGraph.of(matrix, progress.problem().objective(), initial.w(), initial.h());
    graph = factorization.sameDiff();
    gradients = factorization.gradients();
    session = new ListenedSession(gradients);
    config = configuration(progress, initial);
    graph.setTrainingConfig(config);
    gradients.setTrainingConfig(config);
    batch =
        new MultiDataSet(
            new INDArray[] {graph.getVariable("A").getArr()},
            new INDArray[0],
            new INDArray[] {graph.getVariable("weight").getArr()},
            null);
    at =
        At.builder()
            .javaThreadNum(Thread.currentThread().getId())
            .operation(Operation.TRAINING)
            .build();
    loss = null;
    lossCurve = null;
    for (Listener listener : listeners) {
      listener.operationStart(gradients, Operation.TRAINING);
    }
  }

  private static TrainingConfig configuration(FitProgress progress, Factors initial) {
    TrainingConfig.Builder builder = TrainingConfig.builder().skipBuilderValidation(true);
    if (progress.solver() instanceof ProjectedGradientDescent descent) {
      return builder
          .updater(descent.updaterFrom(initial))
          .regularization(descent.regularizations())
          .build();
    }
    return builder.updater(new NoOp()).build();
  }

  /** Ends the iteration before, whose step shows in W and H now. */
  @Override
  public void onIteration(FitProgress progress) {
    graph.getVariable("W").getArr().assign(progress.w());
    graph.getVariable("H").getArr().assign(progress.h());
    if (loss != null) {
      for (Listener listener : listeners) {
        listener.iterationDone(gradients, at, batch, loss);
      }
      config.setIterationCount(progress.iteration());
      endEpoch(progress);
    }
    config.setIterationCount(progress.iteration());
    config.setEpochCount(progress.iteration());
  }

  private void endEpoch(FitProgress progress) {
    double[] losses = loss.getLosses().clone();
    lossCurve =
        lossCurve == null
            ? new LossCurve(losses, loss.getLossNames())
            : lossCurve.addLossAndCopy(losses, loss.getLossNames());
    long milliseconds = (System.nanoTime() - stepStarted) / 1_000_000;
    for (Listener listener : listeners) {
      if (listener.epochEnd(graph, at, lossCurve, milliseconds) == ListenerResponse.STOP) {
        progress.requestStop("the listener " + listener + " asked to stop");
      }
    }
  }

  @Override
  public void beforeStep(FitProgress progress) {
    stepStarted = System.nanoTime();
    at.setEpoch(progress.iteration());
    for (Listener listener : listeners) {
      listener.epochStart(graph, at);
    }
    at.setIteration(progress.iteration());
    for (Listener listener : listeners) {
      listener.iterationStart(graph, at, batch, 0);
    }
    // Where SameDiff is when it has executed an operation: the same for all without loops.
    at.setFrameIter(new FrameIter(AbstractSession.OUTER_FRAME, 0, null));
    loss = loss(progress.objective());
  }

  private Loss loss(double objective) {
    Map<String, Double> losses = new LinkedHashMap<>();
    losses.put(graph.getLossVariables().get(0), objective);
    for (Regularization regularization : config.getRegularization()) {
      for (String factor : List.of("W", "H")) {
        INDArray numbers = graph.getVariable(factor).getArr();
        losses.merge(
            regularization.getClass().getSimpleName(),
            regularization.score(numbers, at.iteration(), at.epoch()),
            Double::sum);
      }
    }
    return new Loss(
        new ArrayList<>(losses.keySet()),
        losses.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The graph still holds the W and H of before the step. */
  @Override
  public void afterStep(FitProgress progress) {
    if (!listenersToOperations.isEmpty()) {
      progress
          .update()
          .ifPresent(
              update ->
                  session.execute(
                      Map.of("W", update.w(), "H", update.h()), batch, listenersToOperations, at));
    }
  }

  @Override
  public void onEnd(FitProgress progress, StopReason reason) {
    for (Listener listener : listeners) {
      listener.operationEnd(graph, Operation.TRAINING);
    }
  }
}
