package org.nmf4j.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class SplittersTest {

  private record Entry(int row, int column, double time) {}

  /** Rows of 0 to 11 entries, in any order, of which some are of one time. */
  private static List<Entry> random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Entry> entries = new ArrayList<>();
    for (int row = 0; row < 12; row++) {
      for (int column = row - 1; column >= 0; column--) {
        entries.add(new Entry(row, column, 1_000_000_000_000L + random.nextInt(-8, 8)));
      }
    }
    return entries;
  }

  private static SparseMatrix matrix(List<Entry> entries, DataType type) {
    SparseBuilder builder = MaskedMatrix.sparse(type).keepingTimes();
    entries.forEach(entry -> builder.add(entry.row, entry.column, 1, 1, entry.time));
    return builder.build();
  }

  private static List<Entry> entries(MaskedMatrix a) {
    List<Entry> entries = new ArrayList<>();
    SparseMatrix.from(a)
        .byRows()
        .forEach((row, column, value, weight, time) -> entries.add(new Entry(row, column, time)));
    return entries;
  }

  @Property(tries = 50, seed = "1")
  void setsTheLastOfEachRowAside(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int n) {
    checkLatest(seed, Splitters.lastInRows(n), length -> Math.min(n, length - 1));
  }

  @Property(tries = 50, seed = "1")
  void setsTheLastPartOfEachRowAside(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.06, max = 0.99) double fraction) {
    checkLatest(
        seed,
        Splitters.lastPartOfRows(fraction),
        length -> Math.min((int) Math.round(fraction * length), length - 1));
  }

  /** None that stays is later than one that is set aside. */
  private static void checkLatest(long seed, Splitter splitter, IntUnaryOperator wanted) {
    List<Entry> all = random(seed);
    SparseMatrix a = matrix(all, DataType.FLOAT);
    MaskedMatrix.Split split = a.split(splitter);
    List<Entry> both = entries(split.train());
    both.addAll(entries(split.test()));
    assertThat(both).containsExactlyInAnyOrderElementsOf(all);
    assertThat(entries(a.split(splitter).test())).isEqualTo(entries(split.test()));
    for (int i = 1; i < 12; i++) {
      double[] early = times(split.train(), i);
      double[] late = times(split.test(), i);
      assertThat(late).hasSize(wanted.applyAsInt(i));
      assertThat(early[early.length - 1]).isLessThanOrEqualTo(late.length == 0 ? 1e99 : late[0]);
    }
  }

  private static double[] times(MaskedMatrix a, int row) {
    return entries(a).stream()
        .filter(entry -> entry.row == row)
        .mapToDouble(Entry::time)
        .sorted()
        .toArray();
  }

  /** As in files in which all have the same time. */
  @Test
  void takesAnyOfOneTime() {
    SparseBuilder builder = MaskedMatrix.sparse(DataType.FLOAT).keepingTimes();
    for (int row = 0; row < 1000; row++) {
      for (int column = 0; column < 5; column++) {
        builder.add(row, column, 1, 1, 7);
      }
    }
    double[] ofColumns = builder.build().split(Splitters.lastInRows(2)).test().columnWeights();
    assertThat(ofColumns).hasSize(5);
    for (double count : ofColumns) {
      assertThat(count).isBetween(340.0, 460.0);
    }
  }

  @Test
  void setsAsideWhatIsAsLateAsATime() {
    SparseMatrix a = matrix(random(1), DataType.DOUBLE);
    MaskedMatrix.Split split = a.split(Splitters.since(1_000_000_000_003L));
    assertThat(entries(split.test())).allMatch(entry -> entry.time >= 1_000_000_000_003L);
    assertThat(entries(split.train())).allMatch(entry -> entry.time < 1_000_000_000_003L);
    assertThat(split.test().observed() + split.train().observed()).isEqualTo(66);
  }

  @Test
  void timesStayWithTheirEntries() {
    SparseMatrix a = matrix(random(2), DataType.DOUBLE);
    List<Entry> times = entries(a);
    assertThat(entries(a.transpose().transpose())).isEqualTo(times);
    assertThat(entries(a.transpose()))
        .containsExactlyInAnyOrderElementsOf(
            times.stream().map(e -> new Entry(e.column, e.row, e.time)).toList());
    assertThat(entries(a.castTo(DataType.FLOAT))).isEqualTo(times);
    assertThat(entries(a.plus(3))).isEqualTo(times);
    assertThat(entries(Implicit.confidence(2).of(a))).isEqualTo(times);
    assertThat(entries(a.withLabels(List.of(), List.of()))).isEqualTo(times);
  }

  @Test
  void theTimeOfAPlaceIsThatOfTheEntryThatCounts() {
    SparseBuilder builder =
        MaskedMatrix.sparse(DataType.FLOAT).duplicates(Duplicates.LAST).keepingTimes();
    builder.add(0, 0, 1, 1, 7).add(0, 1, 1, 1, 6).add(0, 0, 2, 1, 5).add(0, 1, 3, 1, 8);
    assertThat(entries(builder.build())).containsExactly(new Entry(0, 0, 7), new Entry(0, 1, 8));
    SparseMatrix forgotten = MaskedMatrix.sparse(DataType.FLOAT).add(0, 0, 1, 1, 7).build();
    assertThat(forgotten.byRows().isTimed()).isFalse();
  }

  static List<Arguments> wrong() {
    SparseMatrix a = matrix(random(1), DataType.DOUBLE);
    return List.of(
        wrong("testFraction must be in (0, 1), got 1.0", () -> Splitters.random(1, 0)),
        wrong("testFraction must be in (0, 1), got 0.0", () -> Splitters.randomInRows(0, 0)),
        wrong(
            "testFraction must be in (0, 1), got NaN", () -> Splitters.lastPartOfRows(Double.NaN)),
        wrong("n must be ≥ 1, got 0", () -> Splitters.lastInRows(0)),
        wrong("time must be a number, got NaN", () -> Splitters.since(Double.NaN)),
        wrong("k must be ≥ 2, got 1", () -> Splitters.folds(1, 0)),
        wrong(
            "time must part the entries, which are of 999999999992 to 1000000000007, got 1600000000",
            () -> a.split(Splitters.since(1_600_000_000))),
        wrong(
            "times must be numbers, got NaN at (1, 2)",
            () -> MaskedMatrix.sparse(DataType.FLOAT).add(1, 2, 3, 1, Double.NaN)));
  }

  private static Arguments wrong(String message, Runnable call) {
    return Arguments.of(message, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void refuses(String message, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
