package org.nmf4j.spark;

import java.util.Arrays;
import org.apache.spark.Partitioner;

/** Which rows of a factor are in which partition: each has a run of whole row blocks. */
final class RowRanges extends Partitioner {

  /** Of each partition the first row, and at the end the number of rows. */
  private final int[] starts;

  private RowRanges(int[] starts) {
    this.starts = starts;
  }

  /**
   * Ranges of about as many entries each.
   *
   * @param rows their number
   * @param runRows how many rows are never torn apart
   * @param entriesOfRuns the number of entries of each run
   * @param partitions the number of ranges at most
   */
  static RowRanges balanced(int rows, int runRows, long[] entriesOfRuns, int partitions) {
    int count = Math.min(partitions, entriesOfRuns.length);
    long total = Arrays.stream(entriesOfRuns).sum();
    int[] starts = new int[count + 1];
    int run = 0;
    long before = 0;
    for (int partition = 1; partition < count; partition++) {
      // Each range has a run at least, and leaves one to each of those behind it.
      int least = run + 1;
      int most = entriesOfRuns.length - (count - partition);
      while (run < most
          && (run < least || before + entriesOfRuns[run] / 2 < total * partition / count)) {
        before += entriesOfRuns[run++];
      }
      starts[partition] = run * runRows;
    }
    starts[count] = rows;
    return new RowRanges(starts);
  }

  int rows() {
    return starts[starts.length - 1];
  }

  int from(int partition) {
    return starts[partition];
  }

  int to(int partition) {
    return starts[partition + 1];
  }

  int partitionOf(int row) {
    int found = Arrays.binarySearch(starts, row);
    return found < 0 ? -found - 2 : found;
  }

  @Override
  public int numPartitions() {
    return starts.length - 1;
  }

  /** Of a partition's own number. */
  @Override
  public int getPartition(Object key) {
    return (Integer) key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowRanges ranges && Arrays.equals(starts, ranges.starts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(starts);
  }
}
