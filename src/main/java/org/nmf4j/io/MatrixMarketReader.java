package org.nmf4j.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.nmf4j.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Reads NIST's MatrixMarket format (Boisvert, Pozo and Remington 1996): array or coordinate, real
 * or integer, general or symmetric.
 */
final class MatrixMarketReader {

  private final Source source;
  private final ReadOptions options;
  private final Numbers numbers;
  private final Entries entries;
  private LineLimit limit;
  private long line;
  private boolean isArray;
  private boolean isSymmetric;
  private int rows;
  private int columns;

  MatrixMarketReader(Source source, ReadOptions options) {
    this.source = source;
    this.options = options;
    this.numbers = new Numbers(source.name(), options.dataType());
    this.entries = new Entries(source.name());
  }

  MaskedMatrix read() throws IOException {
    try (LineLimit limit = source.text();
        BufferedReader text = new BufferedReader(limit)) {
      this.limit = limit;
      readBanner(text);
      String[] sizes = nextFields(text);
      if (sizes == null || sizes.length != (isArray ? 2 : 3)) {
        throw wrong(isArray ? "rows and columns are needed" : "rows, columns, entries are needed");
      }
      rows = integer(sizes, 0, 1, Integer.MAX_VALUE);
      columns = integer(sizes, 1, 1, Integer.MAX_VALUE);
      if (isSymmetric && rows != columns) {
        throw wrong("a symmetric matrix is square, got %d×%d".formatted(rows, columns));
      }
      if (isArray) {
        readArray(text);
      } else {
        readCoordinates(text, integer(sizes, 2, 0, Integer.MAX_VALUE));
      }
    }
    return MaskedMatrix.of(
        entries.toArray(
            options.dataType(),
            rows,
            columns,
            MatrixMarketReader::number,
            MatrixMarketReader::number));
  }

  private void readBanner(BufferedReader text) throws IOException {
    String banner = nextLine(text);
    if (banner == null) {
      throw FileFormatException.of(source.name(), "the file is empty");
    }
    String[] words = banner.toLowerCase(Locale.ROOT).split("\\s+");
    if (words.length != 5
        || !words[0].equals("%%matrixmarket")
        || !words[1].equals("matrix")
        || !List.of("array", "coordinate").contains(words[2])) {
      throw wrong("a line as %%MatrixMarket matrix coordinate real general is needed");
    }
    if (!List.of("real", "integer").contains(words[3])) {
      throw wrong("entries must be real or integer, got " + Numbers.quoted(words[3]));
    }
    if (!List.of("general", "symmetric").contains(words[4])) {
      throw wrong("the matrix must be general or symmetric, got " + Numbers.quoted(words[4]));
    }
    isArray = words[2].equals("array");
    isSymmetric = words[4].equals("symmetric");
  }

  private void readCoordinates(BufferedReader text, int expected) throws IOException {
    int read = 0;
    for (String[] fields = nextFields(text); fields != null; fields = nextFields(text)) {
      if (fields.length != 3) {
        throw wrong("row, column and value are needed, got %d fields".formatted(fields.length));
      }
      if (++read > expected) {
        throw wrong("there are more than the %d entries declared".formatted(expected));
      }
      int row = integer(fields, 0, 1, rows) - 1;
      int column = integer(fields, 1, 1, columns) - 1;
      put(row, column, numbers.parse(fields[2], line, 3));
    }
    if (read < expected) {
      throw wrong("the file ends after %d of %d entries".formatted(read, expected));
    }
  }

  private void readArray(BufferedReader text) throws IOException {
    for (int column = 0; column < columns; column++) {
      for (int row = isSymmetric ? column : 0; row < rows; row++) {
        String[] fields = nextFields(text);
        if (fields == null) {
          throw wrong("the file ends before entry (%d, %d)".formatted(row + 1, column + 1));
        }
        if (fields.length != 1) {
          throw wrong("one number a line is needed, got %d fields".formatted(fields.length));
        }
        put(row, column, numbers.parse(fields[0], line, 1));
      }
    }
    if (nextFields(text) != null) {
      throw wrong("there are more numbers than %d×%d".formatted(rows, columns));
    }
  }

  private void put(int row, int column, double value) throws IOException {
    entries.add(row, column, value, line);
    if (isSymmetric && row != column) {
      entries.add(column, row, value, line);
    }
  }

  private static String number(int index) {
    return Integer.toString(index + 1);
  }

  /** The fields of the next line that is neither blank nor a comment, null at the end. */
  private String[] nextFields(BufferedReader text) throws IOException {
    for (String next = nextLine(text); next != null; next = nextLine(text)) {
      String content = next.strip();
      if (!content.isEmpty() && !content.startsWith("%")) {
        return content.split("\\s+");
      }
    }
    return null;
  }

  private String nextLine(BufferedReader text) throws IOException {
    limit.begin(line + 1);
    String next = text.readLine();
    if (next != null) {
      line++;
    }
    return next;
  }

  private int integer(String[] fields, int index, int min, int max) throws IOException {
    try {
      int number = Integer.parseInt(fields[index]);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw FileFormatException.at(
        source.name(),
        line,
        index + 1,
        "%s is not an integer in [%d, %d]".formatted(Numbers.quoted(fields[index]), min, max));
  }

  private FileFormatException wrong(String problem) {
    return FileFormatException.at(source.name(), line, problem);
  }
}
