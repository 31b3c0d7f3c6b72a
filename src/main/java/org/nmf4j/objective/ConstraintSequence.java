package org.nmf4j.objective;

import org.nd4j.linalg.api.ndarray.INDArray;

/** One projection after another. */
record ConstraintSequence(Constraint first, Constraint second) implements Constraint {

  @Override
  public void project(INDArray factor) {
    first.project(factor);
    second.project(factor);
  }

  @Override
  public Runnable boundTo(INDArray factor) {
    Runnable before = first.boundTo(factor);
    Runnable after = second.boundTo(factor);
    return () -> {
      before.run();
      after.run();
    };
  }

  // The second may only put back what it keeps fixed: negative numbers are then the caller's own.
  @Override
  public boolean allowsNegative() {
    return first.allowsNegative() && second.allowsNegative();
  }

  @Override
  public void check(long rows, long columns) {
    first.check(rows, columns);
    second.check(rows, columns);
  }
}
