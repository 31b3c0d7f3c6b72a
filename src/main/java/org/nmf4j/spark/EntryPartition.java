package org.nmf4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nmf4j.internal.compute.EntryDigest;
import org.nmf4j.internal.compute.EntryTally;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.matrix.DuplicateEntryException;

/**
 * The entries of a partition's rows.
 *
 * @param from the partition's first row
 * @param lines its rows; null if a place is given twice and that is refused
 * @param places the rows of the other factor that the lines' indices stand for, ascending; null if
 *     they stand for themselves
 * @param duplicate a place that is given twice, row and column; null for none
 */
record EntryPartition(int from, CompressedLines lines, int[] places, int[] duplicate)
    implements Serializable {

  static EntryPartition of(int from, CompressedLines lines) {
    return new EntryPartition(from, lines, null, null);
  }

  static EntryPartition refused(int from, DuplicateEntryException duplicate) {
    int[] place = {from + duplicate.row(), duplicate.column()};
    return new EntryPartition(from, null, null, place);
  }

  /** The same, with indices that count only the rows of the other factor that occur. */
  EntryPartition compact() {
    int[] all = new int[lines.entries()];
    Arrays.setAll(all, lines::index);
    int[] occurring = Arrays.stream(all).sorted().distinct().toArray();
    CompressedLines renumbered = lines.renumbered(index -> Arrays.binarySearch(occurring, index));
    return new EntryPartition(from, renumbered, occurring, null);
  }

  EntryPartition plus(double number) {
    return new EntryPartition(from, lines.plus(number), places, null);
  }

  double[] weights(Background background, int length) {
    double[] weights = new double[lines.count()];
    Arrays.setAll(
        weights,
        line -> background.totalWeight(lines.totalWeight(line), lines.length(line), length));
    return weights;
  }

  /** Of each block of rows a digest of its entries. */
  List<byte[]> digests() {
    List<byte[]> digests = new ArrayList<>();
    for (int row = 0; row < lines.count(); row += EntryTally.BLOCK_ROWS) {
      EntryDigest digest = new EntryDigest();
      for (int i = row; i < end(row); i++) {
        for (int entry = lines.start(i); entry < lines.start(i + 1); entry++) {
          int column = places == null ? lines.index(entry) : places[lines.index(entry)];
          digest.add(from + i, column, lines.value(entry), lines.weight(entry));
        }
      }
      digests.add(digest.bytes());
    }
    return digests;
  }

  /** Of each block of rows what is counted of the values plus a number. */
  List<EntryTally> tallies(double number) {
    List<EntryTally> tallies = new ArrayList<>();
    for (int row = 0; row < lines.count(); row += EntryTally.BLOCK_ROWS) {
      EntryTally tally = new EntryTally();
      for (int entry = lines.start(row); entry < lines.start(end(row)); entry++) {
        tally.add(lines.value(entry) + number, lines.weight(entry));
      }
      tallies.add(tally);
    }
    return tallies;
  }

  /** Of each block of rows the squared deviations of the values. */
  double[] squaredDeviations(double mean) {
    double[] sums = new double[(lines.count() - 1) / EntryTally.BLOCK_ROWS + 1];
    for (int block = 0; block < sums.length; block++) {
      int row = block * EntryTally.BLOCK_ROWS;
      for (int entry = lines.start(row); entry < lines.start(end(row)); entry++) {
        double deviation = lines.value(entry) - mean;
        sums[block] += lines.weight(entry) * deviation * deviation;
      }
    }
    return sums;
  }

  private int end(int row) {
    return Math.min(row + EntryTally.BLOCK_ROWS, lines.count());
  }
}
