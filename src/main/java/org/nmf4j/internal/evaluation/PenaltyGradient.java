package org.nmf4j.internal.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.graph.CompiledGraph;
import org.nmf4j.internal.graph.Execution;
import org.nmf4j.internal.graph.ObjectiveGraphs;
import org.nmf4j.internal.graph.Scratch;
import org.nmf4j.objective.Penalty;

/** A part of a penalty and its gradient, at a factor whose numbers the caller changes. */
public final class PenaltyGradient {

  private final boolean isNone;
  private INDArray value;
  private NativeArray gradient;
  private Execution valueExecution;
  private Execution gradientExecution;

  /** A penalty of 0. */
  private PenaltyGradient() {
    isNone = true;
  }

  private PenaltyGradient(Penalty.PerObservation penalty, INDArray factor, INDArray observed) {
    isNone = false;
    value = Nd4j.scalar(factor.dataType(), 0);
    gradient = NativeArray.of(Nd4j.create(factor.dataType(), factor.shape()));
    Map<String, INDArray> inputs =
        Map.of(ObjectiveGraphs.FACTOR, factor, ObjectiveGraphs.OBSERVED, observed);
    valueExecution = compile(penalty, inputs, List.of());
    gradientExecution = compile(penalty, inputs, List.of(ObjectiveGraphs.FACTOR));
  }

  /**
   * The part that is added to the loss.
   *
   * @param factor W or H, c-ordered
   */
  public static PenaltyGradient outsideMean(Penalty penalty, INDArray factor) {
    return penalty.isNone()
        ? new PenaltyGradient()
        : new PenaltyGradient(
            (sd, x, observed) -> penalty.value(sd, x), factor, Nd4j.ones(factor.dataType(), 1, 1));
  }

  /**
   * The part that observed entries add to their losses, for all of them together.
   *
   * @param factor W or H, c-ordered
   * @param observed the sum of the weights observed in each line, m×1 for W or 1×n for H, whose
   *     numbers the caller may change
   */
  public static PenaltyGradient insideMean(Penalty penalty, INDArray factor, INDArray observed) {
    return penalty
        .insideMean()
        .map(part -> new PenaltyGradient(part, factor, observed))
        .orElseGet(PenaltyGradient::new);
  }

  private Execution compile(
      Penalty.PerObservation penalty, Map<String, INDArray> inputs, List<String> differentiated) {
    CompiledGraph graph =
        CompiledGraph.compile(
            ObjectiveGraphs.ofPenalty(
                penalty, inputs.get(ObjectiveGraphs.FACTOR), inputs.get(ObjectiveGraphs.OBSERVED)),
            inputs,
            ObjectiveGraphs.PENALTY,
            differentiated);
    Map<String, INDArray> arrays = new HashMap<>(inputs);
    arrays.put(ObjectiveGraphs.PENALTY, value);
    if (!differentiated.isEmpty()) {
      arrays.put(graph.gradientOf(ObjectiveGraphs.FACTOR), gradient.array());
    }
    return graph.bind(arrays, new Scratch());
  }

  public boolean isNone() {
    return isNone;
  }

  /** The penalty at the present factor. */
  public double value() {
    if (isNone) {
      return 0;
    }
    valueExecution.run();
    return value.getDouble(0);
  }

  /**
   * The penalty at the present factor; {@code scale} times its gradient is added to an array of the
   * factor's shape.
   */
  public double addGradientTo(NativeArray sum, double scale) {
    if (isNone) {
      return 0;
    }
    gradientExecution.run();
    sum.addScaled(scale, gradient);
    return value.getDouble(0);
  }
}
