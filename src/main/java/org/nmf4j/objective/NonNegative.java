package org.nmf4j.objective;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.factory.Nd4j;

/** {@code max(X, 0)}. */
record NonNegative() implements Constraint {

  @Override
  public void project(INDArray factor) {
    boundTo(factor).run();
  }

  @Override
  public Runnable boundTo(INDArray factor) {
    Op relu = new RectifiedLinear(factor, factor, 0.0);
    return () -> Nd4j.getExecutioner().exec(relu);
  }

  @Override
  public boolean allowsNegative() {
    return false;
  }
}
