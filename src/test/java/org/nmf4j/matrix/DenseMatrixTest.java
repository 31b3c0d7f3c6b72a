package org.nmf4j.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
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

class DenseMatrixTest {

  private static final double NAN = Double.NaN;

  private static INDArray example() {
    return Nd4j.createFromArray(new double[][] {{1, NAN, 3}, {4, 5, NAN}});
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void takesNaNForMissing(DataType type) {
    DenseMatrix a = MaskedMatrix.of(example().castTo(type));
    assertThat(a.dataType()).isEqualTo(type);
    assertThat(a.observed()).isEqualTo(4);
    assertThat(a.totalWeight()).isEqualTo(4);
    assertThat(a.mean()).isEqualTo(13 / 4.0);
    assertThat(a.min()).isEqualTo(1);
    assertThat(a.isObserved(0, 1)).isFalse();
    assertThat(a.value(0, 1)).isNaN();
    assertThat(a.value(1, 0)).isEqualTo(4);
    assertThat(a.values().sumNumber().doubleValue()).as("finite everywhere").isFinite();
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

  @Test
  void weighsEntries() {
    INDArray weights = Nd4j.createFromArray(new double[][] {{2, 1, 0}, {0.5, 1, 1}});
    DenseMatrix a = MaskedMatrix.weighted(example(), weights);
    assertThat(a.observed()).isEqualTo(3);
    assertThat(a.totalWeight()).isEqualTo(3.5);
    assertThat(a.weight(0, 0)).isEqualTo(2);
    assertThat(a.mean()).isCloseTo((2 * 1 + 0.5 * 4 + 5) / 3.5, within(1e-15));
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

  @Test
  void isCastWithItsHoles() {
    DenseMatrix a = MaskedMatrix.of(example());
    DenseMatrix single = a.castTo(DataType.FLOAT);
    assertThat(single.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(single.toArray().toString()).isEqualTo(example().toString());
    assertThat(a.castTo(DataType.DOUBLE)).isSameAs(a);
  }

  @Test
  void isNamed() {
    DenseMatrix a = MaskedMatrix.of(example()).withLabels(List.of("r", "s"), List.of());
    assertThat(a.rowLabels()).containsExactly("r", "s");
    assertThat(a.castTo(DataType.FLOAT).rowLabels()).containsExactly("r", "s");
    assertThat(a.split(0.5, 1).test().rowLabels()).containsExactly("r", "s");
    assertThatThrownBy(() -> a.withLabels(List.of(), List.of("x")))
        .hasMessage("column labels must be none or 3, one each, got 1");
  }

  @Test
  void knowsRowsAndColumnsWithoutEntries() {
    DenseMatrix a =
        MaskedMatrix.of(Nd4j.createFromArray(new double[][] {{NAN, NAN, NAN}, {4, NAN, 1}}));
    assertThat(a.unobservedRows()).containsExactly(0);
    assertThat(a.unobservedColumns()).containsExactly(1);
  }

  @Property(tries = 50, seed = "1")
  void splitsEveryEntryToOnePart(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 0.99) double fraction) {
    DenseMatrix a = MaskedMatrix.of(TestMatrices.withHoles(DataType.DOUBLE, 9, 7, 2, 0.3, seed));
    MaskedMatrix.Split split = a.split(fraction, seed);
    long wanted = Math.min(Math.max(Math.round(fraction * a.observed()), 1), a.observed() - 1);
    assertThat(split.test().observed()).isEqualTo(wanted);
    assertThat(split.train().observed()).isEqualTo(a.observed() - wanted);
    a.forEachObserved(
        (row, column, value, weight) ->
            assertThat(split.train().isObserved(row, column))
                .isNotEqualTo(split.test().isObserved(row, column)));
    assertThat(a.split(fraction, seed).test().toArray().toString())
        .isEqualTo(split.test().toArray().toString());
  }

  @Test
  void splitsWithWeights() {
    INDArray weights = TestMatrices.random(DataType.FLOAT, 9, 7, 5).addi(1);
    DenseMatrix a = MaskedMatrix.weighted(TestMatrices.random(DataType.FLOAT, 9, 7, 4), weights);
    MaskedMatrix.Split split = a.split(0.3, 1);
    assertThat(split.test().dataType()).isEqualTo(DataType.FLOAT);
    assertThat(split.train().totalWeight() + split.test().totalWeight())
        .isCloseTo(a.totalWeight(), within(1e-9));
    split
        .test()
        .forEachObserved(
            (row, column, value, weight) -> assertThat(weight).isEqualTo(a.weight(row, column)));
  }

  static Stream<Arguments> wrong() {
    INDArray ok = example();
    INDArray beyondSingle = ok.dup();
    beyondSingle.putScalar(0, 2, 1e300);
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
        wrong("A must not be null", () -> MaskedMatrix.of(null)),
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
            "mask must have the shape of A, (2×3), got (3×2)",
            () -> MaskedMatrix.of(ok, ones.transpose())),
        wrong("mask must not be null", () -> MaskedMatrix.of(ok, null)),
        wrong(
            "weights must be finite and ≥ 0, got -1.0 at (0, 2)",
            () -> MaskedMatrix.weighted(ok, negative)),
        wrong(
            "weights must be finite and ≥ 0, got NaN at (0, 0)",
            () -> MaskedMatrix.weighted(ok, unknown)),
        wrong(
            "weights must have the shape of A, (2×3), got (3×2)",
            () -> MaskedMatrix.weighted(ok, ones.transpose())),
        wrong(
            "dataType must be FLOAT or DOUBLE, got INT",
            () -> MaskedMatrix.of(ok).castTo(DataType.INT32)),
        wrong(
            "row labels must be none or 2, one each, got null",
            () -> MaskedMatrix.of(ok).withLabels(null, List.of())),
        wrong(
            "row labels must not be null, got null at 1",
            () -> MaskedMatrix.of(ok).withLabels(Arrays.asList("r", null), List.of())),
        wrong(
            "A must be finite or NaN (missing), got Infinity at (0, 2)",
            () -> MaskedMatrix.of(beyondSingle).castTo(DataType.FLOAT)),
        wrong(
            "a split needs at least 2 observed entries, A has 1",
            () -> MaskedMatrix.of(Nd4j.ones(1, 1)).split(0.5, 0)),
        wrong("testFraction must be in (0, 1), got 1.0", () -> MaskedMatrix.of(ok).split(1, 0)));
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
  void hasNoEntriesOutside() {
    assertThatThrownBy(() -> MaskedMatrix.of(example()).value(2, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("no entry (2, 0) in a matrix of shape (2×3)");
  }
}
