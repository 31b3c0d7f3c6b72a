package org.nmf4j.io;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nmf4j.internal.format.Decimal;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.DuplicateEntryException;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;

/**
 * Reads lines of {@code index:value}, one a row: svmlight's and LIBSVM's, whose indices begin with
 * 1 unless there is a 0, after a label that is passed over; or LDA-C's, whose begin with 0, after
 * their number (Blei, Ng and Jordan 2003).
 */
final class IndexedReader {

  private static final int LARGEST = Integer.MAX_VALUE - 16;

  private final Source source;
  private final ReadOptions options;
  private final boolean counted;
  private int smallest = Integer.MAX_VALUE;
  private int largest = -1;

  /**
   * @param counted whether each line begins with the number of its entries, as LDA-C's do
   */
  IndexedReader(Source source, ReadOptions options, boolean counted) {
    this.source = source;
    this.options = options;
    this.counted = counted;
  }

  SparseMatrix read() throws IOException {
    SparseBuilder builder = NamedEntries.builder(options);
    int rows = 0;
    try (LineScanner lines = new LineScanner(source)) {
      Fields fields = new Fields(source.name());
      while (lines.next()) {
        fields.splitAtSpaces(lines);
        int count = count(fields);
        if (count > 0) {
          add(builder, rows++, fields, count);
        }
      }
    }
    int first = counted || smallest == 0 ? 0 : 1;
    int columns = largest + 1 - first;
    if (columns <= 0 || ListedEntries.areTooFew(builder.count(), rows, columns)) {
      throw FileFormatException.of(
          source.name(),
          columns <= 0
              ? "the file has no entries"
              : String.format(
                  Locale.ROOT,
                  "%d×%d is too large a shape for %d entries",
                  rows,
                  columns,
                  builder.count()));
    }
    if (first > 0) {
      builder.renumber(
          IntStream.range(0, rows).toArray(),
          IntStream.rangeClosed(0, largest).map(index -> Math.max(index - first, 0)).toArray());
    }
    try {
      return builder.build(rows, columns);
    } catch (DuplicateEntryException e) {
      throw FileFormatException.of(
          source.name(),
          String.format(Locale.ROOT, "row %d has index %d twice", e.row() + 1, e.column() + first));
    }
  }

  /** How many fields stand before a comment. */
  private static int count(Fields fields) {
    int count = 0;
    while (count < fields.count() && fields.bytes()[fields.start(count)] != '#') {
      count++;
    }
    return count;
  }

  private void add(SparseBuilder builder, int row, Fields fields, int count) throws IOException {
    if (counted && !fields.text(0).equals(Integer.toString(count - 1))) {
      throw FileFormatException.at(
          source.name(),
          fields.line(),
          String.format(
              Locale.ROOT,
              "a line begins with the number of its index:count fields, %d, got %s",
              count - 1,
              Numbers.quoted(fields.text(0))));
    }
    if (fields.text(0).indexOf(':') >= 0) {
      throw FileFormatException.at(
          source.name(),
          fields.line(),
          1,
          "a label comes before the first index and number (0 will do), got "
              + Numbers.quoted(fields.text(0)));
    }
    for (int field = 1; field < count; field++) {
      String text = fields.text(field);
      int colon = text.indexOf(':');
      if (!text.startsWith("qid:")) {
        int index = index(text, colon, fields, field);
        double value =
            Decimal.isNumber(text.substring(colon + 1))
                ? Double.parseDouble(text.substring(colon + 1))
                : Double.NaN;
        if (!Double.isFinite(value)) {
          throw wrong(text, fields, field);
        }
        smallest = Math.min(smallest, index);
        largest = Math.max(largest, index);
        builder.add(row, index, value);
      }
    }
  }

  private int index(String text, int colon, Fields fields, int field) throws IOException {
    if (colon < 1 || colon > 10 || !text.substring(0, colon).matches("\\d++")) {
      throw wrong(text, fields, field);
    }
    long index = Long.parseLong(text.substring(0, colon));
    if (index > LARGEST) {
      throw wrong(text, fields, field);
    }
    return (int) index;
  }

  private FileFormatException wrong(String text, Fields fields, int field) {
    return FileFormatException.at(
        source.name(),
        fields.line(),
        field + 1,
        "an index and a number such as 17:0.5 are needed, got " + Numbers.quoted(text));
  }
}
