package org.nmf4j.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.OneLine;

/** A file to read, unpacked if it is compressed, whose beginning can be looked at beforehand. */
final class Source implements Closeable {

  private static final int PREVIEW = 1 << 16;
  private static final int GZIP_MAGIC = 0x8b1f;

  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private final Path file;
  private final Optional<Charset> encoding;
  private final String name;
  private final BufferedInputStream bytes;
  private final byte[] preview;

  private Source(Path file, BufferedInputStream bytes, Optional<Charset> encoding)
      throws IOException {
    this.file = file;
    this.encoding = encoding;
    this.name = file.toString();
    this.bytes = bytes;
    bytes.mark(PREVIEW + 1);
    this.preview = bytes.readNBytes(PREVIEW);
    bytes.reset();
  }

  static Source open(Path file) throws IOException {
    return open(file, Optional.empty());
  }

  /**
   * @param encoding of text; UTF-8 by default, or UTF-16 if a byte order mark says so
   */
  static Source open(Path file, Optional<Charset> encoding) throws IOException {
    String name = file.toString();
    if (!Files.exists(file)) {
      throw FileFormatException.of(name, "there is no such file");
    }
    if (Files.isDirectory(file)) {
      throw FileFormatException.of(name, "it is a directory");
    }
    if (!Files.isReadable(file)) {
      throw FileFormatException.of(name, "no permission to read it");
    }
    InputStream in = Files.isRegularFile(file) ? Files.newInputStream(file) : new Pipe(file);
    BufferedInputStream raw = new BufferedInputStream(new Named(in, name), PREVIEW);
    try {
      raw.mark(2);
      int magic = raw.read() | raw.read() << 8;
      raw.reset();
      if (magic != GZIP_MAGIC) {
        return new Source(file, TextEncoding.asUtf8(raw, encoding), encoding);
      }
      BufferedInputStream unpacked = new BufferedInputStream(unpacked(raw, name), PREVIEW);
      return new Source(file, TextEncoding.asUtf8(unpacked, encoding), encoding);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream unpacked(InputStream packed, String name) throws IOException {
    try {
      return new Named(new GZIPInputStream(packed, PREVIEW), name);
    } catch (EOFException | ZipException e) {
      throw Named.explained(e, name);
    }
  }

  String name() {
    return name;
  }

  /** Whether the file's name ends so, before a {@code .gz} if there is one. */
  boolean isNamed(String extension) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(extension) || lower.endsWith(extension + ".gz");
  }

  /** Whether the file's name, that of its folder not counted, has a word in it. */
  boolean mentions(String word) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).contains(word);
  }

  InputStream bytes() {
    return bytes;
  }

  /** Whether the file begins with these characters of one byte each. */
  boolean startsWith(String magic) {
    return preview.length >= magic.length()
        && new String(preview, 0, magic.length(), StandardCharsets.ISO_8859_1).equals(magic);
  }

  /** The first line that is not blank, as far as it can be looked at. */
  String firstLine() {
    String text = new String(preview, StandardCharsets.UTF_8);
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  /** The first lines, without a byte order mark, as far as they can be looked at. */
  InputStream firstLines() {
    int start = startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
    int end = preview.length;
    while (preview.length == PREVIEW && end > start && preview[end - 1] != '\n') {
      end--;
    }
    return new ByteArrayInputStream(preview, start, end - start);
  }

  /**
   * The bytes of a text file, without a byte order mark.
   *
   * @throws FileFormatException if its beginning is not text
   */
  InputStream textBytes() throws IOException {
    for (byte b : preview) {
      if (b == 0) {
        throw FileFormatException.of(
            name, "it is not a text file: it holds a byte 0" + TextEncoding.guess(preview));
      }
    }
    if (startsWith(BYTE_ORDER_MARK)) {
      bytes.skipNBytes(BYTE_ORDER_MARK.length());
    }
    return bytes;
  }

  /** Whether the file can be read from its beginning once more: a pipe can't. */
  boolean isRereadable() {
    return Files.isRegularFile(file);
  }

  Source reopened() throws IOException {
    return open(file, encoding);
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  /**
   * A pipe; an interrupt ends the waiting for it. It can't tell what is ready to be read, and so
   * says that there may be more: else a gzip stream would end with its first member.
   */
  private static final class Pipe extends FilterInputStream {
    private Pipe(Path file) throws IOException {
      super(Channels.newInputStream(Files.newByteChannel(file)));
    }

    @Override
    public int available() {
      return 1;
    }
  }

  /** A stream whose errors name the file, but for an interrupt, which is none of its. */
  private static final class Named extends FilterInputStream {
    private final String name;

    private Named(InputStream in, String name) {
      super(in);
      this.name = name;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (FileFormatException | ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        throw explained(e, name);
      }
    }

    private static FileFormatException explained(IOException e, String name) {
      String problem =
          e instanceof EOFException
              ? "the compressed data end too early"
              : e instanceof ZipException
                  ? "the compressed data are damaged: " + e.getMessage()
                  : OneLine.reason(e);
      return FileFormatException.of(name, problem);
    }
  }
}
