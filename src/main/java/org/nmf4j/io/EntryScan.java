package org.nmf4j.io;

import java.io.IOException;
import java.util.Locale;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.DuplicateEntryException;

/** Goes through the entries of a file, as often as it is asked to. */
@FunctionalInterface
interface EntryScan {

  /** Shows each entry of the file, in the file's order, to a visitor. */
  void scan(Source source, Visitor visitor) throws IOException;

  @FunctionalInterface
  interface Visitor {
    void visit(int row, int column, double value, double weight, double time, long line);
  }

  /**
   * Reads the file once more, if that can be done, to tell on which lines the entries are that were
   * found to be for one place.
   *
   * @param place how the place is called in messages
   */
  static FileFormatException explained(
      DuplicateEntryException duplicate, String place, Source source, EntryScan scan)
      throws IOException {
    long[] lines = new long[2];
    if (source.isRereadable()) {
      try (Source again = source.reopened()) {
        scan.scan(
            again,
            (row, column, value, weight, time, line) -> {
              boolean isHere = row == duplicate.row() && column == duplicate.column();
              if (isHere && !Double.isNaN(value) && lines[1] == 0) {
                lines[lines[0] == 0 ? 0 : 1] = line;
              }
            });
      }
    }
    return lines[1] == 0
        ? FileFormatException.of(
            source.name(),
            String.format(
                Locale.ROOT,
                "the entry of %s is there twice (--duplicates says what counts)",
                place))
        : FileFormatException.at(
            source.name(),
            lines[1],
            String.format(
                Locale.ROOT,
                "the entry of %s is there already, on line %d (--duplicates says what" + " counts)",
                place,
                lines[0]));
  }
}
