package org.nmf4j.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ConstraintsTest {

  private static final double[][] X = {{0.5, -1, 2}, {0, 3, -0.25}};

  static Stream<Arguments> projectionsByHand() {
    INDArray column = matrix(new double[][] {{7}, {-8}});
    INDArray row = matrix(new double[][] {{7, -8, 9}});
    return Stream.of(
        arguments(Constraints.nonNegative(), new double[][] {{0.5, 0, 2}, {0, 3, 0}}),
        arguments(Constraints.upperBound(1), new double[][] {{0.5, 0, 1}, {0, 1, 0}}),
        arguments(Constraints.simplexRows(), new double[][] {{0, 0, 1}, {0, 1, 0}}),
        arguments(Constraints.simplexColumns(), new double[][] {{0.75, 0, 1}, {0.25, 1, 0}}),
        arguments(Constraints.none(), X),
        arguments(Constraints.fixedColumns(column, 1), new double[][] {{0.5, 7, 2}, {0, -8, -.25}}),
        arguments(Constraints.fixedRows(row, 1), new double[][] {{0.5, -1, 2}, {7, -8, 9}}),
        arguments(
            Constraints.nonNegative().and(Constraints.fixedColumns(column, 2)),
            new double[][] {{0.5, 0, 7}, {0, 3, -8}}));
  }

  @ParameterizedTest
  @MethodSource("projectionsByHand")
  void projectsInPlace(Constraint constraint, double[][] expected) {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      INDArray factor = matrix(X).castTo(type);
      constraint.project(factor);
      assertThat(factor.toDoubleMatrix()).isDeepEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("projectionsByHand")
  void boundProjectionSeesLaterNumbers(Constraint constraint, double[][] expected) {
    INDArray factor = Nd4j.zeros(DataType.DOUBLE, 2, 3);
    Runnable projection = constraint.boundTo(factor);
    projection.run();
    factor.assign(matrix(X));
    projection.run();
    assertThat(factor.toDoubleMatrix()).isDeepEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e9, 1e18})
  void simplexKeepsItsSumFarFromTheOrigin(double far) {
    INDArray factor = matrix(new double[][] {{far, 0}, {far, far}});
    Constraints.simplexRows().project(factor);
    assertThat(factor.toDoubleMatrix()).isDeepEqualTo(new double[][] {{1, 0}, {0.5, 0.5}});
  }

  @Test
  void severalFixedColumnsKeepTheirOrder() {
    INDArray values = matrix(new double[][] {{1, 2}, {3, 4}});
    INDArray factor = matrix(X);
    Constraint constraint = Constraints.fixedColumns(values, 2, 0);
    values.assign(99);
    constraint.project(factor);
    assertThat(factor.toDoubleMatrix()).isDeepEqualTo(new double[][] {{2, -1, 1}, {4, 3, 3}});
  }

  @Test
  void tellsWhetherNegativeNumbersAreAllowed() {
    Constraint fixed = Constraints.fixedRows(matrix(new double[][] {{1, 2, 3}}), 0);

    assertThat(Constraints.nonNegative().allowsNegative()).isFalse();
    assertThat(Constraints.upperBound(2).allowsNegative()).isFalse();
    assertThat(Constraints.simplexRows().allowsNegative()).isFalse();
    assertThat(Constraints.nonNegative().and(fixed).allowsNegative()).isFalse();
    assertThat(Constraints.none().allowsNegative()).isTrue();
    assertThat(fixed.allowsNegative()).isTrue();
  }

  static Stream<Arguments> refusals() {
    INDArray two = matrix(new double[][] {{1, 2}, {3, 4}});
    return Stream.of(
        refusal(() -> Constraints.upperBound(0), "bound must be finite and > 0, got 0.0"),
        refusal(() -> Constraints.upperBound(Double.NaN), "bound must be finite and > 0, got NaN"),
        refusal(
            () -> Constraints.fixedRows(Nd4j.ones(3), 0),
            "values must be a matrix with at least one row and column, got shape (3)"),
        refusal(
            () -> Constraints.fixedRows(two, 1),
            "values must have one line for each of the 1 fixed rows, got 2"),
        refusal(
            () -> Constraints.fixedColumns(two, 1, -1),
            "fixed columns must be ≥ 0 and all different, got -1 in [1, -1]"),
        refusal(
            () -> Constraints.fixedColumns(two, 1, 1),
            "fixed columns must be ≥ 0 and all different, got 1 in [1, 1]"),
        refusal(
            () -> Constraints.fixedRows(matrix(new double[][] {{1, Double.NaN}}), 0),
            "values must be finite, got NaN at (0, 1)"),
        refusal(
            () -> Constraints.fixedRows(two, 0, 3).check(3, 2),
            "fixed rows must be in [0, 2] for a factor of shape (3×2), got 3"),
        refusal(
            () -> Constraints.nonNegative().and(Constraints.fixedColumns(two, 0, 1)).check(3, 2),
            "fixed columns need 3 numbers each for a factor of shape (3×2), got 2"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refusals")
  void refusesWhatItCannotKeep(Runnable attempt, String message) {
    assertThatIllegalArgumentException().isThrownBy(attempt::run).withMessage(message);
  }

  private static Arguments refusal(Runnable attempt, String message) {
    return arguments(attempt, message);
  }

  private static INDArray matrix(double[][] rows) {
    return Nd4j.createFromArray(rows);
  }
}
