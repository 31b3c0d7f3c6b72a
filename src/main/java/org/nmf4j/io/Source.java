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
import java.util.zip.ZipException;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.OneLine;

/** A file to read, unpacked if it is compressed, whose beginning can be looked at beforehand. */
final class Source implements Closeable {

  private static final int PREVIEW = 1 << 16;
  private static final Path STANDARD_INPUT = Path.of("-");

  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private final Path file;
  private final Optional<Charset> encoding;
  private final String name;

  /** Of what is packed, if it is. */
  private final String inner;

  private final BufferedInputStream bytes;
  private final byte[] preview;

  private Source(Path file, String inner, BufferedInputStream bytes, Optional<Charset> encoding)
      throws IOException {
    this.file = file;
    this.encoding = encoding;
    this.name = nameOf(file);
    this.inner = inner.toLowerCase(Locale.ROOT);
    this.bytes = bytes;
    bytes.mark(PREVIEW + 1);
    this.preview = bytes.readNBytes(PREVIEW);
    bytes.reset();
  }

  /** Opens a file, or standard input if it is called {@code -}. */
  static Source open(Path file) throws IOException {
    return open(file, Optional.empty());
  }

  /**
   * @param encoding of text; UTF-8 by default, or UTF-16 if a byte order mark says so
   */
  static Source open(Path file, Optional<Charset> encoding) throws IOException {
    String name = nameOf(file);
    boolean isStandard = file.equals(STANDARD_INPUT);
    if (!isStandard && !Files.exists(file)) {
      throw FileFormatException.of(name, "there is no such file");
    }
    if (Files.isDirectory(file)) {
      throw FileFormatException.of(name, "it is a directory");
    }
    if (!isStandard && !Files.isReadable(file)) {
      throw FileFormatException.of(name, "no permission to read it");
    }
    InputStream in =
        isStandard ? System.in : isRegular(file) ? Files.newInputStream(file) : new Pipe(file);
    BufferedInputStream raw = new BufferedInputStream(new Named(in, name), PREVIEW);
    try {
      return unpacked(file, raw, encoding);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static String nameOf(Path file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : file.toString();
  }

  private static boolean isRegular(Path file) {
    return !file.equals(STANDARD_INPUT) && Files.isRegularFile(file);
  }

  private static Source unpacked(Path file, BufferedInputStream raw, Optional<Charset> encoding)
      throws IOException {
    String name = nameOf(file);
    raw.mark(Packing.MAGIC);
    byte[] magic = raw.readNBytes(Packing.MAGIC);
    raw.reset();
    String inner = name;
    BufferedInputStream bytes = raw;
    Optional<Packing> packing = Packing.of(magic);
    if (new String(magic, StandardCharsets.ISO_8859_1).startsWith(ZipMember.MAGIC)
        && !ZipMember.holdsArrays(file)) {
      raw.close();
      ZipMember member = ZipMember.of(file);
      inner = member.name();
      bytes = buffered(member.bytes(), name);
    } else if (packing.isPresent()) {
      inner = Packing.unpackedName(name);
      bytes = buffered(unpacked(packing.get(), raw, name), name);
    }
    try {
      return new Source(file, inner, TextEncoding.asUtf8(bytes, encoding), encoding);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static BufferedInputStream buffered(InputStream in, String name) {
    return new BufferedInputStream(new Named(in, name), PREVIEW);
  }

  private static InputStream unpacked(Packing packing, InputStream packed, String name)
      throws IOException {
    try {
      return packing.unpacked(packed, name);
    } catch (FileFormatException e) {
      throw e;
    } catch (IOException e) {
      throw Named.explained(e, name);
    }
  }

  String name() {
    return name;
  }

  /** Whether the file's name ends so, or that of what is packed in it. */
  boolean isNamed(String extension) {
    return inner.endsWith(extension) || Packing.unpackedName(inner).endsWith(extension);
  }

  /** Whether the file's name, that of its folder not counted, has a word in it. */
  boolean mentions(String word) {
    return (file.getFileName() + inner.substring(inner.lastIndexOf('/') + 1))
        .toLowerCase(Locale.ROOT)
        .contains(word);
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
    return isRegular(file);
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
      } catch (IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
        throw FileFormatException.of(name, "the compressed data are damaged: " + e.getMessage());
      }
    }

    /** An error that was met after some bytes is for the next reading to tell. */
    @Override
    public int available() {
      try {
        return super.available();
      } catch (IOException e) {
        return 1;
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
