package org.nmf4j.matrix;

import java.util.ArrayDeque;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Gathers the entries of a {@link SparseMatrix} in any order. Of a single precision entry it keeps
 * 12 bytes, 16 if it is weighted, and no more than twice that is in use while the matrix is built,
 * the matrix itself included.
 */
public final class SparseBuilder {

  private static final int CHUNK = 1 << 16;

  private final DataType dataType;
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private Duplicates duplicates = Duplicates.REFUSE;
  private boolean weighted;
  private int count;
  private int largestRow = -1;
  private int largestColumn = -1;

  SparseBuilder(DataType dataType) {
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException("dataType must be FLOAT or DOUBLE, got " + dataType);
    }
    this.dataType = dataType;
  }

  private static final class Chunk {
    private final int[] rows = new int[CHUNK];
    private final int[] columns = new int[CHUNK];
    private final EntryNumbers values;
    private EntryNumbers weights;
    private int size;

    Chunk(DataType dataType) {
      values = EntryNumbers.of(dataType, CHUNK);
    }

    double weight(int place) {
      return weights == null ? 1 : weights.get(place);
    }
  }

  /** What to do with several entries for one place; {@link Duplicates#REFUSE} by default. */
  public SparseBuilder duplicates(Duplicates duplicates) {
    this.duplicates = Objects.requireNonNull(duplicates, "duplicates");
    return this;
  }

  /** Adds an entry of weight 1. */
  public SparseBuilder add(int row, int column, double value) {
    return add(row, column, value, 1);
  }

  /**
   * Adds an entry. One whose value is NaN or whose weight is 0 is missing, and left out.
   *
   * @throws IllegalArgumentException if an index is negative, the value infinite or too large for
   *     the type, or the weight negative or not finite
   * @throws IllegalStateException if there are 2³¹ − 1 entries already
   */
  public SparseBuilder add(int row, int column, double value, double weight) {
    if (row < 0 || column < 0 || row == Integer.MAX_VALUE || column == Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "row and column must be in [0, %d], got (%d, %d) for entry %d"
              .formatted(Integer.MAX_VALUE - 1, row, column, count));
    }
    if (Double.isInfinite(value)
        || (dataType == DataType.FLOAT && Float.isInfinite((float) value))) {
      throw new IllegalArgumentException(
          "A must be finite or NaN (missing)%s, got %s at (%d, %d)"
              .formatted(
                  dataType == DataType.FLOAT ? " in single precision" : "", value, row, column));
    }
    if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "weights must be finite and ≥ 0, got %s at (%d, %d)".formatted(weight, row, column));
    }
    largestRow = Math.max(largestRow, row);
    largestColumn = Math.max(largestColumn, column);
    if (!Double.isNaN(value) && weight > 0) {
      append(row, column, value, weight);
    }
    return this;
  }

  private void append(int row, int column, double value, double weight) {
    if (count == Integer.MAX_VALUE - 8) {
      throw new IllegalStateException("a matrix can have at most %d entries".formatted(count));
    }
    if (chunks.isEmpty() || chunks.getLast().size == CHUNK) {
      chunks.add(new Chunk(dataType));
    }
    Chunk chunk = chunks.getLast();
    chunk.rows[chunk.size] = row;
    chunk.columns[chunk.size] = column;
    chunk.values.set(chunk.size, value);
    if (weight != 1 && chunk.weights == null) {
      weighted = true;
      chunk.weights = EntryNumbers.of(dataType, CHUNK);
      for (int i = 0; i < chunk.size; i++) {
        chunk.weights.set(i, 1);
      }
    }
    if (chunk.weights != null) {
      chunk.weights.set(chunk.size, weight);
    }
    chunk.size++;
    count++;
  }

  /** The number of entries so far that are not missing. */
  public int count() {
    return count;
  }

  /**
   * The matrix, as large as the largest indices ask for. The builder is empty afterwards.
   *
   * @throws IllegalArgumentException as {@link #build(int, int)}
   */
  public SparseMatrix build() {
    return build(largestRow + 1, largestColumn + 1);
  }

  /**
   * The matrix. The builder is empty afterwards.
   *
   * @param rows m
   * @param columns n
   * @throws DuplicateEntryException if there are two entries for a place, and they are refused
   * @throws IllegalArgumentException if an index is beyond the size, or no entry is observed
   */
  public SparseMatrix build(int rows, int columns) {
    if (largestRow >= rows || largestColumn >= columns) {
      throw new IllegalArgumentException(
          "entries must lie in a matrix of shape (%d×%d), got one in row %d, or column %d"
              .formatted(rows, columns, largestRow, largestColumn));
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          "A must have an observed entry, all %d×%d are missing".formatted(rows, columns));
    }
    CompressedLines byColumns = drain(rows).transposed(columns);
    CompressedLines byRows = byColumns.transposed(rows);
    CompressedLines merged = byRows.merged(duplicates);
    return merged == byRows
        ? SparseMatrix.of(byRows, byColumns)
        : SparseMatrix.of(merged, merged.transposed(columns));
  }

  /** The entries by rows; those of a row in the order they were given. */
  private CompressedLines drain(int rows) {
    int[] next = new int[rows + 1];
    for (Chunk chunk : chunks) {
      for (int i = 0; i < chunk.size; i++) {
        next[chunk.rows[i] + 1]++;
      }
    }
    for (int row = 0; row < rows; row++) {
      next[row + 1] += next[row];
    }
    int[] starts = next.clone();
    int[] indices = new int[count];
    EntryNumbers values = EntryNumbers.of(dataType, count);
    EntryNumbers weights = weighted ? EntryNumbers.of(dataType, count) : null;
    for (Chunk chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
      for (int i = 0; i < chunk.size; i++) {
        int place = next[chunk.rows[i]]++;
        indices[place] = chunk.columns[i];
        values.set(place, chunk.values.get(i));
        if (weighted) {
          weights.set(place, chunk.weight(i));
        }
      }
    }
    count = 0;
    return new CompressedLines(starts, indices, values, weights);
  }
}
