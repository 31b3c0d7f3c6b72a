package org.nmf4j.matrix;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.HeapArray;

/**
 * Observed entries line by line: the rows of a {@link SparseMatrix} (compressed sparse rows), or
 * its columns (compressed sparse columns). Line i has the entries {@code start(i)} to {@code
 * start(i + 1) - 1}, in ascending order of their place in the line.
 *
 * <p>For solvers, which read entries where they are.
 *
 * @serial exclude
 */
public final class CompressedLines implements Serializable {

  private final int[] starts;
  private final Entries entries;

  /** Null until somebody asks. */
  private transient CompressedLines otherWay;

  CompressedLines(int[] starts, Entries entries) {
    this.starts = starts;
    this.entries = entries;
  }

  /**
   * Lines of entries that are given in any order, in double precision. What several entries of one
   * place become does not depend on their order either: they are merged from the smallest value on.
   *
   * @param count the number of lines
   * @param lines of each entry its line, in [0, count)
   * @param indices of each entry the index of the other kind
   * @param values of the entries, finite
   * @param weights of the entries, above 0; null if each is 1
   * @param duplicates what several entries of one place become
   * @return the lines
   * @throws DuplicateEntryException if there are such and they are refused
   */
  public static CompressedLines sorted(
      int count,
      int[] lines,
      int[] indices,
      double[] values,
      double[] weights,
      Duplicates duplicates) {
    int[] next = new int[count + 1];
    for (int line : lines) {
      next[line + 1]++;
    }
    accumulate(next);
    int[] starts = next.clone();
    // By line, then by index: a number's upper half is the index, its lower half the place.
    long[] order = new long[lines.length];
    for (int entry = 0; entry < lines.length; entry++) {
      order[next[lines[entry]]++] = (long) indices[entry] << Integer.SIZE | entry;
    }
    Entries sorted = new Entries(DataType.DOUBLE, lines.length);
    for (int line = 0; line < count; line++) {
      Arrays.sort(order, starts[line], starts[line + 1]);
      sortAlike(order, starts[line], starts[line + 1], values, weights);
      for (int place = starts[line]; place < starts[line + 1]; place++) {
        int entry = (int) order[place];
        sorted.set(place, indices[entry], values[entry], weights == null ? 1 : weights[entry]);
      }
    }
    return new CompressedLines(starts, sorted).merged(duplicates);
  }

  /** Puts entries of one index in the order of their values, then weights. */
  private static void sortAlike(long[] order, int from, int to, double[] values, double[] weights) {
    for (int first = from; first < to; ) {
      int end = first + 1;
      while (end < to && order[end] >> Integer.SIZE == order[first] >> Integer.SIZE) {
        end++;
      }
      if (end > first + 1) {
        Comparator<Long> byValue = Comparator.comparingDouble(key -> values[key.intValue()]);
        long[] alike =
            Arrays.stream(order, first, end)
                .boxed()
                .sorted(
                    weights == null
                        ? byValue
                        : byValue.thenComparingDouble(key -> weights[key.intValue()]))
                .mapToLong(Long::longValue)
                .toArray();
        System.arraycopy(alike, 0, order, first, alike.length);
      }
      first = end;
    }
  }

  /** {@return the number of lines: m for rows, n for columns} */
  public int count() {
    return starts.length - 1;
  }

  /** {@return the number of entries in all lines, N} */
  public int entries() {
    return starts[count()];
  }

  /**
   * The number of a line's first entry.
   *
   * @param line in [0, {@link #count}]
   * @return in [0, {@link #entries}], for {@link #count} the number of all entries
   */
  public int start(int line) {
    return starts[line];
  }

  /**
   * The number of entries in a line.
   *
   * @param line in [0, {@link #count})
   * @return ≥ 0
   */
  public int length(int line) {
    return starts[line + 1] - starts[line];
  }

  /**
   * The place of an entry in its line.
   *
   * @param entry in [0, {@link #entries})
   * @return a column's index in rows, a row's in columns
   */
  public int index(int entry) {
    return entries.indices[entry];
  }

  /**
   * The value of an entry.
   *
   * @param entry in [0, {@link #entries})
   * @return a finite number
   */
  public double value(int entry) {
    return entries.values.get(entry);
  }

  /**
   * The weight of an entry.
   *
   * @param entry in [0, {@link #entries})
   * @return a number > 0
   */
  public double weight(int entry) {
    return entries.weight(entry);
  }

  /**
   * The sum of the weights of a line's entries.
   *
   * @param line in [0, {@link #count})
   * @return 0 for an empty line
   */
  public double totalWeight(int line) {
    if (!isWeighted()) {
      return length(line);
    }
    double sum = 0;
    for (int entry = starts[line]; entry < starts[line + 1]; entry++) {
      sum += weight(entry);
    }
    return sum;
  }

  double[] totalWeights() {
    double[] sums = new double[count()];
    Arrays.setAll(sums, this::totalWeight);
    return sums;
  }

  int[] lengths() {
    int[] lengths = new int[count()];
    Arrays.setAll(lengths, this::length);
    return lengths;
  }

  /** {@return whether any weight is other than 1} */
  public boolean isWeighted() {
    return entries.isWeighted();
  }

  /**
   * {@return whether entries have times}
   *
   * @see SparseBuilder#keepingTimes
   */
  public boolean isTimed() {
    return entries.isTimed();
  }

  /**
   * The time of an entry.
   *
   * @param entry in [0, {@link #entries})
   * @return the larger the later; 0 where entries have no times
   */
  public double time(int entry) {
    return entries.time(entry);
  }

  /** Is shown one entry at a time. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes an entry.
     *
     * @param line of the entry
     * @param index its place in the line
     * @param value a finite number
     * @param weight > 0
     * @param time 0 where entries have no times
     */
    void visit(int line, int index, double value, double weight, double time);
  }

  /**
   * Visits all entries, line by line, of a line by ascending place.
   *
   * @param visitor is shown them
   */
  public void forEach(Visitor visitor) {
    for (int line = 0; line < count(); line++) {
      for (int entry = starts[line]; entry < starts[line + 1]; entry++) {
        visitor.visit(line, index(entry), value(entry), weight(entry), time(entry));
      }
    }
  }

  DataType dataType() {
    return entries.values.dataType();
  }

  /** The number of the entry at a place in a line, or −1 if it is missing. */
  int find(int line, int index) {
    int place = Arrays.binarySearch(entries.indices, starts[line], starts[line + 1], index);
    return place < 0 ? -1 : place;
  }

  /**
   * Some of the lines.
   *
   * @param lines in the order wished; one may be there twice
   * @return copies of them
   * @throws IndexOutOfBoundsException if there is no such line
   */
  public CompressedLines select(int[] lines) {
    int[] selectedStarts = new int[lines.length + 1];
    for (int i = 0; i < lines.length; i++) {
      selectedStarts[i + 1] = Math.addExact(selectedStarts[i], length(lines[i]));
    }
    Entries selected = new Entries(dataType(), selectedStarts[lines.length]);
    int place = 0;
    for (int line : lines) {
      for (int entry = starts[line]; entry < starts[line + 1]; entry++) {
        selected.set(place++, index(entry), entries, entry);
      }
    }
    return new CompressedLines(selectedStarts, selected);
  }

  /**
   * The same entries, sorted by the other index. Entries at one place keep their order.
   *
   * @param lines the number of lines the other way
   * @return columns for rows, rows for columns
   */
  public CompressedLines transposed(int lines) {
    int[] next = new int[lines + 1];
    for (int index : entries.indices) {
      next[index + 1]++;
    }
    accumulate(next);
    int[] otherStarts = next.clone();
    Entries others = new Entries(dataType(), entries());
    for (int line = 0; line < count(); line++) {
      for (int entry = starts[line]; entry < starts[line + 1]; entry++) {
        others.set(next[index(entry)]++, line, entries, entry);
      }
    }
    return new CompressedLines(otherStarts, others);
  }

  /** From the numbers of entries, each a place later, to where lines begin. */
  static void accumulate(int[] counts) {
    for (int line = 1; line < counts.length; line++) {
      counts[line] += counts[line - 1];
    }
  }

  /** {@link #transposed}, made once and kept by both. */
  synchronized CompressedLines otherWay(int lines) {
    if (otherWay == null) {
      CompressedLines made = transposed(lines);
      made.otherWay = this;
      otherWay = made;
    }
    return otherWay;
  }

  /**
   * The same entries with a number added to their values.
   *
   * @param number finite
   * @return other lines
   * @throws IllegalArgumentException if a value is not finite any more
   */
  public CompressedLines plus(double number) {
    return map((index, value) -> value + number);
  }

  /**
   * The same entries under other indices.
   *
   * @param index of each of today's the other one; in the same order
   * @return other lines
   */
  public CompressedLines renumbered(IntUnaryOperator index) {
    return new CompressedLines(starts, entries.withIndices(index));
  }

  /**
   * The same entries as implicit feedback.
   *
   * @param implicit what numbers r ≥ 0 say
   * @return lines of preferences, whose weights multiply those given
   * @throws IllegalArgumentException if a weight is not finite
   */
  public CompressedLines preferences(Implicit implicit) {
    Entries preferences = new Entries(dataType(), entries());
    for (int line = 0; line < count(); line++) {
      for (int entry = start(line); entry < start(line + 1); entry++) {
        double weight = weight(entry) * implicit.weight(value(entry));
        requireFinite(weight, line, index(entry));
        double preference = Implicit.preference(line, index(entry), value(entry));
        preferences.set(entry, index(entry), preference, weight);
      }
    }
    return new CompressedLines(starts, preferences);
  }

  /**
   * The same entries of rows with other values.
   *
   * @throws IllegalArgumentException if one is infinite
   */
  CompressedLines map(ColumnUnits.Change change) {
    HeapArray changed = HeapArray.of(dataType(), entries());
    for (int row = 0; row < count(); row++) {
      for (int entry = starts[row]; entry < starts[row + 1]; entry++) {
        changed.set(entry, change.of(index(entry), value(entry)));
        if (Double.isInfinite(changed.get(entry))) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "A must be finite in %s, got %s in place of %s at (%d, %d)",
                  dataType(),
                  changed.get(entry),
                  value(entry),
                  row,
                  index(entry)));
        }
      }
    }
    return new CompressedLines(starts, entries.withValues(changed));
  }

  /** The same without times. */
  CompressedLines withoutTimes() {
    return new CompressedLines(starts, entries.withoutTimes());
  }

  /**
   * The same with one entry a place.
   *
   * @throws DuplicateEntryException if there are more and they are refused
   * @throws IllegalArgumentException if what they are merged to is not finite
   */
  CompressedLines merged(Duplicates duplicates) {
    if (!hasDuplicates(duplicates == Duplicates.REFUSE)) {
      return this;
    }
    int[] mergedStarts = new int[starts.length];
    Entries merged = new Entries(dataType(), entries());
    int size = 0;
    for (int line = 0; line < count(); line++) {
      mergedStarts[line] = size;
      int entry = starts[line];
      while (entry < starts[line + 1]) {
        Duplicates.Entry one = given(entry);
        int index = index(entry++);
        for (; entry < starts[line + 1] && index(entry) == index; entry++) {
          one = duplicates.merge(one, given(entry));
        }
        // Weights of 1 merge to one of 1, unless others are weighted.
        merged.set(size, index, one.value(), isWeighted() ? one.weight() : 1);
        merged.setTime(size, one.time());
        requireFinite(merged.values.get(size), line, index);
        requireFinite(merged.weight(size), line, index);
        size++;
      }
    }
    mergedStarts[count()] = size;
    return new CompressedLines(mergedStarts, merged.first(size));
  }

  private Duplicates.Entry given(int entry) {
    return new Duplicates.Entry(value(entry), weight(entry), entries.time(entry));
  }

  private void requireFinite(double merged, int row, int column) {
    if (!Double.isFinite(merged)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "entries of one place must be finite in %s when merged, got %s at (%d, %d)",
              dataType(),
              merged,
              row,
              column));
    }
  }

  private boolean hasDuplicates(boolean refused) {
    for (int line = 0; line < count(); line++) {
      for (int entry = starts[line] + 1; entry < starts[line + 1]; entry++) {
        if (index(entry) == index(entry - 1)) {
          if (refused) {
            throw new DuplicateEntryException(line, index(entry));
          }
          return true;
        }
      }
    }
    return false;
  }
}
