package org.nmf4j.io;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.nmf4j.internal.format.FileFormatException;

/**
 * Text whose lines are of bounded length, so that a file without line breaks, or with a quote that
 * is never closed, is refused before it has filled the memory.
 */
final class LineLimit extends FilterReader {

  /** Some 400,000 fields of 20 characters. */
  static final int LONGEST = 1 << 23;

  private final String file;
  private long line = 1;
  private long taken;

  /** Text in UTF-8; {@link Numbers#UNREADABLE} stands for what is not in UTF-8. */
  LineLimit(InputStream text, String file) {
    // A decoder that throws reads ahead and can't tell the line: what it replaces is found later.
    super(new InputStreamReader(text, StandardCharsets.UTF_8));
    this.file = file;
  }

  /** Tells that all before this line, counted from 1, has been taken in. */
  void begin(long line) {
    this.line = line;
    this.taken = 0;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    taken += count;
    if (taken > LONGEST) {
      throw exceeded(file, line);
    }
    return count;
  }

  /** What to say of a line that does not end. */
  static FileFormatException exceeded(String file, long line) {
    return FileFormatException.at(
        file,
        line,
        String.format(Locale.ROOT, "from here no line ends within %,d characters", LONGEST));
  }
}
