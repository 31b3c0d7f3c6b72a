package org.nmf4j.internal.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Reads what {@link NpzWriter} writes, and believes nothing of it: a member must be stored without
 * compression and have the checksum that the file says.
 */
public final class NpzReader implements Closeable {

  private static final ObjectMapper JSON = new ObjectMapper();

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
    try {
      zip = new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw FileFormatException.of(file, "not a .npz file: " + e.getMessage());
    }
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

  /**
   * @throws FileFormatException if it is not there or damaged, or no JSON
   */
  public JsonNode json(String member) throws IOException {
    byte[] bytes = read(member, InputStream::readAllBytes);
    try {
      return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw FileFormatException.of(file + "!" + member, e.getOriginalMessage());
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T from(InputStream in) throws IOException;
  }

  private <T> T read(String member, Reading<T> reading) throws IOException {
    ZipEntry entry = zip.getEntry(member);
    if (entry == null) {
      throw FileFormatException.of(file, "no file of nmf4j: it has no member " + member);
    }
    if (entry.getMethod() != ZipEntry.STORED) {
      throw FileFormatException.of(file, member + " must be stored without compression");
    }
    // The zip file's own stream leaves the checksum of stored members to us.
    CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
    try (in) {
      T content = reading.from(in);
      if (in.getChecksum().getValue() != entry.getCrc()) {
        throw FileFormatException.of(file + "!" + member, "damaged: its checksum is another");
      }
      return content;
    } catch (ZipException e) {
      throw FileFormatException.of(file, "not a .npz file: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
