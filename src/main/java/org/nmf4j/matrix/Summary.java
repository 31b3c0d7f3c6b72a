package org.nmf4j.matrix;

import java.util.Locale;
import org.nmf4j.internal.compute.EntryTally;

/** What is counted once, when a matrix is made, of its observed entries. */
record Summary(
    long observed,
    double totalWeight,
    double mean,
    double squares,
    double min,
    boolean unweighted) {

  /** Counts entries that have been checked one by one. */
  static Summary of(CompressedLines entries) {
    EntryTally all = new EntryTally();
    for (int from = 0; from < entries.count(); from += EntryTally.BLOCK_ROWS) {
      int to = Math.min(from + EntryTally.BLOCK_ROWS, entries.count());
      EntryTally block = new EntryTally();
      for (int entry = entries.start(from); entry < entries.start(to); entry++) {
        block.add(entries.value(entry), entries.weight(entry));
      }
      all.add(block);
    }
    return of(all, entries.count(), 0);
  }

  /**
   * All that has been counted.
   *
   * @throws IllegalArgumentException if that is nothing, in so many rows and columns
   */
  static Summary of(EntryTally tally, int rows, int columns) {
    if (tally.observed() == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "A must have an observed entry, all %d×%d are missing", rows, columns));
    }
    return new Summary(
        tally.observed(),
        tally.totalWeight(),
        tally.mean(),
        tally.squares(),
        tally.min(),
        tally.isUnweighted());
  }
}
