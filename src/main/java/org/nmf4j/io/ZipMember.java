package org.nmf4j.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.OneLine;

/** The only file in a zip archive. */
record ZipMember(String name, InputStream bytes) {

  static final String MAGIC = "PK\u0003\u0004";

  private static final int SHOWN = 5;

  /** Of what is NumPy's, which holds arrays. */
  static boolean holdsArrays(Path archive) throws IOException {
    try (ZipFile zip = open(archive)) {
      return zip.stream().anyMatch(entry -> entry.getName().endsWith(".npy"));
    }
  }

  /**
   * @throws FileFormatException if there are more, or none
   */
  static ZipMember of(Path archive) throws IOException {
    ZipFile zip = open(archive);
    try {
      List<? extends ZipEntry> files =
          zip.stream()
              .filter(entry -> !entry.isDirectory() && !entry.getName().startsWith("__MACOSX/"))
              .toList();
      if (files.size() != 1) {
        throw FileFormatException.of(
            archive.toString(),
            String.format(
                Locale.ROOT,
                "it is a zip archive of %d files, not of one: unpack the one to read (unzip): %s",
                files.size(),
                files.stream()
                    .limit(SHOWN)
                    .map(ZipEntry::getName)
                    .collect(Collectors.joining(", "))));
      }
      InputStream bytes = zip.getInputStream(files.get(0));
      return new ZipMember(files.get(0).getName(), new Closing(bytes, zip));
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile open(Path archive) throws IOException {
    if (!Files.isRegularFile(archive)) {
      throw FileFormatException.of(
          archive.toString(), "a zip archive can't be read from a pipe: unpack it (funzip)");
    }
    try {
      return new ZipFile(archive.toFile());
    } catch (IOException e) {
      throw FileFormatException.of(
          archive.toString(), "the zip archive is damaged: " + OneLine.reason(e));
    }
  }

  /** Closes the archive with its member. */
  private static final class Closing extends FilterInputStream {
    private final ZipFile zip;

    private Closing(InputStream in, ZipFile zip) {
      super(in);
      this.zip = zip;
    }

    @Override
    public void close() throws IOException {
      try (zip) {
        super.close();
      }
    }
  }
}
