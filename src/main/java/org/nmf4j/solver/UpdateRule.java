package org.nmf4j.solver;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One fit's state between steps. The loop alternates {@link #objective} and {@link #step}. */
public interface UpdateRule {

  /**
   * {@return the objective at the present factors: the link of the mean loss, plus the penalties}
   * Called before each step, and after the last.
   */
  double objective();

  /** Moves the factors. */
  void step();

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

  /**
   * {@return {@code ‖X − P(X − ∇f(X))‖} over both factors X at the point of the last {@link
   * #objective}, 0 at a stationary point}
   */
  double projectedGradientNorm();

  /**
   * {@return all that the next steps depend on, the factors included: vectors and matrices, FLOAT
   * or DOUBLE, by names that can be part of a file's name} Valid until the next step.
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
