package org.nmf4j.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nmf4j.TestMatrices;

class DenseMatrixTest extends MaskedMatrixContract {

  @Override
  MaskedMatrix matrix(INDArray values, INDArray weights) {
    return MaskedMatrix.weighted(values, weights);
  }

  private static final double NAN = Double.NaN;

  private static INDArray example() {
    return Nd4j.createFromArray(new double[][] {{1, NAN, 3}, {4, 5, NAN}});
  }

  @Test
  void isFiniteEverywhere() {
    assertThat(MaskedMatrix.of(example()).values().sumNumber().doubleValue()).isFinite();
  }

  @Test
  void takesAMaskOfAnyType() {
    INDArray values = Nd4j.createFromArray(new double[][] {{1, 7, 3}, {NAN, 5, 6}});
    INDArray mask = Nd4j.createFromArray(new int[][] {{1, 0, 1}, {1, 1, 0}});
    for (DataType type : List.of(DataType.INT32, DataType.BOOL, DataType.DOUBLE)) {
      DenseMatrix a = MaskedMatrix.of(values, mask.castTo(type));
      assertThat(a.observed()).as("%s", type).isEqualTo(3);
      assertThat(a.value(0, 1)).isNaN();
      assertThat(a.isObserved(1, 0)).as("NaN under a mask of 1").isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void takesColumnOrderAndViews(DataType type) {
    INDArray large = TestMatrices.random(type, 6, 8, 1);
    INDArray view = large.get(NDArrayIndex.interval(1, 5), NDArrayIndex.interval(2, 7)).transpose();
    INDArray mask = view.gt(0.5).castTo(type);
    assertThat(MaskedMatrix.of(view).toArray()).isEqualTo(view.dup('c'));
    assertThat(MaskedMatrix.of(view.dup('f')).toArray()).isEqualTo(view.dup('c'));
    DenseMatrix masked = MaskedMatrix.of(view, mask.dup('f'));
    for (int i = 0; i < view.rows(); i++) {
      for (int j = 0; j < view.columns(); j++) {
        assertThat(masked.isObserved(i, j)).isEqualTo(view.getDouble(i, j) > 0.5);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void showsSolversItsWeights(DataType type) {
    INDArray values = TestMatrices.withHoles(type, 7, 130, 2, 0.4, 1);
    INDArray weights = TestMatrices.random(type, 7, 130, 2);
    int[] rows = {5, 0, 5};
    for (DenseMatrix a : List.of(MaskedMatrix.of(values), MaskedMatrix.weighted(values, weights))) {
      INDArray some = Nd4j.create(type, rows.length, a.columns());
      a.copyWeights(rows, some);
      for (int j = 0; j < a.columns(); j++) {
        for (int i = 0; i < a.rows(); i++) {
          assertThat(a.weights().getDouble(i, j)).isEqualTo(a.weight(i, j));
          assertThat(a.mask().getInt(i, j) == 1).isEqualTo(a.isObserved(i, j));
        }
        for (int i = 0; i < rows.length; i++) {
          assertThat(some.getDouble(i, j)).isEqualTo(a.weight(rows[i], j));
        }
      }
    }
  }

  @Test
  void neitherChangesNorSharesTheCallersArrays() {
    INDArray values = example();
    INDArray weights = Nd4j.createFromArray(new double[][] {{2, 1, 0}, {0.5, 1, 1}});
    String valuesBefore = values.toString();
    String weightsBefore = weights.toString();
    DenseMatrix a = MaskedMatrix.weighted(values, weights);
    assertThat(values).hasToString(valuesBefore);
    assertThat(weights).hasToString(weightsBefore);
    values.putScalar(0, 0, 99);
    weights.putScalar(0, 0, 99);
    a.toArray().putScalar(1, 1, 99);
    assertThat(a.value(0, 0)).isEqualTo(1);
    assertThat(a.weight(0, 0)).isEqualTo(2);
    assertThat(a.value(1, 1)).isEqualTo(5);
  }

  @Test
  void outlivesTheCallersWorkspace() {
    DenseMatrix a;
    MaskedMatrix test;
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace("of a caller")) {
      a = MaskedMatrix.of(example(), Nd4j.ones(DataType.INT32, 2, 3));
      test = a.castTo(DataType.FLOAT).split(0.5, 1).test();
    }
    assertThat(a.values().isAttached() || a.weights().isAttached()).isFalse();
    assertThat(((DenseMatrix) test).values().isAttached()).isFalse();
    assertThat(((DenseMatrix) test).weights().isAttached()).isFalse();
  }

  static Stream<Arguments> wrong() {
    INDArray ok = example();
    INDArray ones = Nd4j.ones(DataType.DOUBLE, 2, 3);
    INDArray infinite = ok.dup();
    infinite.putScalar(1, 0, Double.NEGATIVE_INFINITY);
    INDArray half = ones.dup();
    half.putScalar(1, 2, 0.5);
    INDArray negative = ones.dup();
    negative.putScalar(0, 2, -1);
    INDArray unknown = ones.dup();
    unknown.putScalar(0, 0, NAN);
    return Stream.of(
        wrong(
            "A must be a matrix with at least one row and column, got shape (2×3×4)",
            () -> MaskedMatrix.of(Nd4j.ones(2, 3, 4))),
        wrong(
            "A must be FLOAT or DOUBLE, got INT", () -> MaskedMatrix.of(ok.castTo(DataType.INT32))),
        wrong(
            "A must be finite or NaN (missing), got -Infinity at (1, 0)",
            () -> MaskedMatrix.of(infinite)),
        wrong(
            "A must have an observed entry, all 2×3 are missing",
            () -> MaskedMatrix.of(Nd4j.valueArrayOf(new long[] {2, 3}, NAN, DataType.DOUBLE))),
        wrong("mask must hold only 0 and 1, got 0.5 at (1, 2)", () -> MaskedMatrix.of(ok, half)),
        wrong(
            "mask must be of shape (2×3), got (3×2)", () -> MaskedMatrix.of(ok, ones.transpose())),
        wrong(
            "weights must be finite and ≥ 0, got -1.0 at (0, 2)",
            () -> MaskedMatrix.weighted(ok, negative)),
        wrong(
            "weights must be finite and ≥ 0, got NaN at (0, 0)",
            () -> MaskedMatrix.weighted(ok, unknown)),
        wrong(
            "weights must be of shape (2×3), got (3×2)",
            () -> MaskedMatrix.weighted(ok, ones.transpose())));
  }

  private static Arguments wrong(String message, Runnable call) {
    return Arguments.of(message, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void refuses(String message, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void refusesNull() {
    INDArray ok = example();
    refusesNull("a", () -> MaskedMatrix.of(null));
    refusesNull("a", () -> MaskedMatrix.weighted(null, ok));
    refusesNull("mask", () -> MaskedMatrix.of(ok, null));
    refusesNull("weights", () -> MaskedMatrix.weighted(ok, null));
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class).hasMessage(name);
  }
}
