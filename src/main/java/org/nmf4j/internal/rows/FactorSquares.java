package org.nmf4j.internal.rows;

/** What priors learn from of a factor's rows x: those that are not fixed. */
public interface FactorSquares {

  /** {@code Σ E x_c²}. */
  double squares(int component);

  /** How many they are; a fraction where old ones count for less. */
  double freeRows();
}
