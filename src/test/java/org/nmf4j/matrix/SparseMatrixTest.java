package org.nmf4j.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.TestMatrices;

class SparseMatrixTest extends MaskedMatrixContract {

  @Override
  MaskedMatrix matrix(INDArray values, INDArray weights) {
    SparseBuilder builder = MaskedMatrix.sparse(values.dataType());
    for (int i = values.rows() - 1; i >= 0; i--) {
      for (int j = 0; j < values.columns(); j++) {
        builder.add(i, j, values.getDouble(i, j), weights.getDouble(i, j));
      }
    }
    return builder.build();
  }

  private record Triple(int row, int column, double value, double weight) {}

  private static List<Triple> triples(MaskedMatrix a) {
    List<Triple> triples = new ArrayList<>();
    a.forEachObserved(
        (row, column, value, weight) -> triples.add(new Triple(row, column, value, weight)));
    return triples;
  }

  private static List<Triple> triples(CompressedLines lines) {
    List<Triple> triples = new ArrayList<>();
    for (int line = 0; line < lines.count(); line++) {
      assertThat(lines.length(line)).isEqualTo(lines.start(line + 1) - lines.start(line));
      for (int entry = lines.start(line); entry < lines.start(line + 1); entry++) {
        triples.add(new Triple(line, lines.index(entry), lines.value(entry), lines.weight(entry)));
      }
    }
    assertThat(triples).hasSize(lines.entries());
    return triples;
  }

  /** More entries than a builder's chunk holds. */
  private static List<Triple> random(long seed) {
    return triples(
        MaskedMatrix.weighted(
            TestMatrices.withHoles(DataType.FLOAT, 211, 173, 2, 0.4, seed),
            TestMatrices.random(DataType.FLOAT, 211, 173, seed).addi(0.5)));
  }

  private static SparseBuilder builderOf(List<Triple> triples) {
    SparseBuilder builder = MaskedMatrix.sparse(DataType.FLOAT);
    triples.forEach(t -> builder.add(t.row, t.column, t.value, t.weight));
    return builder;
  }

  @Property(tries = 10, seed = "1")
  void isTheSameForAnyOrderOfItsEntries(@ForAll long seed) {
    List<Triple> inOrder = random(seed);
    List<Triple> shuffled = new ArrayList<>(inOrder);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(triples(builderOf(shuffled).build())).isEqualTo(inOrder);
  }

  @Test
  void holdsItsEntriesByRowsAndByColumns() {
    SparseMatrix a = builderOf(random(1)).build().withLabels(names(211), names(173));
    assertThat(triples(a.byRows())).isEqualTo(triples(a));
    List<Triple> byColumns =
        triples(a).stream()
            .map(t -> new Triple(t.column, t.row, t.value, t.weight))
            .sorted((t, u) -> t.row != u.row ? t.row - u.row : t.column - u.column)
            .toList();
    assertThat(triples(a.byColumns())).isEqualTo(byColumns);
    SparseMatrix transposed = a.transpose();
    assertThat(triples(transposed)).isEqualTo(byColumns);
    assertThat(transposed.rows()).isEqualTo(173);
    assertThat(transposed.columns()).isEqualTo(211);
    assertThat(transposed.rowLabels()).isEqualTo(a.columnLabels());
    assertThat(transposed.mean()).isEqualTo(a.mean());
  }

  private static List<String> names(int count) {
    return Stream.iterate(0, i -> i + 1).limit(count).map(String::valueOf).toList();
  }

  @Test
  void hasWeightsOnlyIfOneIsNotOne() {
    assertThat(MaskedMatrix.sparse(DataType.FLOAT).add(0, 0, 3).build().byRows().isWeighted())
        .isFalse();
    SparseMatrix a = MaskedMatrix.sparse(DataType.FLOAT).add(0, 0, 3).add(0, 1, 4, 2).build();
    assertThat(a.byColumns().isWeighted()).isTrue();
    assertThat(a.weight(0, 0)).isEqualTo(1);
  }

  @Test
  void namesThePlaceOfADuplicate() {
    SparseBuilder builder =
        MaskedMatrix.sparse(DataType.DOUBLE).add(3, 1, 1).add(0, 2, 1).add(2, 1, 4).add(2, 1, 4);
    assertThatThrownBy(builder::build)
        .isInstanceOfSatisfying(
            DuplicateEntryException.class,
            e -> {
              assertThat(e.row()).isEqualTo(2);
              assertThat(e.column()).isEqualTo(1);
            })
        .hasMessage("entries must be given once, got two or more at (2, 1)");
  }

  static Stream<Arguments> merged() {
    return Stream.of(
        Arguments.of(Duplicates.SUM, 9.0, 2.0),
        Arguments.of(Duplicates.LAST, 5.0, 2.0),
        Arguments.of(Duplicates.MEAN, (1 + 3 + 2 * 5) / 4.0, 4.0));
  }

  @ParameterizedTest
  @MethodSource("merged")
  void mergesDuplicates(Duplicates duplicates, double value, double weight) {
    SparseMatrix a =
        MaskedMatrix.sparse(DataType.DOUBLE)
            .duplicates(duplicates)
            .add(1, 1, 1)
            .add(1, 0, 7)
            .add(1, 1, 3)
            .add(1, 1, Double.NaN)
            .add(1, 1, 8, 0)
            .add(0, 1, 6)
            .add(1, 1, 5, 2)
            .build();
    assertThat(triples(a))
        .containsExactly(
            new Triple(0, 1, 6, 1), new Triple(1, 0, 7, 1), new Triple(1, 1, value, weight));
    assertThat(triples(a.byColumns())).hasSize(3);
  }

  @Test
  void isAsLargeAsItIsTold() {
    SparseMatrix a = MaskedMatrix.sparse(DataType.DOUBLE).add(1, 2, 3).build(4, 5);
    assertThat(a.rows()).isEqualTo(4);
    assertThat(a.columns()).isEqualTo(5);
    assertThat(a.unobservedRows()).containsExactly(0, 2, 3);
    SparseMatrix withAMissingEntry =
        MaskedMatrix.sparse(DataType.DOUBLE).add(1, 2, 3).add(6, 7, Double.NaN).build();
    assertThat(withAMissingEntry.rows()).isEqualTo(7);
    assertThat(withAMissingEntry.columns()).isEqualTo(8);
  }

  @Test
  void isBuiltAnewAfterwards() {
    SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE).add(5, 6, 3, 2);
    builder.build();
    assertThat(builder.count()).isZero();
    SparseMatrix second = builder.add(0, 1, 4).build();
    assertThat(triples(second)).containsExactly(new Triple(0, 1, 4, 1));
    assertThat(second.rows()).isEqualTo(1);
    assertThat(second.byRows().isWeighted()).isFalse();
  }

  @Test
  void isRenumbered() {
    SparseMatrix a =
        MaskedMatrix.sparse(DataType.DOUBLE)
            .add(0, 0, 1)
            .add(1, 0, 2)
            .add(0, 1, 3)
            .renumber(new int[] {1, 0}, new int[] {2, 0})
            .build();
    assertThat(triples(a))
        .containsExactly(new Triple(0, 2, 2, 1), new Triple(1, 0, 3, 1), new Triple(1, 2, 1, 1));
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong("dataType must be FLOAT or DOUBLE, got INT", () -> MaskedMatrix.sparse(DataType.INT)),
        wrong("row and column must be in [0, 2147483637], got (-1, 0)", () -> add(-1, 0, 1, 1)),
        wrong("row and column must be in [0, 2147483637], got (0, -2)", () -> add(0, -2, 1, 1)),
        wrong(
            "row and column must be in [0, 2147483637], got (0, 2147483647)",
            () -> add(0, Integer.MAX_VALUE, 1, 1)),
        wrong(
            "A must be finite in FLOAT or NaN (missing), got Infinity at (1, 2)",
            () -> add(1, 2, Double.POSITIVE_INFINITY, 1)),
        wrong(
            "A must be finite in FLOAT or NaN (missing), got -1.0E39 at (1, 2)",
            () -> add(1, 2, -1e39, 1)),
        wrong(
            "weights must be finite in FLOAT and ≥ 0, got -1.0 at (1, 2)", () -> add(1, 2, 3, -1)),
        wrong(
            "weights must be finite in FLOAT and ≥ 0, got NaN at (1, 2)",
            () -> add(1, 2, 3, Double.NaN)),
        wrong(
            "weights must be finite in FLOAT and ≥ 0, got 1.0E39 at (1, 2)",
            () -> add(1, 2, 3, 1e39)),
        wrong(
            "entries must lie in a matrix of shape (2×2), got one in row 0 and one in column 2",
            () -> add(0, 2, 3, 1).build(2, 2)),
        wrong(
            "entries must lie in a matrix of shape (1×9), got one in row 1 and one in column 2",
            () -> add(1, 2, 3, 1).build(1, 9)),
        wrong(
            "rows and columns must be less than 2147483639, got (2147483647×2)",
            () -> add(0, 0, 3, 1).build(Integer.MAX_VALUE, 2)),
        wrong(
            "A must have an observed entry, all 0×0 are missing",
            () -> MaskedMatrix.sparse(DataType.FLOAT).build()),
        wrong(
            "A must have an observed entry, all 2×3 are missing",
            () -> add(1, 2, Double.NaN, 1).build()),
        wrong(
            "entries of one place must be finite in FLOAT when merged, got Infinity at (1, 2)",
            () -> add(1, 2, 3e38, 1).duplicates(Duplicates.SUM).add(1, 2, 3e38).build()),
        wrong(
            "entries of one place must be finite in FLOAT when merged, got Infinity at (1, 2)",
            () -> add(1, 2, 1, 3e38).duplicates(Duplicates.MEAN).add(1, 2, 1, 3e38).build()));
  }

  private static SparseBuilder add(int row, int column, double value, double weight) {
    return MaskedMatrix.sparse(DataType.FLOAT).add(row, column, value, weight);
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
