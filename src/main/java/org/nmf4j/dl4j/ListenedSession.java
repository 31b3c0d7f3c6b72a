package org.nmf4j.dl4j;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Executes a gradient graph as {@code TrainingSession} does, listeners told of each operation; but
 * where that has an updater make a step of a gradient, the step is given.
 */
final class ListenedSession extends InferenceSession {

  /** What is subtracted from a variable, by the name of its gradient. */
  private Map<String, Step> steps = Map.of();

  private record Step(Variable variable, INDArray update) {}

  ListenedSession(SameDiff gradients) {
    super(gradients);
  }

  /**
   * Executes the graph once, and moves its variables.
   *
   * @param updates what to subtract from each variable, by its name
   */
  void execute(Map<String, INDArray> updates, MultiDataSet batch, List<Listener> listeners, At at) {
    steps = new HashMap<>();
    updates.forEach(
        (name, update) ->
            steps.put(
                sameDiff.getVariable(name).gradient().name(),
                new Step(sameDiff.getVariables().get(name), update)));
    Collection<String> gradients = steps.keySet();
    output(List.copyOf(gradients), Map.of(), batch, gradients, listeners, at);
  }

  @Override
  public ExecutionResult getOutputs(
      Pair<SameDiffOp, OpContext> operation,
      FrameIter frame,
      Set<VarId> inputs,
      Set<VarId> allIterationInputs,
      Set<String> constantsAndPlaceholders,
      List<Listener> listeners,
      At at,
      MultiDataSet batch,
      Set<String> required,
      Map<String, SDValue> otherPlaceholders) {
    ExecutionResult result =
        super.getOutputs(
            operation,
            frame,
            inputs,
            allIterationInputs,
            constantsAndPlaceholders,
            listeners,
            at,
            batch,
            required,
            otherPlaceholders);
    for (String output : operation.getFirst().getOutputsOfOp()) {
      Step step = steps.get(output);
      if (step != null) {
        for (Listener listener : listeners) {
          listener.preUpdate(sameDiff, at, step.variable(), step.update());
        }
        step.variable().getVariable().getArr().subi(step.update());
      }
    }
    return result;
  }
}
