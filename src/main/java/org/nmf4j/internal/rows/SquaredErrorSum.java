package org.nmf4j.internal.rows;

import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;

/** The sum of squared errors, of what it differs by from the sum of squared entries. */
public final class SquaredErrorSum implements DoubleUnaryOperator {

  private final double squares;

  /** Below this it has lost too many digits as a difference. */
  private final double smallestDifference;

  private final DoubleSupplier exact;

  /**
   * A sum.
   *
   * @param squares {@code Σ weight·a²}
   * @param exact takes the sum entry by entry, at the same point
   */
  public SquaredErrorSum(double squares, DataType dataType, DoubleSupplier exact) {
    this.squares = squares;
    smallestDifference = (dataType == DataType.FLOAT ? 3e-4 : 1e-10) * squares;
    this.exact = exact;
  }

  @Override
  public double applyAsDouble(double lessSquares) {
    if (!Double.isFinite(lessSquares)) {
      // Sums of products have left the range of the type.
      return Double.POSITIVE_INFINITY;
    }
    double squaredError = squares + lessSquares;
    return squaredError < smallestDifference ? exact.getAsDouble() : squaredError;
  }
}
