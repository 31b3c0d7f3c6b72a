package org.nmf4j.internal.rows;

import org.apache.commons.math3.linear.RealMatrix;

/** Rows x of a factor that another basis may be taken for, none of them fixed. */
public interface Turnable extends FactorSquares {

  /** {@code Σ E[x·xᵀ]}, k×k. */
  RealMatrix moments();

  /** {@code x ← T·x} of every row. */
  void transform(RealMatrix t);
}
