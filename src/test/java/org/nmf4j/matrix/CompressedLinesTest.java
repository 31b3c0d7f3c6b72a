package org.nmf4j.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class CompressedLinesTest {

  private static final int LINES = 9;
  private static final int LENGTH = 14;

  /** Entries in any order are the lines that a builder makes of them in theirs. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void areSortedWhateverTheOrderOfTheEntries(long seed) {
    Random random = new Random(seed);
    int[] places = random.ints(0, LINES * LENGTH).distinct().limit(60).toArray();
    int[] lines = Arrays.stream(places).map(place -> place / LENGTH).toArray();
    int[] indices = Arrays.stream(places).map(place -> place % LENGTH).toArray();
    double[] values = random.doubles(60).toArray();
    double[] weights = seed == 1 ? null : random.doubles(60, 0.5, 2).toArray();
    SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE);
    for (int i = 0; i < 60; i++) {
      builder.add(lines[i], indices[i], values[i], weights == null ? 1 : weights[i]);
    }
    CompressedLines expected = builder.build(LINES, LENGTH).byRows();
    CompressedLines sorted =
        CompressedLines.sorted(LINES, lines, indices, values, weights, Duplicates.REFUSE);
    assertThat(sorted.count()).isEqualTo(expected.count());
    assertThat(sorted.isWeighted()).isEqualTo(expected.isWeighted());
    for (int line = 0; line < LINES; line++) {
      assertThat(sorted.start(line)).isEqualTo(expected.start(line));
      for (int entry = sorted.start(line); entry < sorted.start(line + 1); entry++) {
        assertThat(sorted.index(entry)).isEqualTo(expected.index(entry));
        assertThat(sorted.value(entry)).isEqualTo(expected.value(entry));
        assertThat(sorted.weight(entry)).isEqualTo(expected.weight(entry));
      }
    }
  }

  @Test
  void duplicatesBecomeTheSameInAnyOrder() {
    int[] line = {0, 0, 0};
    int[] index = {5, 5, 5};
    double[] values = {0.1, 0.2, 0.7};
    double[] others = {0.7, 0.1, 0.2};
    double mean = CompressedLines.sorted(1, line, index, values, null, Duplicates.MEAN).value(0);
    assertThat(CompressedLines.sorted(1, line, index, others, null, Duplicates.MEAN).value(0))
        .isEqualTo(mean)
        .isCloseTo(1.0 / 3, org.assertj.core.api.Assertions.within(1e-15));
    assertThatThrownBy(
            () -> CompressedLines.sorted(1, line, index, values, null, Duplicates.REFUSE))
        .isInstanceOf(DuplicateEntryException.class);
  }
}
