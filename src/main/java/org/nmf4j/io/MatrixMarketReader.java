package org.nmf4j.io;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.format.ArrayBuilder;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.DuplicateEntryException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;

/**
 * Reads NIST's MatrixMarket format (Boisvert, Pozo and Remington 1996): array or coordinate, real
 * or integer, general or symmetric.
 */
final class MatrixMarketReader {

  private final Source source;
  private final ReadOptions options;
  private Numbers numbers;
  private LineScanner lines;
  private Fields fields;
  private boolean isArray;
  private boolean isSymmetric;
  private boolean isPattern;
  private int rows;
  private int columns;

  MatrixMarketReader(Source source, ReadOptions options) {
    this.source = source;
    this.options = options;
  }

  MaskedMatrix read() throws IOException {
    try (LineScanner text = new LineScanner(source)) {
      begin(text);
      return isArray ? readArray() : readCoordinates();
    }
  }

  private void begin(LineScanner text) throws IOException {
    lines = text;
    fields = new Fields(source.name());
    readBanner();
    if (!next() || fields.count() != (isArray ? 2 : 3)) {
      throw wrong(isArray ? "rows and columns are needed" : "rows, columns, entries are needed");
    }
    rows = integer(0, 1, Integer.MAX_VALUE);
    columns = integer(1, 1, Integer.MAX_VALUE);
    if (isSymmetric && rows != columns) {
      throw wrong(
          String.format(Locale.ROOT, "a symmetric matrix is square, got %d×%d", rows, columns));
    }
  }

  private void readBanner() throws IOException {
    if (!lines.next()) {
      throw FileFormatException.of(source.name(), "the file is empty");
    }
    fields.splitAtSpaces(lines);
    List<String> kinds = List.of("array", "coordinate");
    if (fields.count() != 5
        || !word(0).equals("%%matrixmarket")
        || !word(1).equals("matrix")
        || !kinds.contains(word(2))) {
      throw wrong("a line as %%MatrixMarket matrix coordinate real general is needed");
    }
    isPattern = word(3).equals("pattern") && word(2).equals("coordinate");
    if (!isPattern && !List.of("real", "integer").contains(word(3))) {
      throw wrong("entries must be real, integer or pattern, got " + Numbers.quoted(word(3)));
    }
    if (isPattern && !options.takesPairs()) {
      throw wrong(
          "a pattern lists no values: with all entries equal nothing can be ranked"
              + " (--implicit 40 takes what it lists for clicks, --absent zero for ones among zeros)");
    }
    if (!List.of("general", "symmetric").contains(word(4))) {
      throw wrong("the matrix must be general or symmetric, got " + Numbers.quoted(word(4)));
    }
    isArray = word(2).equals("array");
    isSymmetric = word(4).equals("symmetric");
    numbers =
        new Numbers(
            source.name(), options, isArray ? options.dataType() : options.sparseDataType());
  }

  private String word(int field) throws IOException {
    return fields.text(field).toLowerCase(Locale.ROOT);
  }

  private SparseMatrix readCoordinates() throws IOException {
    SparseBuilder builder = NamedEntries.builder(options);
    showCoordinates((row, column, value, weight, time, line) -> builder.add(row, column, value));
    try {
      return builder.build(rows, columns);
    } catch (DuplicateEntryException e) {
      String place = String.format(Locale.ROOT, "row %d, column %d", e.row() + 1, e.column() + 1);
      throw EntryScan.explained(e, place, source, this::rescan);
    }
  }

  private void rescan(Source again, EntryScan.Visitor visitor) throws IOException {
    try (LineScanner text = new LineScanner(again)) {
      begin(text);
      showCoordinates(visitor);
    }
  }

  private void showCoordinates(EntryScan.Visitor visitor) throws IOException {
    int expected = integer(2, 0, Integer.MAX_VALUE);
    if (ListedEntries.areTooFew(expected, rows, columns)) {
      throw wrong(
          String.format(
              Locale.ROOT, "%d×%d is too large a shape for %d entries", rows, columns, expected));
    }
    int read = 0;
    for (; next(); read++) {
      if (fields.count() != (isPattern ? 2 : 3)) {
        throw wrong(
            String.format(
                Locale.ROOT,
                "row%s are needed, got %d fields",
                isPattern ? " and column" : ", column and value",
                fields.count()));
      }
      if (read == expected) {
        throw wrong(
            String.format(Locale.ROOT, "there are more than the %d entries declared", expected));
      }
      int row = integer(0, 1, rows) - 1;
      int column = integer(1, 1, columns) - 1;
      double value = isPattern ? 1 : numbers.parse(fields, 2);
      visitor.visit(row, column, value, 1, 0, lines.line());
      if (isSymmetric && row != column) {
        visitor.visit(column, row, value, 1, 0, lines.line());
      }
    }
    if (read < expected) {
      throw wrong(
          String.format(Locale.ROOT, "the file ends after %d of %d entries", read, expected));
    }
  }

  private MaskedMatrix readArray() throws IOException {
    ArrayBuilder values =
        ArrayBuilder.expecting(source.name(), options.dataType(), (long) rows * columns);
    double[] number = new double[1];
    for (int column = 0; column < columns; column++) {
      for (int row = isSymmetric ? column : 0; row < rows; row++) {
        if (!next()) {
          throw wrong(
              String.format(
                  Locale.ROOT, "the file ends before entry (%d, %d)", row + 1, column + 1));
        }
        if (fields.count() != 1) {
          throw wrong(
              String.format(
                  Locale.ROOT, "one number a line is needed, got %d fields", fields.count()));
        }
        number[0] = numbers.parse(fields, 0);
        values.add(number, 1);
      }
    }
    if (next()) {
      throw wrong(String.format(Locale.ROOT, "there are more numbers than %d×%d", rows, columns));
    }
    return MaskedMatrix.of(
        isSymmetric
            ? mirrored(values.toArray('c', rows * (rows + 1L) / 2))
            : values.toArray('f', rows, columns));
  }

  /**
   * The whole of a symmetric matrix, of whose columns only the part from the diagonal on is given.
   */
  private INDArray mirrored(INDArray lower) throws IOException {
    ArrayBuilder values =
        ArrayBuilder.expecting(source.name(), options.dataType(), (long) rows * columns);
    double[] row = new double[columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        long column = Math.min(i, j);
        row[j] = lower.getDouble(column * rows - column * (column - 1) / 2 + Math.abs(i - j));
      }
      values.add(row, columns);
    }
    return values.toArray('c', rows, columns);
  }

  /** Goes on to the next line that is neither blank nor a comment, if there is one. */
  private boolean next() throws IOException {
    while (lines.next()) {
      fields.splitAtSpaces(lines);
      if (fields.count() > 0 && fields.bytes()[fields.start(0)] != '%') {
        return true;
      }
    }
    return false;
  }

  private int integer(int field, int min, int max) throws IOException {
    long number = 0;
    for (int at = fields.start(field); at < fields.end(field) && number <= max; at++) {
      int digit = fields.bytes()[at] - '0';
      number = digit >= 0 && digit <= 9 ? 10 * number + digit : Long.MAX_VALUE / 2;
    }
    if (number < min || number > max) {
      throw FileFormatException.at(
          source.name(),
          lines.line(),
          field + 1,
          String.format(
              Locale.ROOT,
              "%s is not an integer in [%d, %d]",
              Numbers.quoted(fields.text(field)),
              min,
              max));
    }
    return (int) number;
  }

  private FileFormatException wrong(String problem) {
    return FileFormatException.at(source.name(), lines.line(), problem);
  }
}
