package org.nmf4j.dl4j;

import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.listeners.At;
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
import org.nmf4j.graph.FactorizationGraph;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.FitListener;
import org.nmf4j.solver.FitProgress;
import org.nmf4j.solver.StopReason;

/**
 * Has SameDiff's listeners watch a fit: they are called in the order and with the arguments of
 * {@code SameDiff.fit} on {@link FactorizationGraph}, one batch an epoch, and {@link
 * ListenerResponse#STOP} ends the fit.
 *
 * <p>Their SameDiff holds the present W and H; A and its weights are the batch's features and
 * features mask. A step is no execution of that graph, so {@code preOpExecution}, {@code
 * opExecution}, {@code activationAvailable} and {@code preUpdate} are never called. One instance is
 * for one fit at a time.
 */
public final class SameDiffListeners implements FitListener {

  private final DenseMatrix a;
  private final Objective objective;
  private final List<Listener> listeners;
  private final MultiDataSet batch;

  private SameDiff graph;
  private At at;
  private Loss loss;
  private LossCurve lossCurve;
  private long stepStarted;

  private SameDiffListeners(DenseMatrix a, Objective objective, List<Listener> listeners) {
    this.a = a;
    this.objective = objective;
    this.listeners = listeners;
    batch =
        new MultiDataSet(
            new INDArray[] {a.values()}, new INDArray[0], new INDArray[] {a.weights()}, null);
  }

  /**
   * Listeners for fits of a matrix.
   *
   * @param a the matrix that is fitted
   * @param objective what is minimised
   * @param listeners told in this order; those that are not active in training are not
   */
  public static SameDiffListeners of(DenseMatrix a, Objective objective, Listener... listeners) {
    return new SameDiffListeners(
        a,
        objective,
        Arrays.stream(listeners).filter(l -> l.isActive(Operation.TRAINING)).toList());
  }

  /** Ends the iteration before, whose step shows in W and H now. */
  @Override
  public void onIteration(FitProgress progress) {
    if (progress.iteration() == 0) {
      start(progress);
      return;
    }
    graph.getVariable("W").getArr().assign(progress.w());
    graph.getVariable("H").getArr().assign(progress.h());
    for (Listener listener : listeners) {
      listener.iterationDone(graph, at, batch, loss);
    }
    graph.getTrainingConfig().incrementIterationCount();
    endEpoch(progress);
  }

  private void start(FitProgress progress) {
    FactorizationGraph factorization =
        FactorizationGraph.of(a, objective, progress.w(), progress.h());
    graph = factorization.sameDiff();
    TrainingConfig config =
        TrainingConfig.builder().updater(new NoOp()).skipBuilderValidation(true).build();
    graph.setTrainingConfig(config);
    at =
        At.builder()
            .javaThreadNum(Thread.currentThread().getId())
            .operation(Operation.TRAINING)
            .build();
    lossCurve = null;
    SameDiff gradients = factorization.gradients();
    gradients.setTrainingConfig(config);
    for (Listener listener : listeners) {
      listener.operationStart(gradients, Operation.TRAINING);
    }
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
    graph.getTrainingConfig().incrementEpochCount();
  }

  @Override
  public void beforeStep(FitProgress progress) {
    stepStarted = System.nanoTime();
    loss = new Loss(graph.getLossVariables(), new double[] {progress.objective()});
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
  }

  @Override
  public void onEnd(FitProgress progress, StopReason reason) {
    for (Listener listener : listeners) {
      listener.operationEnd(graph, Operation.TRAINING);
    }
  }
}
