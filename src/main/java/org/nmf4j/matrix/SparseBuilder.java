package org.nmf4j.matrix;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Gathers the entries of a {@link SparseMatrix} in any order. It keeps 12 bytes of an entry in
 * single precision and 16 in double, 4 or 8 more if it is weighted, and gives them back while the
 * matrix, of 8 or 12 bytes an entry, is built.
 */
public final class SparseBuilder {

  /** As many as a Java array can have on any JVM. */
  private static final int LARGEST_SIZE = Integer.MAX_VALUE - 8;

  private static final int CHUNK = 1 << 14;

  /** Up to here double precision has all whole numbers. */
  private static final double MOST_WHOLE = 1L << 53;

  private final DataType dataType;

  /** What entries are held in until the matrix is built. */
  private DataType gathered;

  private boolean needsDouble;
  private boolean keepsTimes;
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private Duplicates duplicates = Duplicates.REFUSE;
  private int count;
  private int largestRow = -1;
  private int largestColumn = -1;

  SparseBuilder(DataType dataType) {
    DenseMatrix.requireFloating("dataType", dataType);
    this.dataType = dataType;
    this.gathered = dataType;
  }

  private static final class Chunk {
    private final int[] rows = new int[CHUNK];

    /** By column. */
    private final Entries entries;

    private int size;

    Chunk(DataType dataType) {
      entries = new Entries(dataType, CHUNK);
    }
  }

  /**
   * Says what to do with several entries for one place.
   *
   * @param duplicates {@link Duplicates#REFUSE} by default
   * @return this builder
   */
  public SparseBuilder duplicates(Duplicates duplicates) {
    this.duplicates = Objects.requireNonNull(duplicates, "duplicates");
    return this;
  }

  /**
   * Has the matrix be DOUBLE, whatever was asked for, if whole numbers are added that FLOAT can't
   * hold, such as 2²⁴ + 1; until it is known, entries take the room of DOUBLE. To be said before
   * the first entry is added.
   *
   * @return this builder
   */
  public SparseBuilder keepingWholeNumbers() {
    gathered = DataType.DOUBLE;
    return this;
  }

  /**
   * Has the matrix keep the times of its entries, in 8 bytes of each, for {@linkplain Splitters
   * splits} by time.
   *
   * @return this builder
   */
  public SparseBuilder keepingTimes() {
    keepsTimes = true;
    return this;
  }

  /**
   * Adds an entry of weight 1; as {@link #add(int, int, double, double)}.
   *
   * @param row i
   * @param column j
   * @param value A_ij
   * @return this builder
   */
  public SparseBuilder add(int row, int column, double value) {
    return add(row, column, value, 1);
  }

  /**
   * Adds an entry. One whose value is NaN or whose weight is 0 is missing: it only tells that there
   * are such a row and column.
   *
   * @param row i, from 0 to 2³¹ − 11
   * @param column j, from 0 to 2³¹ − 11
   * @param value A_ij, finite in the matrix' type, or NaN
   * @param weight ≥ 0 and finite in the matrix' type
   * @return this builder
   * @throws IllegalArgumentException if one of them is not so, or there are 2³¹ − 9 entries already
   */
  public SparseBuilder add(int row, int column, double value, double weight) {
    return add(row, column, value, weight, 0);
  }

  /**
   * Adds an entry that has a time, which {@link Duplicates#LAST} goes by, and {@linkplain
   * #keepingTimes splits}; as {@link #add(int, int, double, double)}.
   *
   * @param row i
   * @param column j
   * @param value A_ij
   * @param weight of it
   * @param time no NaN, the larger the later; 0 where none is told
   * @return this builder
   */
  public SparseBuilder add(int row, int column, double value, double weight, double time) {
    if (row < 0 || column < 0 || Math.max(row, column) > LARGEST_SIZE - 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "row and column must be in [0, %d], got (%d, %d)",
              LARGEST_SIZE - 2,
              row,
              column));
    }
    if (Double.isInfinite(dataType == DataType.FLOAT ? (float) value : value)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "A must be finite in %s or NaN (missing), got %s at (%d, %d)",
              dataType,
              value,
              row,
              column));
    }
    double heldWeight = dataType == DataType.FLOAT ? (float) weight : weight;
    if (!(heldWeight >= 0 && heldWeight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "weights must be finite in %s and ≥ 0, got %s at (%d, %d)",
              dataType,
              weight,
              row,
              column));
    }
    if (Double.isNaN(time)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "times must be numbers, got NaN at (%d, %d)", row, column));
    }
    largestRow = Math.max(largestRow, row);
    largestColumn = Math.max(largestColumn, column);
    if (!Double.isNaN(value) && heldWeight > 0) {
      append(row, column, value, heldWeight, time);
    }
    return this;
  }

  private void append(int row, int column, double value, double weight, double time) {
    if (count == LARGEST_SIZE) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a matrix can have at most %d observed entries", count));
    }
    if (chunks.isEmpty() || chunks.getLast().size == CHUNK) {
      chunks.add(new Chunk(gathered));
    }
    Chunk chunk = chunks.getLast();
    chunk.rows[chunk.size] = row;
    chunk.entries.set(chunk.size, column, value, weight);
    chunk.entries.setTime(chunk.size, time);
    needsDouble |=
        (float) value != value && value == Math.rint(value) && Math.abs(value) <= MOST_WHOLE;
    chunk.size++;
    count++;
  }

  /**
   * {@return whether whole numbers have been added, as far as double precision has all of them,
   * that single has not}
   */
  public boolean needsDouble() {
    return needsDouble;
  }

  /** {@return the number of entries so far that are not missing} */
  public int count() {
    return count;
  }

  /**
   * Gives rows and columns other indices, for whoever learns their order only from the last entry.
   *
   * @param rows the new index of each row that entries have been added to, from 0
   * @param columns likewise
   * @return this builder
   */
  public SparseBuilder renumber(int[] rows, int[] columns) {
    for (Chunk chunk : chunks) {
      for (int i = 0; i < chunk.size; i++) {
        chunk.rows[i] = rows[chunk.rows[i]];
        chunk.entries.indices[i] = columns[chunk.entries.indices[i]];
      }
    }
    largestRow = Arrays.stream(rows).max().orElse(-1);
    largestColumn = Arrays.stream(columns).max().orElse(-1);
    return this;
  }

  /**
   * {@return the matrix of all entries, as large as the largest indices ask for} The builder is
   * empty afterwards.
   *
   * @throws DuplicateEntryException as {@link #build(int, int)}
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
   * @return the matrix of all entries
   * @throws DuplicateEntryException if there are two entries for a place, and they are refused
   * @throws IllegalArgumentException if an index is beyond the size, no entry is observed, or what
   *     entries for one place are merged to is not finite
   */
  public SparseMatrix build(int rows, int columns) {
    if (largestRow >= rows || largestColumn >= columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "entries must lie in a matrix of shape (%d×%d), got one in row %d and one in column %d",
              rows,
              columns,
              largestRow,
              largestColumn));
    }
    if (Math.max(rows, columns) >= LARGEST_SIZE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "rows and columns must be less than %d, got (%d×%d)",
              LARGEST_SIZE,
              rows,
              columns));
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "A must have an observed entry, all %d×%d are missing", rows, columns));
    }
    CompressedLines byRows = drain(columns).transposed(rows).merged(duplicates);
    return SparseMatrix.of(keepsTimes ? byRows : byRows.withoutTimes(), columns);
  }

  /** The entries by columns; those of a column in the order they were given. */
  private CompressedLines drain(int columns) {
    int[] next = new int[columns + 1];
    for (Chunk chunk : chunks) {
      for (int i = 0; i < chunk.size; i++) {
        next[chunk.entries.indices[i] + 1]++;
      }
    }
    CompressedLines.accumulate(next);
    int[] starts = next.clone();
    boolean isWidened = needsDouble && gathered == DataType.DOUBLE;
    Entries entries = new Entries(isWidened ? DataType.DOUBLE : dataType, count);
    for (Chunk chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
      for (int i = 0; i < chunk.size; i++) {
        entries.set(next[chunk.entries.indices[i]]++, chunk.rows[i], chunk.entries, i);
      }
    }
    count = 0;
    needsDouble = false;
    largestRow = -1;
    largestColumn = -1;
    return new CompressedLines(starts, entries);
  }
}
