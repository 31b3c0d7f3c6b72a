package org.nmf4j.solver;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One fit's state between steps. The loop alternates {@link #objective} and {@link #step}. */
public interface UpdateRule {

  /** The objective at the present factors. Called before each step, and after the last. */
  double objective();

  /** Moves the factors. */
  void step();

  /**
   * What the last {@link #step} subtracted from W and H before it projected them, in arrays of
   * their own; nothing for rules that take no such steps. Valid until the next {@link #objective}.
   */
  default Optional<Factors> update() {
    return Optional.empty();
  }

  /** The present factors: the arrays themselves, which the next step changes. */
  Factors factors();

  /**
   * {@code ‖X − P(X − ∇f(X))‖} over both factors X at the point of the last {@link #objective}: 0
   * at a stationary point.
   */
  double projectedGradientNorm();

  /**
   * All that the next steps depend on, the factors included, each by a name that serves as part of
   * a file's: vectors and matrices, FLOAT or DOUBLE. Valid until the next step.
   */
  Map<String, INDArray> state();

  /**
   * Goes back to a state: what follows has the same bits as what followed it.
   *
   * @param state of a rule of the same problem, checked to have the arrays of {@link #state} in
   *     their types and shapes
   * @param steps that had been taken
   */
  void restore(Map<String, INDArray> state, int steps);
}
