package org.nmf4j.matrix;

import java.util.Locale;

/**
 * Two entries were given for one place of a matrix.
 *
 * @serial exclude
 */
public final class DuplicateEntryException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final int row;
  private final int column;

  DuplicateEntryException(int row, int column) {
    super(
        String.format(
            Locale.ROOT, "entries must be given once, got two or more at (%d, %d)", row, column));
    this.row = row;
    this.column = column;
  }

  /** {@return the row i of the first place, row by row, that has two entries} */
  public int row() {
    return row;
  }

  /** {@return the column j of that place} */
  public int column() {
    return column;
  }
}
