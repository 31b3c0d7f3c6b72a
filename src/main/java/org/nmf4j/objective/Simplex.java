package org.nmf4j.objective;

import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.SimplexProjection;

/** Each row, or each column, onto the probability simplex. */
record Simplex(boolean byColumns) implements Constraint, Stored {

  @Override
  public void project(INDArray factor) {
    double[][] lines = (byColumns ? factor.transpose() : factor).toDoubleMatrix();
    for (double[] line : lines) {
      SimplexProjection.project(line, 1);
    }
    INDArray projected = Nd4j.createFromArray(lines).castTo(factor.dataType());
    factor.assign(byColumns ? projected.transpose() : projected);
  }

  @Override
  public Optional<Bounds> columnBounds(int column) {
    return Optional.of(Bounds.NON_NEGATIVE);
  }

  @Override
  public Optional<Bounds> rowBounds(int row) {
    return Optional.of(Bounds.NON_NEGATIVE);
  }

  @Override
  public OptionalDouble rowSum() {
    return byColumns ? OptionalDouble.empty() : OptionalDouble.of(1);
  }

  @Override
  public OptionalDouble columnSum() {
    return byColumns ? OptionalDouble.of(1) : OptionalDouble.empty();
  }

  @Override
  public Constraint forNewRows() {
    return byColumns ? new NonNegative() : this;
  }

  @Override
  public Constraint forNewColumns() {
    return byColumns ? this : new NonNegative();
  }

  @Override
  public String id() {
    return byColumns ? "simplexColumns" : "simplexRows";
  }

  @Override
  public boolean allowsNegative() {
    return false;
  }
}
