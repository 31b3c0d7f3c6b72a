package org.nmf4j.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.TestMatrices;

/** What every matrix does, however it holds its entries. */
abstract class MaskedMatrixContract {

  private static final double NAN = Double.NaN;

  /** The matrix of these values, NaN where one is missing, and weights. */
  abstract MaskedMatrix matrix(INDArray values, INDArray weights);

  private MaskedMatrix matrix(double[][] values) {
    INDArray array = Nd4j.createFromArray(values);
    return matrix(array, array.like().assign(1));
  }

  private MaskedMatrix example() {
    return matrix(new double[][] {{1, NAN, 3}, {4, 5, NAN}});
  }

  private static List<String> entries(MaskedMatrix a) {
    List<String> entries = new ArrayList<>();
    a.forEachObserved(
        (row, column, value, weight) ->
            entries.add("(%d, %d) %s × %s".formatted(row, column, value, weight)));
    return entries;
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void tellsWhatIsObserved(DataType type) {
    MaskedMatrix a = example().castTo(type);
    assertThat(a.dataType()).isEqualTo(type);
    assertThat(a.rows()).isEqualTo(2);
    assertThat(a.columns()).isEqualTo(3);
    assertThat(a.observed()).isEqualTo(4);
    assertThat(a.totalWeight()).isEqualTo(4);
    assertThat(a.mean()).isEqualTo(13 / 4.0);
    assertThat(a.min()).isEqualTo(1);
    assertThat(a.isObserved(0, 1)).isFalse();
    assertThat(a.value(0, 1)).isNaN();
    assertThat(a.weight(0, 1)).isZero();
    assertThat(a.isObserved(1, 0)).isTrue();
    assertThat(a.value(1, 0)).isEqualTo(4);
    assertThat(a.weight(1, 0)).isEqualTo(1);
    assertThat(entries(a))
        .containsExactly(
            "(0, 0) 1.0 × 1.0", "(0, 2) 3.0 × 1.0", "(1, 0) 4.0 × 1.0", "(1, 1) 5.0 × 1.0");
  }

  @Test
  void isCopiedToAnArray() {
    double[][] expected = {{1, NAN, 3}, {4, 5, NAN}};
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      INDArray array = example().castTo(type).toArray();
      assertThat(array.dataType()).isEqualTo(type);
      assertThat(Arrays.deepEquals(array.toDoubleMatrix(), expected)).as("%s", array).isTrue();
    }
  }

  @Test
  void weighsEntries() {
    INDArray weights = Nd4j.createFromArray(new double[][] {{2, 1, 0}, {0.5, 1, 1}});
    MaskedMatrix a = matrix(example().toArray(), weights);
    assertThat(entries(a))
        .containsExactly("(0, 0) 1.0 × 2.0", "(1, 0) 4.0 × 0.5", "(1, 1) 5.0 × 1.0");
    assertThat(a.totalWeight()).isEqualTo(3.5);
    assertThat(a.mean()).isCloseTo((2 * 1 + 0.5 * 4 + 5) / 3.5, within(1e-15));
    assertThat(a.squares()).isEqualTo(2 * 1 + 0.5 * 16 + 25);
    assertThat(entries(a.castTo(DataType.FLOAT))).isEqualTo(entries(a));
  }

  @Test
  void losesAnEntryWhoseWeightIsZeroInSinglePrecision() {
    INDArray weights = Nd4j.createFromArray(new double[][] {{1, 1, 1e-60}, {1, 1, 1}});
    MaskedMatrix a = matrix(example().toArray(), weights);
    assertThat(a.observed()).isEqualTo(4);
    assertThat(a.castTo(DataType.FLOAT).observed()).isEqualTo(3);
  }

  @Test
  void isCastWithItsHoles() {
    MaskedMatrix a = example();
    assertThat(entries(a.castTo(DataType.FLOAT))).isEqualTo(entries(a));
    assertThat(a.castTo(DataType.DOUBLE)).isSameAs(a);
  }

  @Test
  void isNamed() {
    MaskedMatrix a = example().withLabels(List.of("r", "s"), List.of());
    assertThat(a.rowLabels()).containsExactly("r", "s");
    assertThat(a.castTo(DataType.FLOAT).rowLabels()).containsExactly("r", "s");
    assertThat(a.split(0.5, 1).test().rowLabels()).containsExactly("r", "s");
    assertThat(a.withLabels(List.of(), List.of("x", "y", "z")).columnLabels())
        .containsExactly("x", "y", "z");
  }

  @Test
  void knowsRowsAndColumnsWithoutEntries() {
    MaskedMatrix a = matrix(new double[][] {{NAN, NAN, NAN}, {4, NAN, 1}, {NAN, NAN, NAN}});
    assertThat(a.unobservedRows()).containsExactly(0, 2);
    assertThat(a.unobservedColumns()).containsExactly(1);
  }

  @Property(tries = 50, seed = "1")
  void splitsEveryEntryToOnePart(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 0.99) double fraction) {
    INDArray values = TestMatrices.withHoles(DataType.FLOAT, 9, 7, 2, 0.3, seed);
    MaskedMatrix a = matrix(values, TestMatrices.random(DataType.FLOAT, 9, 7, seed).addi(1));
    MaskedMatrix.Split split = a.split(fraction, seed);
    long wanted = Math.min(Math.max(Math.round(fraction * a.observed()), 1), a.observed() - 1);
    assertThat(split.test().observed()).isEqualTo(wanted);
    assertThat(split.test().dataType()).isEqualTo(DataType.FLOAT);
    List<String> both = entries(split.train());
    both.addAll(entries(split.test()));
    assertThat(both).containsExactlyInAnyOrderElementsOf(entries(a));
    assertThat(entries(a.split(fraction, seed).test())).isEqualTo(entries(split.test()));
  }

  /** Of each row as many as its length says, and all entries in one part or the other. */
  @Property(tries = 50, seed = "1")
  void splitsEachRowByItself(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 0.99) double fraction) {
    MaskedMatrix a = withRowsOfAllLengths(seed);
    MaskedMatrix.Split split = a.split(Splitters.randomInRows(Math.max(fraction, .3), seed));
    List<String> both = entries(split.train());
    both.addAll(entries(split.test()));
    assertThat(both).containsExactlyInAnyOrderElementsOf(entries(a));
    for (int row = 0; row < a.rows(); row++) {
      long length = (long) a.rowWeights()[row];
      long wanted = Math.min(Math.round(Math.max(fraction, .3) * length), Math.max(length - 1, 0));
      assertThat(split.test().rowWeights()[row]).isEqualTo(wanted);
    }
    assertThat(entries(a.split(Splitters.randomInRows(Math.max(fraction, .3), seed)).test()))
        .isEqualTo(entries(split.test()));
  }

  /** Row i has i entries. */
  private MaskedMatrix withRowsOfAllLengths(long seed) {
    INDArray values = TestMatrices.random(DataType.DOUBLE, 9, 8, seed);
    for (int i = 0; i < 9; i++) {
      for (int j = i; j < 8; j++) {
        values.putScalar(i, j, NAN);
      }
    }
    return matrix(values, values.like().assign(1));
  }

  @Property(tries = 50, seed = "1")
  void hasEachEntryInTheTestPartOfOneFold(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 36) int k) {
    MaskedMatrix a = withRowsOfAllLengths(seed);
    List<String> tests = new ArrayList<>();
    for (Splitter fold : Splitters.folds(k, seed)) {
      MaskedMatrix.Split split = a.split(fold);
      assertThat(split.test().observed()).isBetween(36L / k, (36L + k - 1) / k);
      tests.addAll(entries(split.test()));
      List<String> both = entries(split.train());
      both.addAll(entries(split.test()));
      assertThat(both).containsExactlyInAnyOrderElementsOf(entries(a));
    }
    assertThat(tests).containsExactlyInAnyOrderElementsOf(entries(a));
  }

  @Test
  void isSplitAsALambdaSays() {
    MaskedMatrix.Split split = example().split(a -> (row, column) -> row == 0);
    assertThat(entries(split.test())).containsExactly("(0, 0) 1.0 × 1.0", "(0, 2) 3.0 × 1.0");
    assertThat(entries(split.train())).containsExactly("(1, 0) 4.0 × 1.0", "(1, 1) 5.0 × 1.0");
  }

  @Test
  void isSplitInItsShape() {
    MaskedMatrix.Split split = matrix(new double[][] {{NAN, 1, NAN}, {NAN, 2, NAN}}).split(0.5, 1);
    for (MaskedMatrix part : List.of(split.train(), split.test())) {
      assertThat(part.rows()).isEqualTo(2);
      assertThat(part.columns()).isEqualTo(3);
    }
  }

  @Test
  void refusesWhatItCannotDo() {
    MaskedMatrix a = example();
    refuses(() -> a.castTo(DataType.INT32), "dataType must be FLOAT or DOUBLE, got INT");
    refuses(() -> a.plus(NAN), "number must be finite, got NaN");
    refuses(() -> a.plus(Double.NEGATIVE_INFINITY), "number must be finite, got -Infinity");
    assertThatThrownBy(() -> a.withLabels(null, List.of()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("rowLabels");
    assertThatThrownBy(() -> a.castTo(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("dataType");
    refuses(
        () -> a.withLabels(List.of(), List.of("x")),
        "column labels must be none or 3, one each, got 1");
    refuses(
        () -> a.withLabels(Arrays.asList("r", null), List.of()),
        "row labels must not be null, got null at 1");
    refuses(
        () -> a.withLabels(List.of(), List.of("x", "y", "x")),
        "column labels must differ, got \"x\" again at 2");
    refuses(() -> a.split(1, 0), "testFraction must be in (0, 1), got 1.0");
    refuses(() -> a.split(NAN, 0), "testFraction must be in (0, 1), got NaN");
    refuses(
        () -> matrix(new double[][] {{1}}).split(0.5, 0),
        "a split needs at least 2 observed entries, A has 1");
    refuses(
        () -> a.split(any -> (row, column) -> true),
        "both parts of a split must have entries, got 4 of 4 in the test part");
    refuses(
        () -> a.split(Splitters.randomInRows(0.1, 0)),
        "both parts of a split must have entries, got 0 of 4 in the test part");
    refuses(
        () -> a.split(Splitters.folds(5, 0).get(0)),
        "5 folds need as many observed entries, A has 4");
    refuses(
        () -> a.split(Splitters.lastInRows(1)),
        "a split by time needs the times of entries, A has none: SparseBuilder.keepingTimes and"
            + " ReadOptions.keepTimes keep them");
    assertThatThrownBy(() -> matrix(new double[][] {{1, 1e300}, {1, 1}}).castTo(DataType.FLOAT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A must be finite ")
        .hasMessageEndingWith(" at (0, 1)");
    assertThatThrownBy(() -> matrix(new double[][] {{1, 1e308}, {1, 1}}).plus(1.7e308))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A must be finite ")
        .hasMessageEndingWith(" at (0, 1)");
  }

  /** In the same precision, with the same holes, weights and names. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void isMovedByANumber(DataType type) {
    INDArray weights = Nd4j.createFromArray(new double[][] {{2, 1, 1}, {0.5, 1, 1}});
    for (MaskedMatrix a : List.of(example(), matrix(example().toArray(), weights))) {
      MaskedMatrix typed = a.castTo(type).withLabels(List.of("r", "s"), List.of());
      MaskedMatrix sum = typed.plus(-4);
      MaskedMatrix expected = matrix(a.toArray().sub(4), weightsOf(a)).castTo(type);
      assertThat(entries(sum)).isEqualTo(entries(expected));
      assertThat(sum.rowLabels()).containsExactly("r", "s");
      assertThat(sum.mean()).isEqualTo(expected.mean());
      assertThat(sum.squares()).isEqualTo(expected.squares());
      assertThat(sum.min()).isEqualTo(-3);
      assertThat(sum.rowWeights()).isEqualTo(a.rowWeights());
      assertThat(sum.columnWeights()).isEqualTo(a.columnWeights());
      assertThat(sum.plus(4).mean()).isEqualTo(a.mean());
    }
  }

  private static INDArray weightsOf(MaskedMatrix a) {
    INDArray weights = Nd4j.ones(DataType.DOUBLE, a.rows(), a.columns());
    a.forEachObserved((row, column, value, weight) -> weights.putScalar(row, column, weight));
    return weights;
  }

  @Test
  void showsTheEntriesOfARow() {
    List<String> seen = new ArrayList<>();
    example()
        .forEachObserved(
            1, (row, column, value, weight) -> seen.add(row + " " + column + " " + value));
    assertThat(seen).containsExactly("1 0 4.0", "1 1 5.0");
    assertThatThrownBy(() -> example().forEachObserved(2, (row, column, value, weight) -> {}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void refuses(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void hasNoEntriesOutside() {
    MaskedMatrix a = example();
    for (int[] place : new int[][] {{2, 0}, {0, 3}, {-1, 0}, {0, -1}}) {
      assertThatThrownBy(() -> a.value(place[0], place[1]))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("no entry (%d, %d) in a matrix of shape (2×3)", place[0], place[1]);
    }
  }
}
