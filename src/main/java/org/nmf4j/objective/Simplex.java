package org.nmf4j.objective;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Each row, or each column, onto the probability simplex: {@code max(x − θ, 0)} with the θ that
 * makes the sum 1. Held, Wolfe and Crowder 1974, doi:10.1007/BF01580223.
 */
record Simplex(boolean byColumns) implements Constraint, Stored {

  @Override
  public void project(INDArray factor) {
    double[][] lines = (byColumns ? factor.transpose() : factor).toDoubleMatrix();
    for (double[] line : lines) {
      projectLine(line);
    }
    INDArray projected = Nd4j.createFromArray(lines).castTo(factor.dataType());
    factor.assign(byColumns ? projected.transpose() : projected);
  }

  // All is measured from the largest number, so that "- 1" is not lost beside large ones.
  private static void projectLine(double[] x) {
    double[] descending = x.clone();
    Arrays.sort(descending);
    double largest = descending[x.length - 1];
    double sum = 0;
    double theta = 0;
    for (int count = 1; count <= x.length; count++) {
      double value = descending[x.length - count] - largest;
      double candidate = (sum + value - 1) / count;
      if (value <= candidate) {
        break;
      }
      sum += value;
      theta = candidate;
    }
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.max(x[i] - largest - theta, 0);
    }
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
