package org.nmf4j.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import org.nmf4j.internal.format.FileFormatException;

/**
 * The lines of a text file where they lie in a buffer of bytes, of which only one line at a time is
 * held. A line ends with CR, LF or both, and is of bounded length, so that a file without line
 * breaks, or with a quote that is never closed, is refused before it has filled the memory.
 */
final class LineScanner implements Closeable {

  /** Some 400,000 fields of 20 characters. */
  private static final int LONGEST = 1 << 23;

  private static final int FIRST_SIZE = 1 << 17;

  private final String file;
  private final InputStream in;
  private byte[] buffer = new byte[FIRST_SIZE];
  private int filled;
  private int start;
  private int end;
  private int next;
  private boolean endedInReturn;
  private long line;
  private long firstLine;

  /** How many bytes of the text have gone before the buffer. */
  private long bytesBefore;

  /**
   * @throws FileFormatException if the beginning of the file is not text
   */
  LineScanner(Source source) throws IOException {
    this(source.name(), source.textBytes());
  }

  /**
   * @param file for messages
   * @param in text in UTF-8, without a byte order mark
   */
  LineScanner(String file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  boolean next() throws IOException {
    firstLine = line + 1;
    start = next;
    if (endedInReturn && (start < filled || fill()) && buffer[start] == '\n') {
      start++;
    }
    boolean isLast = findEnd(start);
    boolean isThere = !isLast || end > start;
    line += isThere ? 1 : 0;
    return isThere;
  }

  /** Adds the next line, and the line break before it, to the current one, if there is a next. */
  boolean extend() throws IOException {
    if (endedInReturn && (next < filled || fill()) && buffer[next] == '\n') {
      next++;
    }
    if (next == filled && !fill()) {
      return false;
    }
    findEnd(next);
    line++;
    return true;
  }

  /** Looks for the end of a line from a place on; whether it is that of the file. */
  private boolean findEnd(int from) throws IOException {
    end = from;
    do {
      while (end < filled && buffer[end] != '\n' && buffer[end] != '\r') {
        end++;
      }
      next = end;
    } while (end == filled && fill());
    boolean isLast = end == filled;
    endedInReturn = !isLast && buffer[end] == '\r';
    next = isLast ? end : end + 1;
    return isLast;
  }

  /** Reads more after what there is of the current line. */
  private boolean fill() throws IOException {
    int length = filled - start;
    if (length >= LONGEST) {
      throw FileFormatException.at(
          file,
          firstLine,
          String.format(Locale.ROOT, "from here no line ends within %,d characters", LONGEST));
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, length);
    } else if (length == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * length);
    }
    bytesBefore += start;
    end -= start;
    next -= start;
    start = 0;
    filled = length;
    int count = in.read(buffer, length, buffer.length - length);
    filled += Math.max(count, 0);
    return count > 0;
  }

  /** Holds the current line, and is overwritten by the next. */
  byte[] bytes() {
    return buffer;
  }

  int start() {
    return start;
  }

  /** Where the current line ends, without its line break. */
  int end() {
    return end;
  }

  /** The number from 1 of the current line, of its last if there are several. */
  long line() {
    return line;
  }

  long firstLine() {
    return firstLine;
  }

  /** Whether the current line begins so. */
  boolean startsWith(byte[] beginning) {
    return end - start >= beginning.length
        && buffer[start] == beginning[0]
        && Arrays.equals(buffer, start, start + beginning.length, beginning, 0, beginning.length);
  }

  /** Which byte of the text, counted from 1, is the first of the current line not in UTF-8. */
  OptionalLong unreadable() {
    ByteBuffer text = ByteBuffer.wrap(buffer, start, end - start);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(text, CharBuffer.allocate(end - start), true);
    return result.isError()
        ? OptionalLong.of(bytesBefore + text.position() + 1)
        : OptionalLong.empty();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
