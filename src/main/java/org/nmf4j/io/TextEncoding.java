package org.nmf4j.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text in any encoding, taken into UTF-8 as it is read. */
final class TextEncoding extends InputStream {

  private static final int MARK = 0xFEFF;

  private final InputStream in;
  private final Reader reader;
  private final char[] chars = new char[1 << 13];
  private int held;
  private byte[] bytes = new byte[0];
  private int next;

  private TextEncoding(InputStream in, Charset charset) {
    this.in = in;
    this.reader = new InputStreamReader(in, charset);
  }

  /** The same if nothing is told and no byte order mark says UTF-16. */
  static BufferedInputStream asUtf8(BufferedInputStream in, Optional<Charset> told)
      throws IOException {
    in.mark(2);
    int high = in.read();
    int low = in.read();
    in.reset();
    boolean isMarked = (high << 8 | low) == MARK || (low << 8 | high) == MARK;
    Charset charset = told.orElse(isMarked ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    return charset.equals(StandardCharsets.UTF_8)
        ? in
        : new BufferedInputStream(new TextEncoding(in, charset), 1 << 16);
  }

  /** What a text with bytes of 0 may be in, for messages. */
  static String guess(byte[] beginning) {
    int[] zeros = new int[2];
    for (int i = 0; i < beginning.length; i++) {
      zeros[i % 2] += beginning[i] == 0 ? 1 : 0;
    }
    int most = Math.max(zeros[0], zeros[1]);
    if (Math.min(zeros[0], zeros[1]) > 0 || 3 * most < beginning.length) {
      return "";
    }
    return " (it may be in UTF-16: --encoding UTF-16" + (zeros[1] > 0 ? "LE)" : "BE)");
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (next == bytes.length) {
      if (!fill()) {
        return -1;
      }
    }
    int count = Math.min(length, bytes.length - next);
    System.arraycopy(bytes, next, target, offset, count);
    next += count;
    return count;
  }

  private boolean fill() throws IOException {
    int count = reader.read(chars, held, chars.length - held);
    int all = held + Math.max(count, 0);
    // The half of a pair waits for the other.
    held = count > 0 && Character.isHighSurrogate(chars[all - 1]) ? 1 : 0;
    bytes = new String(chars, 0, all - held).getBytes(StandardCharsets.UTF_8);
    next = 0;
    if (held > 0) {
      chars[0] = chars[all - 1];
    }
    return count > 0 || bytes.length > 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
