package org.nmf4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Bytes of UTF-8 for a writer, such as that of standard output. */
final class TextStream extends OutputStream {

  private final Writer writer;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 13);
  private final CharBuffer chars = CharBuffer.allocate(1 << 13);

  TextStream(Writer writer) {
    this.writer = writer;
  }

  @Override
  public void write(int octet) throws IOException {
    if (!bytes.hasRemaining()) {
      flush();
    }
    bytes.put((byte) octet);
  }

  /** All but the beginning of a character whose end has not come. */
  @Override
  public void flush() throws IOException {
    bytes.flip();
    decoder.decode(bytes, chars, false);
    bytes.compact();
    chars.flip();
    writer.append(chars);
    chars.clear();
    writer.flush();
  }
}
