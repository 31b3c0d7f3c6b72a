package org.nmf4j.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.compute.NativeArray;
import org.nmf4j.objective.Penalty;

/** A penalty's value and gradient at a factor that the caller changes from one to the next. */
public final class PenaltyGradient {

  private final boolean isNone;
  private INDArray value;
  private NativeArray gradient;
  private Execution valueExecution;
  private Execution gradientExecution;

  /**
   * The penalty at a factor.
   *
   * @param factor W or H, c-ordered
   */
  public PenaltyGradient(Penalty penalty, INDArray factor) {
    isNone = penalty.isNone();
    if (isNone) {
      return;
    }
    value = Nd4j.scalar(factor.dataType(), 0);
    gradient = NativeArray.of(Nd4j.create(factor.dataType(), factor.shape()));
    valueExecution = compile(penalty, factor, List.of());
    gradientExecution = compile(penalty, factor, List.of(FactorizationGraph.FACTOR));
  }

  private Execution compile(Penalty penalty, INDArray factor, List<String> differentiated) {
    CompiledGraph graph =
        CompiledGraph.compile(
            FactorizationGraph.ofPenalty(penalty, factor.dataType(), factor.shape()),
            Map.of(FactorizationGraph.FACTOR, factor),
            FactorizationGraph.PENALTY,
            differentiated);
    Map<String, INDArray> arrays = new HashMap<>();
    arrays.put(FactorizationGraph.FACTOR, factor);
    arrays.put(FactorizationGraph.PENALTY, value);
    if (!differentiated.isEmpty()) {
      arrays.put(graph.gradientOf(FactorizationGraph.FACTOR), gradient.array());
    }
    return graph.bind(arrays, new Scratch());
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
