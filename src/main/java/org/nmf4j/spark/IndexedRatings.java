package org.nmf4j.spark;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.nmf4j.internal.compute.EntryTally;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.matrix.DuplicateEntryException;
import org.nmf4j.matrix.Duplicates;
import scala.Tuple2;

/**
 * Ratings as the entries of a matrix, spread over the cluster.
 *
 * @param columns where they come from
 * @param users the numbers of the rows
 * @param items the numbers of the columns
 * @param chunks the entries in any order; persisted
 */
record IndexedRatings(
    RatingColumns columns,
    LineIndex users,
    LineIndex items,
    JavaRDD<EntryChunk> chunks,
    Held held) {

  static final String USER = "user";
  static final String ITEM = "item";
  static final String RATING = "rating";
  static final String WEIGHT = "weight";

  private static final int MOST_IN_CHUNK = 1 << 16;

  /**
   * Numbers ratings.
   *
   * @param ratings with the columns USER, ITEM, RATING and WEIGHT, valid; persisted
   */
  static IndexedRatings of(RatingColumns columns, Dataset<Row> ratings, Held held) {
    LineIndex users = LineIndex.of(ratings, USER, held);
    LineIndex items = LineIndex.of(ratings, ITEM, held);
    Dataset<Row> joined = items.join(users.join(ratings, USER, "row"), ITEM, "column");
    JavaRDD<EntryChunk> chunks =
        held.persist(
            joined
                .select(col("row"), col("column"), col(RATING), col(WEIGHT))
                .toJavaRDD()
                .mapPartitions(IndexedRatings::chunk));
    return new IndexedRatings(columns, users, items, chunks, held);
  }

  private static Iterator<EntryChunk> chunk(Iterator<Row> rows) {
    List<EntryChunk> chunks = new ArrayList<>();
    EntryChunk chunk = new EntryChunk();
    while (rows.hasNext()) {
      Row row = rows.next();
      chunk.add(row.getInt(0), row.getInt(1), row.getDouble(2), row.getDouble(3));
      if (chunk.count == MOST_IN_CHUNK) {
        chunks.add(chunk.trimmed());
        chunk = new EntryChunk();
      }
    }
    chunks.add(chunk.trimmed());
    return chunks.iterator();
  }

  /**
   * The entries by rows, or by columns.
   *
   * @param runRows how many rows are never torn apart
   * @param partitions to have at most
   * @param change of the entries of each place, once there is one
   */
  Lines lines(
      boolean byRows,
      int runRows,
      int partitions,
      Duplicates duplicates,
      Function<CompressedLines, CompressedLines> change) {
    int count = byRows ? users.count() : items.count();
    int runs = (count - 1) / runRows + 1;
    long[] entriesOfRuns =
        chunks.treeAggregate(
            new long[runs],
            (counts, chunk) -> {
              int[] lines = byRows ? chunk.rows : chunk.columns;
              for (int entry = 0; entry < chunk.count; entry++) {
                counts[lines[entry] / runRows]++;
              }
              return counts;
            },
            IndexedRatings::sum);
    RowRanges ranges = RowRanges.balanced(count, runRows, entriesOfRuns, partitions);
    JavaRDD<EntryPartition> entries =
        held.persist(
            chunks
                .mapPartitionsToPair(all -> sorted(all, byRows, ranges))
                .partitionBy(ranges)
                .mapPartitionsWithIndex(
                    (partition, parts) ->
                        List.of(gather(partition, parts, ranges, duplicates, change)).iterator(),
                    true));
    return new Lines(ranges, entries);
  }

  private static long[] sum(long[] counts, long[] others) {
    Arrays.setAll(counts, i -> counts[i] + others[i]);
    return counts;
  }

  /** Sends each entry to the partition of its line. */
  private static Iterator<Tuple2<Integer, EntryChunk>> sorted(
      Iterator<EntryChunk> chunks, boolean byRows, RowRanges ranges) {
    EntryChunk[] parts = new EntryChunk[ranges.numPartitions()];
    List<Tuple2<Integer, EntryChunk>> sent = new ArrayList<>();
    while (chunks.hasNext()) {
      EntryChunk chunk = chunks.next();
      int[] lines = byRows ? chunk.rows : chunk.columns;
      int[] others = byRows ? chunk.columns : chunk.rows;
      for (int entry = 0; entry < chunk.count; entry++) {
        int partition = ranges.partitionOf(lines[entry]);
        EntryChunk part = parts[partition];
        if (part == null) {
          part = new EntryChunk();
          parts[partition] = part;
        }
        part.add(lines[entry], others[entry], chunk.values[entry], chunk.weight(entry));
        if (part.count == MOST_IN_CHUNK) {
          sent.add(new Tuple2<>(partition, part));
          parts[partition] = null;
        }
      }
    }
    for (int partition = 0; partition < parts.length; partition++) {
      if (parts[partition] != null) {
        sent.add(new Tuple2<>(partition, parts[partition].trimmed()));
      }
    }
    return sent.iterator();
  }

  private static EntryPartition gather(
      int partition,
      Iterator<Tuple2<Integer, EntryChunk>> parts,
      RowRanges ranges,
      Duplicates duplicates,
      Function<CompressedLines, CompressedLines> change)
      throws Exception {
    List<EntryChunk> chunks = new ArrayList<>();
    parts.forEachRemaining(part -> chunks.add(part._2));
    int count = Math.toIntExact(chunks.stream().mapToLong(chunk -> chunk.count).sum());
    int from = ranges.from(partition);
    int[] lines = new int[count];
    int[] indices = new int[count];
    double[] values = new double[count];
    double[] weights = chunks.stream().anyMatch(c -> c.weights != null) ? new double[count] : null;
    int place = 0;
    for (EntryChunk chunk : chunks) {
      for (int entry = 0; entry < chunk.count; entry++, place++) {
        lines[place] = chunk.rows[entry] - from;
        indices[place] = chunk.columns[entry];
        values[place] = chunk.values[entry];
        if (weights != null) {
          weights[place] = chunk.weight(entry);
        }
      }
    }
    int rows = ranges.to(partition) - from;
    try {
      CompressedLines merged =
          CompressedLines.sorted(rows, lines, indices, values, weights, duplicates);
      return EntryPartition.of(from, change.call(merged));
    } catch (DuplicateEntryException e) {
      return EntryPartition.refused(from, e);
    }
  }

  /**
   * Refuses ratings of one item by one user.
   *
   * @throws IllegalArgumentException naming them
   */
  void requireDifferent(Lines byRows) {
    List<int[]> found =
        byRows.entries().map(EntryPartition::duplicate).filter(place -> place != null).take(1);
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a user can rate an item once, got two or more ratings for (%s=%s, %s=%s);"
                  + " setDuplicates(\"mean\" or \"sum\") takes them together",
              columns.user(),
              users.id(found.get(0)[0]),
              columns.item(),
              items.id(found.get(0)[1])));
    }
  }

  /**
   * The entries line by line.
   *
   * @param ranges which lines are where
   * @param entries of each partition; persisted
   */
  record Lines(RowRanges ranges, JavaRDD<EntryPartition> entries) {

    /** What is counted of the values plus a number. */
    EntryTally tally(double number) {
      EntryTally all = new EntryTally();
      entries
          .map(partition -> partition.tallies(number))
          .collect()
          .forEach(tallies -> tallies.forEach(all::add));
      return all;
    }

    /** Of each block of rows a digest of its entries. */
    List<byte[]> digests() {
      return entries.flatMap(partition -> partition.digests().iterator()).collect();
    }

    /** Of each line of a length the sum of the weights of its entries that count. */
    double[] weights(Background background, int length) {
      return Shares.joined(
          entries.map(partition -> partition.weights(background, length)).collect(),
          weights -> weights);
    }

    /** The standard deviation, as of {@link org.nmf4j.matrix.MaskedMatrix#standardDeviation}. */
    double standardDeviation(EntryTally of) {
      double mean = of.mean();
      double sum = 0;
      for (double[] ofBlocks : entries.map(p -> p.squaredDeviations(mean)).collect()) {
        for (double ofBlock : ofBlocks) {
          sum += ofBlock;
        }
      }
      return Math.sqrt(sum / of.totalWeight());
    }

    /** The same with other entries. */
    Lines map(Function<EntryPartition, EntryPartition> change, Held held) {
      return new Lines(ranges, held.persist(entries.map(change)));
    }
  }
}
