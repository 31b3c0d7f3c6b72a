package org.nmf4j.io;

import java.util.Locale;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.format.ArrayBuilder;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.ReadOptions.Unlisted;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;

/** A matrix of which a file lists some entries. */
final class ListedEntries {

  /**
   * A file may list entries of a million rows or columns, and of a hundred more for each entry: its
   * entries have to be there, but memory is taken for all rows and columns.
   */
  private static final long LINES_WITHOUT_ENTRIES = 1_000_000;

  private static final long LINES_AN_ENTRY = 100;

  /** Likewise of zeros. */
  private static final long ZEROS_WITHOUT_ENTRIES = 10_000_000;

  private static final long ZEROS_AN_ENTRY = 10_000;

  private ListedEntries() {}

  static boolean areTooFew(long entries, long rows, long columns) {
    return Math.max(rows, columns) > LINES_WITHOUT_ENTRIES + LINES_AN_ENTRY * entries;
  }

  /**
   * The matrix with what is not listed as the options say.
   *
   * @param byFormat what it is if they don't say it
   */
  static MaskedMatrix completed(
      SparseMatrix a, String file, ReadOptions options, Unlisted byFormat, Consumer<String> notes)
      throws FileFormatException {
    Unlisted unlisted = options.unlisted() == Unlisted.AUTO ? byFormat : options.unlisted();
    if (unlisted == Unlisted.ZERO) {
      return withZeros(a, file, options.dataType());
    }
    CompressedLines rows = a.byRows();
    int entry = 1;
    while (entry < rows.entries() && rows.value(entry) == rows.value(0)) {
      entry++;
    }
    if (entry == rows.entries() && entry > 1) {
      notes.accept(
          String.format(
              Locale.ROOT,
              "all %d entries are %s: nothing can be ranked by them (--unlisted zero takes all others for 0)",
              rows.entries(),
              Double.toString(rows.value(0)).replaceFirst("\\.0$", "")));
    }
    return a;
  }

  private static MaskedMatrix withZeros(SparseMatrix a, String file, DataType dataType)
      throws FileFormatException {
    CompressedLines rows = a.byRows();
    long numbers = (long) a.rows() * a.columns();
    if (numbers > ZEROS_WITHOUT_ENTRIES + ZEROS_AN_ENTRY * rows.entries() || rows.isWeighted()) {
      throw FileFormatException.of(
          file,
          rows.isWeighted()
              ? "entries that are not listed can't be 0 where those that are have weights"
              : String.format(
                  Locale.ROOT,
                  "%d×%d with zeros is too large a shape for %d entries",
                  a.rows(),
                  a.columns(),
                  rows.entries()));
    }
    ArrayBuilder values = ArrayBuilder.expecting(file, dataType, numbers);
    for (int i = 0; i < a.rows(); i++) {
      double[] row = new double[a.columns()];
      for (int entry = rows.start(i); entry < rows.start(i + 1); entry++) {
        row[rows.index(entry)] = rows.value(entry);
      }
      values.add(row, row.length);
    }
    return MaskedMatrix.of(values.toArray('c', a.rows(), a.columns()))
        .withLabels(a.rowLabels(), a.columnLabels());
  }
}
