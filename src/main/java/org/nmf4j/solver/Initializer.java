package org.nmf4j.solver;

import org.nmf4j.matrix.MaskedMatrix;

/** Where W and H start. {@link org.nmf4j.solver.initial.Initializers} has the usual ones. */
@FunctionalInterface
public interface Initializer {

  /**
   * Makes W (m×k) and H (k×n) of the type of A.
   *
   * @param a the matrix to factorize
   * @param rank k
   * @param seed of any random choice: the same seed gives the same factors
   * @return W and H, non-negative where the constraint asks for it
   */
  Factors initialize(MaskedMatrix a, int rank, long seed);
}
