package org.nmf4j.solver;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Steps of a fit whose factors are arrays at hand. */
public interface UpdateRule extends Steps {

  /**
   * {@return whether no step raises the objective, so that the last factors are the best; false by
   * default}
   */
  default boolean neverRises() {
    return false;
  }

  /**
   * What the last {@link #step} subtracted from W and H before it projected them. Valid until the
   * next {@link #objective}.
   *
   * @return in arrays of their own; nothing by default, for rules that take no such steps
   */
  default Optional<Factors> update() {
    return Optional.empty();
  }

  /**
   * {@return the present W and H, or what the solver sees in their place: always the same arrays,
   * which each step changes and this call at the latest brings up to date}
   */
  Factors factors();

  /** {@return how sure the factors are, for rules that know; nothing by default} */
  default Optional<Uncertainty> uncertainty() {
    return Optional.empty();
  }

  @Override
  double projectedGradientNorm();

  /** {@inheritDoc} The factors are among it. */
  @Override
  Map<String, INDArray> state();

  @Override
  void restore(Map<String, INDArray> state, int steps);
}
