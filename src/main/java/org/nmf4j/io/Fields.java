package org.nmf4j.io;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.nmf4j.internal.format.FileFormatException;

/** The fields of a line where they lie in its bytes, without the spaces around them. */
final class Fields {

  /** Of further fields it is only known that they are there. */
  private static final int HELD = 256;

  private final String file;
  private final int[] starts = new int[HELD];
  private final int[] ends = new int[HELD];
  private byte[] bytes;
  private long line;
  private int count;

  Fields(String file) {
    this.file = file;
  }

  /** Splits the scanner's line, unless there is a quote in it: then it splits nothing. */
  boolean split(LineScanner lines, byte[] delimiter) {
    begin(lines.bytes(), lines.line());
    int fieldStart = lines.start();
    int at = lines.start();
    while (at < lines.end()) {
      byte next = bytes[at];
      if (next == '"') {
        return false;
      }
      if (next == delimiter[0] && isAt(at, lines.end(), delimiter)) {
        add(fieldStart, at);
        at += delimiter.length;
        fieldStart = at;
      } else {
        at++;
      }
    }
    add(fieldStart, at);
    return true;
  }

  private boolean isAt(int at, int end, byte[] delimiter) {
    if (at + delimiter.length > end) {
      return false;
    }
    for (int i = 1; i < delimiter.length; i++) {
      if (bytes[at + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  void splitAtSpaces(LineScanner lines) {
    begin(lines.bytes(), lines.line());
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

  void take(List<String> split, long line) {
    List<String> held = split.subList(0, Math.min(split.size(), HELD));
    begin(String.join("", held).getBytes(StandardCharsets.UTF_8), line);
    int start = 0;
    for (String field : held) {
      int end = start + field.getBytes(StandardCharsets.UTF_8).length;
      add(start, end);
      start = end;
    }
    count = split.size();
  }

  private void begin(byte[] bytes, long line) {
    this.bytes = bytes;
    this.line = line;
    this.count = 0;
  }

  private void add(int start, int end) {
    if (count < HELD) {
      int first = start;
      int last = end;
      while (first < last && isSpace(bytes[first])) {
        first++;
      }
      while (first < last && isSpace(bytes[last - 1])) {
        last--;
      }
      starts[count] = first;
      ends[count] = last;
    }
    count++;
  }

  /** As {@link Character#isWhitespace} tells of ASCII. */
  private static boolean isSpace(byte character) {
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

  /**
   * @throws FileFormatException if it is not in UTF-8
   */
  String text(int field) throws FileFormatException {
    String text =
        new String(bytes, starts[field], ends[field] - starts[field], StandardCharsets.UTF_8);
    if (text.indexOf(Numbers.UNREADABLE) >= 0) {
      throw FileFormatException.at(
          file, line, field + 1, Numbers.quoted(text) + " is not in UTF-8");
    }
    return text;
  }
}
