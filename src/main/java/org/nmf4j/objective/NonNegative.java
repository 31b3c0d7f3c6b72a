package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nmf4j.internal.compute.BoundOperation;

/** {@code max(X, 0)}. */
record NonNegative() implements Constraint, Stored {

  @Override
  public void project(INDArray factor) {
    boundTo(factor).run();
  }

  @Override
  public Runnable boundTo(INDArray factor) {
    CustomOp relu = DynamicCustomOp.builder("relu").addFloatingPointArguments(0.0).build();
    INDArray[] arrays = {factor};
    return new BoundOperation(relu, arrays, arrays);
  }

  @Override
  public Optional<Bounds> columnBounds(int column) {
    return Optional.of(Bounds.NON_NEGATIVE);
  }

  @Override
  public Optional<Bounds> rowBounds(int row) {
    return columnBounds(row);
  }

  @Override
  public boolean allowsNegative() {
    return false;
  }

  @Override
  public String id() {
    return "nonNegative";
  }
}
