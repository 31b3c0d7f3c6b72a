package org.nmf4j.objective;

import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;

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

  @Override
  public Optional<Bounds> columnBounds(int column) {
    return first.columnBounds(column).flatMap(one -> second.columnBounds(column).map(one::and));
  }

  @Override
  public Optional<Bounds> rowBounds(int row) {
    return first.rowBounds(row).flatMap(one -> second.rowBounds(row).map(one::and));
  }

  @Override
  public OptionalDouble rowSum() {
    return first.rowSum().isPresent() ? first.rowSum() : second.rowSum();
  }

  @Override
  public OptionalDouble columnSum() {
    return first.columnSum().isPresent() ? first.columnSum() : second.columnSum();
  }

  // The second may only put back what it keeps fixed: negative numbers are then the caller's own.
  @Override
  public boolean allowsNegative() {
    return first.allowsNegative() && second.allowsNegative();
  }

  @Override
  public Constraint forNewRows() {
    return first.forNewRows().and(second.forNewRows());
  }

  @Override
  public Constraint forNewColumns() {
    return first.forNewColumns().and(second.forNewColumns());
  }

  @Override
  public void check(long rows, long columns) {
    first.check(rows, columns);
    second.check(rows, columns);
  }
}
