package org.nmf4j.internal.evaluation;

import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.graph.BoundGraph;
import org.nmf4j.internal.graph.ObjectiveGraphs;
import org.nmf4j.internal.graph.Scratch;
import org.nmf4j.objective.Penalty;

/** A part of a penalty and its gradient, at a factor whose numbers the caller changes. */
public final class PenaltyGradient {

  /** Null, as the gradient, for a penalty of 0. */
  private final BoundGraph bound;

  private final NativeArray gradient;

  private PenaltyGradient() {
    bound = null;
    gradient = null;
  }

  private PenaltyGradient(Penalty.PerObservation penalty, INDArray factor, INDArray observed) {
    gradient = NativeArray.of(Nd4j.create(factor.dataType(), factor.shape()));
    bound =
        ObjectiveGraphs.ofPenalty(penalty, factor, observed)
            .bind(
                Map.of(ObjectiveGraphs.FACTOR, factor, ObjectiveGraphs.OBSERVED, observed),
                Map.of(ObjectiveGraphs.FACTOR, gradient.array()),
                Set.of(),
                new Scratch());
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

  public boolean isNone() {
    return bound == null;
  }

  /** The penalty at the present factor. */
  public double value() {
    return bound == null ? 0 : bound.value(false);
  }

  /**
   * The penalty at the present factor; {@code scale} times its gradient is added to an array of the
   * factor's shape.
   */
  public double addGradientTo(NativeArray sum, double scale) {
    if (bound == null) {
      return 0;
    }
    double value = bound.value(true);
    sum.addScaled(scale, gradient);
    return value;
  }
}
