package org.nmf4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.Splitter;

class FoldsTest {

  private static MaskedMatrix sparse(Random random) {
    int rows = 2 + random.nextInt(20);
    int columns = 2 + random.nextInt(20);
    double density = 0.05 + 0.9 * random.nextDouble();
    SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE).add(0, 0, 1).add(0, 1, 1);
    builder.add(1, 0, 1).add(1, 1, 1);
    for (int i = 2; i < rows; i++) {
      for (int j = 2; j < columns; j++) {
        if (random.nextDouble() < density) {
          builder.add(i, j, random.nextDouble());
        }
      }
    }
    return builder.build(rows, columns);
  }

  @Test
  void noRowAndNoColumnIsEmptiedAndNoEntryHeldOutTwice() {
    Random random = new Random(1);
    for (int trial = 0; trial < 300; trial++) {
      MaskedMatrix a = sparse(random);
      for (Folds folds : List.of(Folds.ofEntries(2), Folds.ofBlocks(2, 2))) {
        List<Splitter> splitters;
        try {
          splitters = folds.of(a, trial);
        } catch (IllegalArgumentException e) {
          assertThat(e).hasMessageContaining("folds must be so few");
          continue;
        }
        Set<List<Integer>> heldOut = new HashSet<>();
        for (Splitter splitter : splitters) {
          MaskedMatrix.Split split = a.split(splitter);
          assertThat(split.train().unobservedRows()).isEqualTo(a.unobservedRows());
          assertThat(split.train().unobservedColumns()).isEqualTo(a.unobservedColumns());
          split
              .test()
              .forEachObserved((i, j, v, w) -> assertThat(heldOut.add(List.of(i, j))).isTrue());
        }
      }
    }
  }

  @Test
  void foldsOfEntriesTakeTheSamePartOfEachLine() {
    MaskedMatrix a = MaskedMatrix.of(Nd4j.rand(DataType.DOUBLE, 30, 20));
    int[][] rows = new int[5][30];
    int[][] columns = new int[5][20];
    List<Splitter> splitters = Folds.ofEntries(5).of(a, 3);
    for (int fold = 0; fold < 5; fold++) {
      int[] ofRows = rows[fold];
      int[] ofColumns = columns[fold];
      MaskedMatrix test = a.split(splitters.get(fold)).test();
      test.forEachObserved(
          (i, j, value, weight) -> {
            ofRows[i]++;
            ofColumns[j]++;
          });
      assertThat(test.observed()).isBetween(110L, 130L);
      assertThat(Arrays.stream(ofRows)).allMatch(count -> count >= 2 && count <= 6);
      assertThat(Arrays.stream(ofColumns)).allMatch(count -> count >= 4 && count <= 8);
    }
  }

  @Test
  void blocksAreOfWholeStretchesOfRowsAndColumns() {
    MaskedMatrix a = MaskedMatrix.of(Nd4j.rand(DataType.DOUBLE, 9, 8));
    List<Splitter> splitters = Folds.ofBlocks(3, 2).of(a, 1);
    assertThat(splitters).hasSize(6);
    for (Splitter splitter : splitters) {
      Set<Integer> rows = new HashSet<>();
      Set<Integer> columns = new HashSet<>();
      MaskedMatrix test = a.split(splitter).test();
      test.forEachObserved(
          (i, j, value, weight) -> {
            rows.add(i);
            columns.add(j);
          });
      assertThat(rows).hasSize(3);
      assertThat(columns).hasSize(4);
      assertThat(test.observed()).isEqualTo(12);
    }
  }

  @Test
  void aSeedGivesTheSameFolds() {
    MaskedMatrix a = MaskedMatrix.of(Nd4j.rand(DataType.DOUBLE, 12, 10));
    for (Folds folds : List.of(Folds.ofEntries(3), Folds.ofBlocks(2, 3))) {
      assertThat(heldOut(a, folds, 7)).isEqualTo(heldOut(a, folds, 7));
      assertThat(heldOut(a, folds, 7)).isNotEqualTo(heldOut(a, folds, 8));
    }
  }

  private static List<List<Integer>> heldOut(MaskedMatrix a, Folds folds, long seed) {
    List<List<Integer>> places = new ArrayList<>();
    a.split(folds.of(a, seed).get(1))
        .test()
        .forEachObserved((i, j, value, weight) -> places.add(List.of(i, j)));
    return places;
  }

  @Test
  void saysWhatIsWrong() {
    MaskedMatrix a = MaskedMatrix.of(Nd4j.ones(DataType.DOUBLE, 2, 3));
    assertThatThrownBy(() -> Folds.ofEntries(1)).hasMessage("folds must be ≥ 2, got 1");
    assertThatThrownBy(() -> Folds.ofBlocks(2, 1))
        .hasMessage("blocks must be ≥ 2 by ≥ 2, got 2 by 1");
    assertThatThrownBy(() -> Folds.ofBlocks(3, 2).of(a, 0))
        .hasMessage("blocks must be at most one a line, got 3 of 2 rows");
    assertThatThrownBy(() -> Folds.ofEntries(7).of(a, 0))
        .hasMessage(
            "folds must be so few that each can hold an entry out without emptying a row or column,"
                + " got 7 for A of shape (2×3) with 6 entries");
  }
}
