package org.nmf4j.objective;

import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

record Unconstrained() implements Constraint, Stored {

  @Override
  public void project(INDArray factor) {
    // Nothing is to be done.
  }

  @Override
  public Optional<Bounds> columnBounds(int column) {
    return Optional.of(Bounds.FREE);
  }

  @Override
  public Optional<Bounds> rowBounds(int row) {
    return Optional.of(Bounds.FREE);
  }

  @Override
  public Constraint and(Constraint next) {
    return Objects.requireNonNull(next, "next");
  }

  @Override
  public String id() {
    return "none";
  }
}
