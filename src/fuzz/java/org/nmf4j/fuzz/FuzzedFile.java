package org.nmf4j.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Puts what a fuzzer makes up into a file, and demands of its reader that it refuses the file in
 * one line that names it, or reads it, in memory that its size accounts for.
 */
public final class FuzzedFile {

  /** Reads a file, and does something with what is in it. */
  @FunctionalInterface
  public interface Reader {
    void read(Path file) throws IOException;
  }

  private static final String SEPARATOR = "\u0000|";

  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("(![a-zA-Z_.]+)?: (the matrix does not fit|does not fit|no memory left)");

  private final Path file;

  public FuzzedFile(String name) {
    try {
      file = Files.createTempDirectory("nmf4j-fuzz").resolve(name);
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public void read(byte[] content, Reader reader) {
    try {
      Files.write(file, content);
      reader.read(file);
    } catch (IOException e) {
      String message = e.getMessage();
      boolean isInOrder =
          message != null
              && message.startsWith(file.toString())
              && message.chars().noneMatch(Character::isISOControl)
              && message.length() < 1000
              && !OUT_OF_MEMORY.matcher(message.substring(file.toString().length())).lookingAt();
      if (!isInOrder) {
        throw new AssertionError("not what is to be said of a file: " + message, e);
      }
    }
  }

  /** A file, or if the first byte is odd one that is put together of its members. */
  public static byte[] wholeOrZip(byte[] data, String... members) throws IOException {
    byte[] content = data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
    return data.length > 0 && data[0] % 2 != 0 ? zip(content, members) : content;
  }

  /**
   * A zip file with right checksums, which no fuzzer would ever guess, of members that follow each
   * other in what it makes up.
   */
  private static byte[] zip(byte[] members, String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      String[] parts =
          new String(members, ISO_8859_1).split(Pattern.quote(SEPARATOR), names.length);
      for (int i = 0; i < parts.length; i++) {
        byte[] part = parts[i].getBytes(ISO_8859_1);
        CRC32 sum = new CRC32();
        sum.update(part);
        ZipEntry entry = new ZipEntry(names[i]);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(part.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(part);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** The members of a zip file in the form that {@link #zip} takes. */
  static byte[] members(Path file, String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (int i = 0; i < names.length; i++) {
        if (i > 0) {
          bytes.write(SEPARATOR.getBytes(ISO_8859_1));
        }
        bytes.write(zip.getInputStream(zip.getEntry(names[i])).readAllBytes());
      }
    }
    return bytes.toByteArray();
  }
}
