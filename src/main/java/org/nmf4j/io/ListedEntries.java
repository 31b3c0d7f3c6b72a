package org.nmf4j.io;

import java.util.Locale;
import java.util.function.Consumer;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.matrix.SparseMatrix;

/** A matrix of which a file lists some entries. */
final class ListedEntries {

  /**
   * A file may list entries of a million rows or columns, and of a hundred more for each entry: its
   * entries have to be there, but memory is taken for all rows and columns.
   */
  private static final long LINES_WITHOUT_ENTRIES = 1_000_000;

  private static final long LINES_AN_ENTRY = 100;

  private ListedEntries() {}

  static boolean areTooFew(long entries, long rows, long columns) {
    return Math.max(rows, columns) > LINES_WITHOUT_ENTRIES + LINES_AN_ENTRY * entries;
  }

  /** Says so if all entries are the same and no others count. */
  static void warnIfAlike(SparseMatrix a, ReadOptions options, Consumer<String> notes) {
    CompressedLines rows = a.byRows();
    int entry = 1;
    while (entry < rows.entries() && rows.value(entry) == rows.value(0)) {
      entry++;
    }
    if (entry == rows.entries() && entry > 1 && !options.takesPairs()) {
      notes.accept(
          String.format(
              Locale.ROOT,
              "all %d entries are %s: nothing can be ranked by them (--implicit 40 takes them for"
                  + " clicks, --absent zero all others for 0)",
              rows.entries(),
              Double.toString(rows.value(0)).replaceFirst("\\.0$", "")));
    }
  }
}
