package org.nmf4j.io;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.nmf4j.format.FileFormatException;

/** A file to read, unpacked if it is compressed, whose beginning can be looked at beforehand. */
final class Source implements Closeable {

  private static final int PREVIEW = 1 << 16;
  private static final int GZIP_MAGIC = 0x8b1f;

  private final String name;
  private final BufferedInputStream bytes;
  private final byte[] preview;

  private Source(String name, BufferedInputStream bytes) throws IOException {
    this.name = name;
    this.bytes = bytes;
    bytes.mark(PREVIEW + 1);
    this.preview = bytes.readNBytes(PREVIEW);
    bytes.reset();
  }

  static Source open(Path file) throws IOException {
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
    BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file), PREVIEW);
    try {
      raw.mark(2);
      int magic = raw.read() | raw.read() << 8;
      raw.reset();
      if (magic != GZIP_MAGIC) {
        return new Source(name, raw);
      }
      return new Source(name, new BufferedInputStream(Unpacked.of(name, raw), PREVIEW));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** The file, as the caller named it. */
  String name() {
    return name;
  }

  /** Whether the file's name ends so, before a {@code .gz} if there is one. */
  boolean isNamed(String extension) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(extension) || lower.endsWith(extension + ".gz");
  }

  InputStream bytes() {
    return bytes;
  }

  /** Whether the file begins with these characters of one byte each. */
  boolean startsWith(String magic) {
    return preview.length >= magic.length()
        && new String(preview, 0, magic.length(), StandardCharsets.ISO_8859_1).equals(magic);
  }

  /**
   * The first lines that are not blank, as far as they can be looked at, without a byte order mark.
   */
  List<String> firstLines(int count) {
    String text = new String(preview, StandardCharsets.UTF_8);
    return (text.startsWith("\uFEFF") ? text.substring(1) : text)
        .lines()
        .filter(line -> !line.isBlank())
        .limit(count)
        .toList();
  }

  /**
   * The file as text, in UTF-8, without a byte order mark; {@link Numbers#UNREADABLE} stands for
   * what is not in UTF-8.
   *
   * @throws FileFormatException if its beginning is not text
   */
  LineLimit text() throws IOException {
    for (byte b : preview) {
      if (b == 0) {
        throw FileFormatException.of(name, "it is not a text file: it holds a byte 0");
      }
    }
    // A decoder that throws reads ahead and can't tell the line: what it replaces is found later.
    LineLimit reader = new LineLimit(new InputStreamReader(bytes, StandardCharsets.UTF_8), name);
    skipByteOrderMark(reader);
    return reader;
  }

  private void skipByteOrderMark(Reader reader) throws IOException {
    if (startsWith("\u00EF\u00BB\u00BF")) {
      reader.read();
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  /** A gzip stream whose errors name the file. */
  private static final class Unpacked extends FilterInputStream {
    private final String name;

    private Unpacked(String name, GZIPInputStream unpacked) {
      super(unpacked);
      this.name = name;
    }

    static Unpacked of(String name, InputStream packed) throws IOException {
      try {
        return new Unpacked(name, new GZIPInputStream(packed, PREVIEW));
      } catch (EOFException | ZipException e) {
        throw explained(name, e);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (EOFException | ZipException e) {
        throw explained(name, e);
      }
    }

    private static FileFormatException explained(String name, IOException e) {
      return FileFormatException.of(
          name,
          e instanceof EOFException
              ? "the compressed data end too early"
              : "the compressed data are damaged: " + e.getMessage());
    }
  }
}
