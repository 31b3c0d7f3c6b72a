package org.nmf4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.RandomSizes;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Offsets;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.initial.Initializers;

class RandomStartTest {

  private static final int ROWS = 10;
  private static final int COLUMNS = 7;
  private static final int RANK = 3;

  /** Whatever the partitions, the numbers are those of the initializer, in its order. */
  @Test
  void isThatOfOneMachine() {
    MaskedMatrix a = MaskedMatrix.of(Nd4j.ones(DataType.DOUBLE, ROWS, COLUMNS).muli(3));
    Factors expected = Initializers.random().initialize(a, RANK, 8);
    double scale = RandomSizes.ofAbsolutes(a.mean(), a.squares(), a.totalWeight(), RANK);
    Offsets offsets = Offsets.of(RANK, Penalties.none(), 3).in(0.5);
    RowRanges ofW = RowRanges.balanced(ROWS, 2, new long[] {1, 1, 1, 1, 1}, 3);
    RowRanges ofH = RowRanges.balanced(COLUMNS, 3, new long[] {1, 1, 1}, 2);
    List<List<RandomStart>> starts = RandomStart.of(8, scale, offsets, ofW, ofH);
    for (int partition = 0; partition < 3; partition++) {
      HeapMatrix w = starts.get(0).get(partition).make();
      for (int row = ofW.from(partition); row < ofW.to(partition); row++) {
        for (int c = 0; c < RANK; c++) {
          assertThat(w.get(row - ofW.from(partition), c)).isEqualTo(expected.w().getDouble(row, c));
        }
        assertThat(w.get(row - ofW.from(partition), RANK)).isZero();
        assertThat(w.get(row - ofW.from(partition), RANK + 1)).isEqualTo(0.5);
      }
    }
    for (int partition = 0; partition < 2; partition++) {
      HeapMatrix h = starts.get(1).get(partition).make();
      for (int row = ofH.from(partition); row < ofH.to(partition); row++) {
        for (int c = 0; c < RANK; c++) {
          assertThat(h.get(row - ofH.from(partition), c)).isEqualTo(expected.h().getDouble(c, row));
        }
        assertThat(h.get(row - ofH.from(partition), RANK)).isEqualTo(0.5);
      }
    }
  }
}
