package org.nmf4j.solver;

/** One fit's state between steps. The loop alternates {@link #objective} and {@link #step}. */
public interface UpdateRule {

  /** The objective at the present factors. Called before each step, and after the last. */
  double objective();

  /** Moves the factors. */
  void step();

  /** The present factors: the arrays themselves, which the next step changes. */
  Factors factors();

  /**
   * {@code ‖X − P(X − ∇f(X))‖} over both factors X at the point of the last {@link #objective}: 0
   * at a stationary point.
   */
  double projectedGradientNorm();
}
