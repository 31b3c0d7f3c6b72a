package org.nmf4j.io;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The fields of large delimited text, line by line, where they lie in memory. From the first line
 * with a quote on it leaves the text to {@link DelimitedText}; but a header with quotes, as R
 * writes it, is taken alone.
 */
final class FieldScanner implements Closeable {

  private final String file;
  private final String delimiter;
  private final byte[] delimiterBytes;
  private final LineScanner lines;
  private final Fields fields;
  private boolean begun;
  private DelimitedText quoted;

  FieldScanner(Source source, String delimiter) throws IOException {
    this.file = source.name();
    this.delimiter = delimiter;
    this.delimiterBytes = delimiter.getBytes(StandardCharsets.UTF_8);
    this.lines = new LineScanner(source);
    this.fields = new Fields(file);
  }

  /** Goes on to the next line that is not blank, if there is one. */
  boolean next() throws IOException {
    while (quoted == null && lines.next()) {
      if (!fields.split(lines, delimiterBytes)) {
        return nextQuoted();
      }
      if (fields.count() > 1 || !fields.isEmpty(0)) {
        begun = true;
        return true;
      }
    }
    return quoted != null && take(quoted);
  }

  private boolean nextQuoted() throws IOException {
    if (!begun && hasPairsOfQuotes()) {
      begun = true;
      InputStream line =
          new ByteArrayInputStream(lines.bytes(), lines.start(), lines.end() - lines.start());
      try (DelimitedText alone = quoted(line)) {
        return take(alone);
      }
    }
    quoted = quoted(lines.rest());
    return take(quoted);
  }

  private boolean hasPairsOfQuotes() {
    int quotes = 0;
    for (int at = lines.start(); at < lines.end(); at++) {
      quotes += lines.bytes()[at] == '"' ? 1 : 0;
    }
    return quotes % 2 == 0;
  }

  private DelimitedText quoted(InputStream text) throws IOException {
    return new DelimitedText(file, new LineLimit(text, file), delimiter, lines.line() - 1);
  }

  private boolean take(DelimitedText text) throws IOException {
    Optional<List<String>> next = text.next();
    next.ifPresent(split -> fields.take(split, text.line()));
    return next.isPresent();
  }

  /** The fields of the current line, which the next overwrites. */
  Fields fields() {
    return fields;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
