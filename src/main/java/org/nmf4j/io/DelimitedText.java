package org.nmf4j.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.nmf4j.format.FileFormatException;

/** The lines of delimited text, split into fields; errors name file and line. */
final class DelimitedText implements Closeable {

  private static final List<String> DELIMITERS = List.of("::", "\t", ";", ",");

  private final String file;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private long line;

  DelimitedText(Source source, String delimiter) throws IOException {
    this.file = source.name();
    String separator = delimiter.isEmpty() ? detect(source) : delimiter;
    CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(separator).get();
    parser = CSVParser.builder().setReader(source.text()).setFormat(format).get();
    records = parser.iterator();
  }

  /** The first of {@code ::}, tab, semicolon and comma that the first line has; comma if none. */
  static String detect(Source source) {
    String first = source.firstLines(1).stream().findFirst().orElse("");
    return DELIMITERS.stream().filter(first::contains).findFirst().orElse(",");
  }

  /** The fields of the next line, or nothing at the end. */
  Optional<List<String>> next() throws IOException {
    try {
      if (!records.hasNext()) {
        return Optional.empty();
      }
      List<String> fields = records.next().toList();
      line = parser.getCurrentLineNumber();
      return Optional.of(fields);
    } catch (UncheckedIOException | IllegalStateException e) {
      throw explained(e);
    }
  }

  private IOException explained(RuntimeException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof CharacterCodingException) {
      return FileFormatException.at(file, line + 1, "the text is not in UTF-8");
    }
    if (cause instanceof CSVException || e instanceof IllegalStateException) {
      return FileFormatException.at(file, line + 1, "quotes are not closed or not in place");
    }
    return (IOException) cause;
  }

  /** The number of the line that was read last, from 1. */
  long line() {
    return line;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
