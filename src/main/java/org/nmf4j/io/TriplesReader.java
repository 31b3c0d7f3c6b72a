package org.nmf4j.io;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nmf4j.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;

/** Reads delimited text with one line an entry: row, column, value. */
final class TriplesReader {

  private static final String RATINGS_DELIMITER = "::";
  private static final Set<String> VALUE_NAMES = Set.of("value", "rating");

  private final Source source;
  private final ReadOptions options;
  private final Numbers numbers;
  private final Entries entries;
  private final Labels rows = new Labels();
  private final Labels columns = new Labels();
  private boolean hasTimestamps;

  TriplesReader(Source source, ReadOptions options) {
    this.source = source;
    this.options = options;
    this.numbers = new Numbers(source.name(), options.dataType());
    this.entries = new Entries(source.name());
    this.hasTimestamps =
        options.format() == MatrixFormat.TRIPLES
            || delimiter(source, options).equals(RATINGS_DELIMITER);
  }

  private static String delimiter(Source source, ReadOptions options) {
    return options.delimiter().isEmpty() ? DelimitedText.detect(source) : options.delimiter();
  }

  /** Whether text whose format isn't told is to be taken for entries. */
  static boolean recognises(Source source, ReadOptions options) {
    String delimiter = delimiter(source, options);
    if (source.isNamed(".triples") || delimiter.equals(RATINGS_DELIMITER)) {
      return true;
    }
    List<String> header =
        source.firstLines(1).stream()
            .flatMap(line -> Stream.of(line.replace("\"", "").split(Pattern.quote(delimiter), -1)))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .toList();
    return header.size() >= 3
        && VALUE_NAMES.contains(header.get(2))
        && (header.size() == 3 || endsInTimestamp(header));
  }

  private static boolean endsInTimestamp(List<String> header) {
    return header.size() == 4 && header.get(3).strip().equalsIgnoreCase("timestamp");
  }

  MaskedMatrix read() throws IOException {
    try (DelimitedText text = new DelimitedText(source, options.delimiter())) {
      Optional<List<String>> next = text.next();
      if (next.isPresent() && isHeader(next.get())) {
        hasTimestamps |= endsInTimestamp(next.get());
        next = text.next();
      }
      for (; next.isPresent(); next = text.next()) {
        add(next.get(), text.line());
      }
    }
    if (entries.count() == 0) {
      throw FileFormatException.of(source.name(), "the file has no entries");
    }
    return MaskedMatrix.of(
            entries.toArray(
                options.dataType(),
                rows.names().size(),
                columns.names().size(),
                rows::quoted,
                columns::quoted))
        .withLabels(rows.names(), columns.names());
  }

  private boolean isHeader(List<String> first) {
    return options.header() == Presence.AUTO
        ? first.size() >= 3 && Numbers.isText(first.get(2))
        : options.header() == Presence.YES;
  }

  private void add(List<String> fields, long line) throws IOException {
    if (fields.size() < 3 || fields.size() > (hasTimestamps ? 4 : 3)) {
      throw FileFormatException.at(
          source.name(),
          line,
          "row, column and value are needed, got %d fields".formatted(fields.size()));
    }
    for (int column = 1; column <= 2; column++) {
      if (fields.get(column - 1).isBlank()) {
        throw FileFormatException.at(
            source.name(), line, column, "a name of a row or column is needed, got none");
      }
    }
    int row = rows.number(fields.get(0).strip());
    int column = columns.number(fields.get(1).strip());
    entries.add(row, column, numbers.parse(fields.get(2), line, 3), line);
  }
}
