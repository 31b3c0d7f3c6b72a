package org.nmf4j.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.nmf4j.internal.format.FileFormatException;

/** The lines of delimited text, split into fields; errors name file and line. */
final class DelimitedText implements Closeable {

  private static final List<String> DELIMITERS = List.of("::", "\t", ";", ",");

  private final String file;
  private final LineLimit text;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final long linesBefore;
  private long line;

  DelimitedText(Source source, ReadOptions options) throws IOException {
    this(source.name(), source.text(), delimiter(source, options), 0);
  }

  /**
   * @param file for messages
   * @param text what is left of the file
   * @param delimiter between fields
   * @param linesBefore how many lines of the file have gone before
   */
  DelimitedText(String file, LineLimit text, String delimiter, long linesBefore)
      throws IOException {
    this.file = file;
    this.text = text;
    this.linesBefore = linesBefore;
    this.line = linesBefore;
    CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(delimiter).get();
    parser = CSVParser.builder().setReader(text).setFormat(format).get();
    records = parser.iterator();
  }

  /**
   * What stands between the fields of a file: as it is told, or else the first of {@code ::}, tab,
   * semicolon and comma that the first line has outside of quotes; comma if none.
   */
  static String delimiter(Source source, ReadOptions options) {
    if (!options.delimiter().isEmpty()) {
      return options.delimiter();
    }
    String first = source.firstLine().replaceAll("\"[^\"]*+\"", "");
    return DELIMITERS.stream().filter(first::contains).findFirst().orElse(",");
  }

  /** The fields of the next line that is not blank, or nothing at the end. */
  Optional<List<String>> next() throws IOException {
    try {
      for (text.begin(line + 1); records.hasNext(); text.begin(line + 1)) {
        List<String> fields = records.next().toList();
        line = linesBefore + parser.getCurrentLineNumber();
        if (!isBlank(fields)) {
          requireReadable(fields);
          return Optional.of(fields);
        }
      }
      return Optional.empty();
    } catch (UncheckedIOException | IllegalStateException e) {
      throw explained(e);
    }
  }

  /** Only spaces; an empty pair of quotes is the one missing entry of a matrix with one column. */
  private static boolean isBlank(List<String> fields) {
    return fields.size() == 1 && fields.get(0).isBlank() && !fields.get(0).isEmpty();
  }

  private void requireReadable(List<String> fields) throws FileFormatException {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).indexOf(Numbers.UNREADABLE) >= 0) {
        throw FileFormatException.at(
            file, line, i + 1, Numbers.quoted(fields.get(i)) + " is not in UTF-8");
      }
    }
  }

  private IOException explained(RuntimeException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
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
