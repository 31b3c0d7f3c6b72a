package org.nmf4j.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.nmf4j.internal.format.FileFormatException;

/** The fields of a line where they lie in its bytes, without the spaces around them. */
final class Fields {

  private final String file;
  private int[] starts = new int[8];
  private int[] ends = new int[8];
  private LineScanner lines;
  private byte[] bytes;

  /** Holds the fields of a line with quotes, without these. */
  private byte[] unquoted = new byte[0];

  private long line;
  private int count;
  private boolean isQuoted;

  Fields(String file) {
    this.file = file;
  }

  /**
   * Splits the scanner's line, and further ones as long as a quote is open (RFC 4180).
   *
   * @throws FileFormatException if a quote is not closed, or something follows it
   */
  void split(LineScanner lines, Delimiter delimiter) throws IOException {
    begin(lines);
    if (delimiter.isBlanks()) {
      splitAtSpaces(lines);
      if (hasQuote()) {
        splitQuoted(lines, delimiter);
      }
    } else {
      splitAt(lines, delimiter);
    }
    line = lines.line();
  }

  private void splitAt(LineScanner lines, Delimiter delimiter) throws IOException {
    byte[] text = bytes;
    int end = lines.end();
    int fieldStart = lines.start();
    int at = fieldStart;
    byte first = delimiter.first();
    boolean isOneByte = delimiter.isOneByte();
    boolean hasQuote = false;
    while (at < end) {
      byte next = text[at];
      if (next == first) {
        int length = isOneByte ? 1 : delimiter.length(text, at, end);
        if (length > 0) {
          add(fieldStart, at);
          fieldStart = at + length;
          at = fieldStart;
          continue;
        }
      } else if (next == '"') {
        hasQuote = true;
      }
      at++;
    }
    add(fieldStart, at);
    if (hasQuote && hasQuote()) {
      splitQuoted(lines, delimiter);
    }
  }

  /** Whether a field begins with a quote. */
  private boolean hasQuote() {
    for (int field = 0; field < count; field++) {
      if (starts[field] < ends[field] && bytes[starts[field]] == '"') {
        return true;
      }
    }
    return false;
  }

  private void splitQuoted(LineScanner lines, Delimiter delimiter) throws IOException {
    count = 0;
    isQuoted = true;
    int length = 0;
    int at = skipped(lines, lines.start(), delimiter);
    while (true) {
      int start = length;
      boolean isClosed = at < lines.end() && lines.bytes()[at] == '"';
      if (isClosed) {
        at++;
        while (at == lines.end() || lines.bytes()[at] != '"' || isDoubled(lines, at)) {
          if (at == lines.end()) {
            int taken = at - lines.start();
            require(lines.extend(), lines);
            at = lines.start() + taken;
          } else {
            at += lines.bytes()[at] == '"' ? 1 : 0;
            length = append(lines.bytes()[at], length);
            at++;
          }
        }
        at = delimiter.isBlanks() ? at + 1 : skipped(lines, at + 1, delimiter);
      }
      int end = length;
      while (at < lines.end() && delimiter.length(lines.bytes(), at, lines.end()) == 0) {
        require(!isClosed, lines);
        length = append(lines.bytes()[at], length);
        at++;
      }
      add(start, isClosed ? end : length);
      if (at == lines.end()) {
        break;
      }
      at = skipped(lines, at + delimiter.length(lines.bytes(), at, lines.end()), delimiter);
      if (at == lines.end() && delimiter.isBlanks()) {
        break;
      }
    }
    bytes = unquoted;
  }

  private static boolean isDoubled(LineScanner lines, int at) {
    return at + 1 < lines.end() && lines.bytes()[at + 1] == '"';
  }

  /** Where the spaces that are no delimiter end. */
  private static int skipped(LineScanner lines, int from, Delimiter delimiter) {
    int at = from;
    while (at < lines.end()
        && isSpace(lines.bytes()[at])
        && (delimiter.isBlanks() || delimiter.length(lines.bytes(), at, lines.end()) == 0)) {
      at++;
    }
    return at;
  }

  private void require(boolean isRight, LineScanner lines) throws FileFormatException {
    if (!isRight) {
      throw FileFormatException.at(
          file, lines.firstLine(), "quotes are not closed or not in place");
    }
  }

  private int append(byte character, int length) {
    if (length == unquoted.length) {
      unquoted = Arrays.copyOf(unquoted, Math.max(64, 2 * length));
    }
    unquoted[length] = character;
    return length + 1;
  }

  void splitAtSpaces(LineScanner lines) {
    begin(lines);
    line = lines.line();
    int at = lines.start();
    while (at < lines.end()) {
      int fieldStart = at;
      while (at < lines.end() && !isSpace(bytes[at])) {
        at++;
      }
      if (at > fieldStart) {
        add(fieldStart, at);
      }
      at++;
    }
  }

  /** Takes a line that has been split before. */
  static Fields of(String file, List<String> texts, long line) {
    Fields fields = new Fields(file);
    fields.line = line;
    fields.isQuoted = true;
    fields.unquoted = String.join("", texts).getBytes(StandardCharsets.UTF_8);
    fields.bytes = fields.unquoted;
    int start = 0;
    for (String text : texts) {
      int end = start + text.getBytes(StandardCharsets.UTF_8).length;
      fields.add(start, end);
      start = end;
    }
    return fields;
  }

  private void begin(LineScanner lines) {
    this.lines = lines;
    this.bytes = lines.bytes();
    this.count = 0;
    this.isQuoted = false;
  }

  private void add(int start, int end) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    byte[] text = isQuoted ? unquoted : bytes;
    int first = start;
    int last = end;
    while (first < last && isSpace(text[first])) {
      first++;
    }
    while (first < last && isSpace(text[last - 1])) {
      last--;
    }
    starts[count] = first;
    ends[count] = last;
    count++;
  }

  /** As {@link Character#isWhitespace} tells of ASCII. */
  static boolean isSpace(byte character) {
    return character == ' '
        || (character >= '\t' && character <= '\r')
        || (character >= 0x1c && character <= 0x1f);
  }

  int count() {
    return count;
  }

  long line() {
    return line;
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int field) {
    return starts[field];
  }

  int end(int field) {
    return ends[field];
  }

  boolean isEmpty(int field) {
    return starts[field] == ends[field];
  }

  /** A line of nothing but spaces; an empty pair of quotes is the one field of a line. */
  boolean isBlank() {
    return count == 0 || (count == 1 && isEmpty(0) && !isQuoted);
  }

  /** Whether there are delimiters and nothing between them. */
  boolean isOfDelimiters() {
    return count > 1 && emptyAtEnd() == count;
  }

  /** How many of the last fields are empty. */
  int emptyAtEnd() {
    int empty = 0;
    while (empty < count && isEmpty(count - 1 - empty)) {
      empty++;
    }
    return empty;
  }

  /**
   * @throws FileFormatException if it is not in UTF-8
   */
  String text(int field) throws FileFormatException {
    String text =
        new String(bytes, starts[field], ends[field] - starts[field], StandardCharsets.UTF_8)
            .strip();
    if (text.indexOf(Numbers.UNREADABLE) >= 0) {
      OptionalLong at = lines.unreadable();
      String place =
          at.isEmpty() ? "" : ", byte " + at.getAsLong() + ": --encoding tells what it is in";
      throw FileFormatException.at(
          file, line, field + 1, Numbers.quoted(text) + " is not in UTF-8" + place);
    }
    return text;
  }

  List<String> texts() throws FileFormatException {
    List<String> texts = new ArrayList<>(count);
    for (int field = 0; field < count; field++) {
      texts.add(text(field));
    }
    return texts;
  }
}
