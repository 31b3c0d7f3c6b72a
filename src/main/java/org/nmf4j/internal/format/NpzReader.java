package org.nmf4j.internal.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads what {@link NpzWriter} writes, and believes nothing of it: a member must be stored without
 * compression and have the checksum that the file says.
 */
public final class NpzReader implements Closeable {

  private final ZipFile zip;
  private final String file;

  /**
   * @throws FileFormatException if there is no such regular file, or it is no zip file
   */
  public NpzReader(Path path) throws IOException {
    file = path.toString();
    // Asked for first, since a zip reader's own message for it doesn't name the file.
    if (!Files.isRegularFile(path)) {
      throw FileFormatException.of(
          file, Files.exists(path) ? "it is not a regular file" : "there is no such file");
    }
    if (!Files.isReadable(path)) {
      throw FileFormatException.of(file, "no permission to read it");
    }
    try {
      zip = new ZipFile(path.toFile());
    } catch (IOException e) {
      throw notWhole(e);
    }
  }

  private FileFormatException notWhole(IOException e) {
    return e instanceof FileFormatException known
        ? known
        : FileFormatException.of(file, "not a .npz file: " + OneLine.reason(e));
  }

  public List<String> members() {
    return zip.stream().map(ZipEntry::getName).toList();
  }

  /**
   * @param member the name, with its {@code .npy}
   * @throws FileFormatException if it is not there or damaged, or no array
   */
  public INDArray array(String member) throws IOException {
    return read(member, in -> NpyFormat.read(in, file + "!" + member));
  }

  /** As {@link #array}; refuses NaN and infinity as well. */
  public INDArray finiteArray(String member) throws IOException {
    return read(member, in -> NpyFormat.readFinite(in, file + "!" + member));
  }

  /**
   * @param mostTokens brackets, names and values that the object may have
   * @throws FileFormatException if it is not there or damaged, or no JSON object of that size
   */
  public JsonFields json(String member, long mostTokens) throws IOException {
    byte[] text = read(member, InputStream::readAllBytes);
    try {
      return JsonFields.parse(text, mostTokens);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(file + "!" + member, e.getMessage());
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T from(InputStream in) throws IOException;
  }

  private <T> T read(String member, Reading<T> reading) throws IOException {
    ZipEntry entry = entry(member);
    if (entry.getMethod() != ZipEntry.STORED) {
      throw FileFormatException.of(file, member + " must be stored without compression");
    }
    // The zip file's own stream leaves the checksum of stored members to us.
    try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
      T content = reading.from(in);
      if (in.getChecksum().getValue() != entry.getCrc()) {
        throw FileFormatException.of(file + "!" + member, "damaged: its checksum is another");
      }
      return content;
    } catch (IOException e) {
      throw notWhole(e);
    } catch (OutOfMemoryError e) {
      // Thrown for one array that is too large, which leaves the JVM as sound as before.
      throw FileFormatException.of(file + "!" + member, "does not fit into memory");
    }
  }

  private ZipEntry entry(String member) throws FileFormatException {
    List<? extends ZipEntry> entries =
        zip.stream().filter(entry -> entry.getName().equals(member)).toList();
    if (entries.size() != 1) {
      throw FileFormatException.of(
          file,
          entries.isEmpty()
              ? "no file of nmf4j: it has no member " + member
              : "it has member " + member + " twice");
    }
    return entries.get(0);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
