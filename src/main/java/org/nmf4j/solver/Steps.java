package org.nmf4j.solver;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the loop runs: one fit's state between steps, wherever its factors are. The loop alternates
 * {@link #objective} and {@link #step}.
 */
public interface Steps {

  /**
   * {@return the objective at the present factors: the link of the mean loss, plus the penalties}
   * Called before each step, and after the last.
   */
  double objective();

  /** Moves the factors. */
  void step();

  /**
   * {@return {@code ‖X − P(X − ∇f(X))‖} over both factors X at the point of the last {@link
   * #objective}, 0 at a stationary point; NaN, the default, where no gradient is at hand}
   */
  default double projectedGradientNorm() {
    return Double.NaN;
  }

  /**
   * {@return what a store is given to keep of all that the next steps depend on: vectors and
   * matrices, FLOAT or DOUBLE, by names that can be part of a file's name; nothing by default}
   * Valid until the next step.
   */
  default Map<String, INDArray> state() {
    return Map.of();
  }

  /**
   * Goes back to a state: what follows has the same bits as what followed it.
   *
   * @param state of a fit of the same problem, checked to have the arrays of {@link #state} in
   *     their types and shapes
   * @param steps that had been taken
   * @throws UnsupportedOperationException by default
   */
  default void restore(Map<String, INDArray> state, int steps) {
    throw new UnsupportedOperationException("no state is kept of this fit");
  }
}
