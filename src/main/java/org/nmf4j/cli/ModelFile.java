package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;

/** Models are read from files, or from standard input if the file is called {@code -}. */
final class ModelFile {

  private ModelFile() {}

  static NmfModel load(Path file) throws IOException {
    if (!OutputFiles.isStandard(file)) {
      return NmfModel.load(file);
    }
    Path copy = Files.createTempFile("nmf4j-", ".npz"); // A zip archive is read in any order.
    try {
      Files.copy(System.in, copy, StandardCopyOption.REPLACE_EXISTING);
      return NmfModel.load(copy);
    } catch (FileFormatException e) {
      throw new IOException(e.getMessage().replace(copy.toString(), "standard input"), e);
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
