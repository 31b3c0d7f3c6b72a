package org.nmf4j.matrix;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Observed entries line by line: the rows of a {@link SparseMatrix} (compressed sparse rows), or
 * its columns (compressed sparse columns). Line i has the entries {@code start(i)} to {@code
 * start(i + 1) - 1}, in ascending order of their place in the line.
 *
 * <p>For solvers, which read entries where they are.
 */
public final class CompressedLines {

  private final int[] starts;
  private final int[] indices;
  private final EntryNumbers values;

  /** Null where each weight is 1. */
  private final EntryNumbers weights;

  /** Null until somebody asks. */
  private CompressedLines otherWay;

  CompressedLines(int[] starts, int[] indices, EntryNumbers values, EntryNumbers weights) {
    this.starts = starts;
    this.indices = indices;
    this.values = values;
    this.weights = weights;
  }

  /** The number of lines. */
  public int count() {
    return starts.length - 1;
  }

  /** The number of entries in all lines. */
  public int entries() {
    return indices.length;
  }

  /** The number of a line's first entry; for {@link #count}, the number of all entries. */
  public int start(int line) {
    return starts[line];
  }

  /** The number of entries in a line. */
  public int length(int line) {
    return starts[line + 1] - starts[line];
  }

  /** The place of an entry in its line: a column's index in rows, a row's in columns. */
  public int index(int entry) {
    return indices[entry];
  }

  /** The value of an entry. */
  public double value(int entry) {
    return values.get(entry);
  }

  /** The weight of an entry, > 0. */
  public double weight(int entry) {
    return weights == null ? 1 : weights.get(entry);
  }

  /** The sum of the weights of a line's entries. */
  public double totalWeight(int line) {
    if (weights == null) {
      return length(line);
    }
    double sum = 0;
    for (int entry = starts[line]; entry < starts[line + 1]; entry++) {
      sum += weights.get(entry);
    }
    return sum;
  }

  /** {@link #totalWeight} of each line. */
  double[] totalWeights() {
    double[] sums = new double[count()];
    Arrays.setAll(sums, this::totalWeight);
    return sums;
  }

  /** Whether any weight is other than 1. */
  public boolean isWeighted() {
    return weights != null;
  }

  DataType dataType() {
    return values.dataType();
  }

  /** The number of the entry at a place in a line, or −1 if it is missing. */
  int find(int line, int index) {
    int place = Arrays.binarySearch(indices, starts[line], starts[line + 1], index);
    return place < 0 ? -1 : place;
  }

  /**
   * Some of the lines, in the order given. A line may be there twice.
   *
   * @throws IndexOutOfBoundsException if there is no such line
   */
  public CompressedLines select(int[] lines) {
    int[] selectedStarts = new int[lines.length + 1];
    for (int i = 0; i < lines.length; i++) {
      selectedStarts[i + 1] = Math.addExact(selectedStarts[i], length(lines[i]));
    }
    int size = selectedStarts[lines.length];
    int[] selectedIndices = new int[size];
    EntryNumbers selectedValues = EntryNumbers.of(dataType(), size);
    EntryNumbers selectedWeights = weights == null ? null : EntryNumbers.of(dataType(), size);
    int place = 0;
    for (int line : lines) {
      for (int entry = starts[line]; entry < starts[line + 1]; entry++, place++) {
        selectedIndices[place] = indices[entry];
        selectedValues.set(place, values.get(entry));
        if (weights != null) {
          selectedWeights.set(place, weights.get(entry));
        }
      }
    }
    return new CompressedLines(selectedStarts, selectedIndices, selectedValues, selectedWeights);
  }

  /**
   * The same entries, sorted by the other index. Entries at one place keep their order.
   *
   * @param lines the number of lines the other way
   */
  public CompressedLines transposed(int lines) {
    int[] next = new int[lines + 1];
    for (int index : indices) {
      next[index + 1]++;
    }
    for (int line = 0; line < lines; line++) {
      next[line + 1] += next[line];
    }
    int[] otherStarts = next.clone();
    int[] otherIndices = new int[indices.length];
    EntryNumbers otherValues = EntryNumbers.of(dataType(), indices.length);
    EntryNumbers otherWeights =
        weights == null ? null : EntryNumbers.of(dataType(), indices.length);
    for (int line = 0; line < count(); line++) {
      for (int entry = starts[line]; entry < starts[line + 1]; entry++) {
        int place = next[indices[entry]]++;
        otherIndices[place] = line;
        otherValues.set(place, values.get(entry));
        if (weights != null) {
          otherWeights.set(place, weights.get(entry));
        }
      }
    }
    return new CompressedLines(otherStarts, otherIndices, otherValues, otherWeights);
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

  /** The same entries, each plus a number. */
  CompressedLines plus(double number) {
    EntryNumbers sums = EntryNumbers.of(dataType(), indices.length);
    for (int entry = 0; entry < indices.length; entry++) {
      sums.set(entry, values.get(entry) + number);
    }
    return new CompressedLines(starts, indices, sums, weights);
  }

  /**
   * The same with one entry a place, these lines themselves if they have no more.
   *
   * @throws DuplicateEntryException if there are more and they are refused
   * @throws IllegalArgumentException if what they are merged to is not finite
   */
  CompressedLines merged(Duplicates duplicates) {
    if (!hasDuplicates(duplicates == Duplicates.REFUSE)) {
      return this;
    }
    int[] mergedStarts = new int[starts.length];
    int[] mergedIndices = new int[indices.length];
    EntryNumbers mergedValues = EntryNumbers.of(dataType(), indices.length);
    EntryNumbers mergedWeights =
        weights == null ? null : EntryNumbers.of(dataType(), indices.length);
    int size = 0;
    for (int line = 0; line < count(); line++) {
      mergedStarts[line] = size;
      int entry = starts[line];
      while (entry < starts[line + 1]) {
        Duplicates.Entry merged = new Duplicates.Entry(value(entry), weight(entry));
        int index = indices[entry++];
        for (; entry < starts[line + 1] && indices[entry] == index; entry++) {
          merged = duplicates.merge(merged, new Duplicates.Entry(value(entry), weight(entry)));
        }
        mergedIndices[size] = index;
        mergedValues.set(size, merged.value());
        requireFinite(mergedValues, line, index, size);
        if (weights != null) {
          mergedWeights.set(size, merged.weight());
          requireFinite(mergedWeights, line, index, size);
        }
        size++;
      }
    }
    mergedStarts[count()] = size;
    return new CompressedLines(
        mergedStarts,
        Arrays.copyOf(mergedIndices, size),
        mergedValues.first(size),
        mergedWeights == null ? null : mergedWeights.first(size));
  }

  private static void requireFinite(EntryNumbers merged, int row, int column, int place) {
    if (!Double.isFinite(merged.get(place))) {
      throw new IllegalArgumentException(
          "entries of one place must be finite in %s when merged, got %s at (%d, %d)"
              .formatted(merged.dataType(), merged.get(place), row, column));
    }
  }

  private boolean hasDuplicates(boolean refused) {
    for (int line = 0; line < count(); line++) {
      for (int entry = starts[line] + 1; entry < starts[line + 1]; entry++) {
        if (indices[entry] == indices[entry - 1]) {
          if (refused) {
            throw new DuplicateEntryException(line, indices[entry]);
          }
          return true;
        }
      }
    }
    return false;
  }
}
