package org.nmf4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RowRangesTest {

  @Property
  void areWholeRunsThatCoverAllRows(
      @ForAll @Size(min = 1, max = 40) @LongRange(max = 1000) long[] entries,
      @ForAll @IntRange(min = 1, max = 70) int runRows,
      @ForAll @IntRange(min = 1, max = 12) int partitions) {
    int rows = (entries.length - 1) * runRows + 1;
    RowRanges ranges = RowRanges.balanced(rows, runRows, entries, partitions);
    assertThat(ranges.numPartitions()).isEqualTo(Math.min(partitions, entries.length));
    int next = 0;
    for (int partition = 0; partition < ranges.numPartitions(); partition++) {
      assertThat(ranges.from(partition)).isEqualTo(next).matches(from -> from % runRows == 0);
      assertThat(ranges.to(partition)).isGreaterThan(next);
      for (int row : new int[] {ranges.from(partition), ranges.to(partition) - 1}) {
        assertThat(ranges.partitionOf(row)).isEqualTo(partition);
      }
      next = ranges.to(partition);
    }
    assertThat(next).isEqualTo(rows);
  }

  @Test
  void haveAboutAsManyEntries() {
    long[] entries = new long[1000];
    IntStream.range(0, 1000).forEach(run -> entries[run] = 1000 - run);
    RowRanges ranges = RowRanges.balanced(1000, 1, entries, 4);
    for (int partition = 0; partition < 4; partition++) {
      long sum =
          IntStream.range(ranges.from(partition), ranges.to(partition))
              .mapToLong(run -> entries[run])
              .sum();
      assertThat(sum).isBetween(124_000L, 126_500L);
    }
  }
}
