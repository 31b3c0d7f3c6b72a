package org.nmf4j.io;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.nmf4j.internal.format.FileFormatException;

/**
 * The fields of delimited text, line by line, where they lie in memory; blank lines, comments and
 * what is told to be skipped are passed over.
 */
final class FieldScanner implements Closeable {

  /** Begins with the sign of comments, but is a missing entry. */
  private static final byte[] NO_COMMENT = "#N".getBytes(StandardCharsets.US_ASCII);

  /** By which spreadsheets tell each other the delimiter, in the first line. */
  private static final byte[] SEPARATOR = "sep=".getBytes(StandardCharsets.US_ASCII);

  private final LineScanner lines;
  private final Delimiter delimiter;
  private final String sign;
  private final byte[] comment;
  private final Fields fields;
  private long toSkip;
  private long comments;
  private long blankLines;
  private long blankLinesAtEnd;
  private boolean hasBegun;
  private Optional<String> lastComment = Optional.empty();

  FieldScanner(Source source, ReadOptions options) throws IOException {
    this(source.name(), source.textBytes(), delimiter(source, options), options);
  }

  /**
   * @param file for messages
   * @param text in UTF-8, without a byte order mark
   */
  FieldScanner(String file, InputStream text, Delimiter delimiter, ReadOptions options) {
    this.lines = new LineScanner(file, text);
    this.delimiter = delimiter;
    this.sign = options.comment();
    this.comment = sign.getBytes(StandardCharsets.UTF_8);
    this.toSkip = options.skipLines();
    this.fields = new Fields(file);
  }

  /** What stands between the fields of a file, by its first line that is not passed over. */
  static Delimiter delimiter(Source source, ReadOptions options) throws IOException {
    Delimiter any = new Delimiter(",");
    try (FieldScanner text = new FieldScanner(source.name(), source.firstLines(), any, options)) {
      return Delimiter.of(text.nextLine() ? text.line() : source.firstLine(), options);
    }
  }

  private String line() {
    return new String(
        lines.bytes(), lines.start(), lines.end() - lines.start(), StandardCharsets.UTF_8);
  }

  /** Goes on to the next line that is not passed over, if there is one. */
  boolean next() throws IOException {
    while (nextLine()) {
      fields.split(lines, delimiter);
      if (!fields.isBlank()) {
        return true;
      }
    }
    return false;
  }

  private boolean nextLine() throws IOException {
    while (lines.next()) {
      if (toSkip > 0) {
        toSkip--;
      } else if (lines.line() == 1 && isSeparator()) {
        comments++;
      } else if (isComment()) {
        comments++;
        lastComment = Optional.of(line().substring(sign.length()));
      } else if (isBlank()) {
        blankLinesAtEnd++;
      } else {
        blankLines += hasBegun ? blankLinesAtEnd : 0;
        blankLinesAtEnd = 0;
        hasBegun = true;
        return true;
      }
    }
    return false;
  }

  private boolean isSeparator() {
    return lines.startsWith(SEPARATOR) && lines.end() - lines.start() == SEPARATOR.length + 1;
  }

  private boolean isBlank() {
    int at = lines.start();
    while (at < lines.end() && (lines.bytes()[at] == ' ' || lines.bytes()[at] == '\t')) {
      at++;
    }
    return at == lines.end();
  }

  private boolean isComment() {
    return comment.length > 0 && lines.startsWith(comment) && !lines.startsWith(NO_COMMENT);
  }

  Optional<List<String>> nextTexts() throws IOException {
    return next() ? Optional.of(fields.texts()) : Optional.empty();
  }

  /** Splits another text as if it were a line. */
  List<String> split(String line) throws IOException {
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    try (FieldScanner alone =
        new FieldScanner(
            "", new ByteArrayInputStream(text), delimiter, ReadOptions.defaults().comment(""))) {
      return alone.nextTexts().orElse(List.of());
    } catch (FileFormatException e) {
      return List.of();
    }
  }

  /** The fields of the current line, which the next overwrites. */
  Fields fields() {
    return fields;
  }

  Delimiter delimiter() {
    return delimiter;
  }

  /** How many lines of comments have been passed over. */
  long comments() {
    return comments;
  }

  /** How many blank lines stand between others. */
  long blankLines() {
    return blankLines;
  }

  /** The last line of comments, without its sign. */
  Optional<String> lastComment() {
    return lastComment;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
