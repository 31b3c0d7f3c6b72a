package org.nmf4j.io;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.nmf4j.internal.format.FileFormatException;

/**
 * The lines of a text file where they lie in a buffer of bytes, of which only one line at a time is
 * held. A line ends with CR, LF or both.
 */
final class LineScanner implements Closeable {

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

  /**
   * @throws FileFormatException if the beginning of the file is not text
   */
  LineScanner(Source source) throws IOException {
    this.file = source.name();
    this.in = source.textBytes();
  }

  boolean next() throws IOException {
    start = next;
    if (endedInReturn && (start < filled || fill()) && buffer[start] == '\n') {
      start++;
    }
    end = start;
    do {
      while (end < filled && buffer[end] != '\n' && buffer[end] != '\r') {
        end++;
      }
    } while (end == filled && fill());
    boolean isLast = end == filled;
    endedInReturn = !isLast && buffer[end] == '\r';
    next = isLast ? end : end + 1;
    boolean isThere = !isLast || end > start;
    line += isThere ? 1 : 0;
    return isThere;
  }

  /** Reads more after what there is of the current line. */
  private boolean fill() throws IOException {
    int length = filled - start;
    if (length >= LineLimit.LONGEST) {
      throw LineLimit.exceeded(file, line + 1);
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, length);
    } else if (length == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * length);
    }
    end -= start;
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

  /** The number of the current line, from 1; at the end of the file, of the last one. */
  long line() {
    return line;
  }

  /** The rest of the file from the current line's start. Ends the scanning. */
  InputStream rest() {
    return new SequenceInputStream(new ByteArrayInputStream(buffer, start, filled - start), in);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
