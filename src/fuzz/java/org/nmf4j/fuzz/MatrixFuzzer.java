package org.nmf4j.fuzz;

import java.io.IOException;
import java.util.Arrays;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.MatrixFormat;
import org.nmf4j.io.ReadOptions;

/** Matrices: the first byte tells the format that they are read as. */
public final class MatrixFuzzer {

  private static final FuzzedFile FILE = new FuzzedFile("matrix");

  private MatrixFuzzer() {}

  public static void fuzzerInitialize() throws IOException {
    Seeds.warmUp("MatrixFuzzer", MatrixFuzzer::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0) {
      MatrixFormat[] formats = MatrixFormat.values();
      ReadOptions options =
          ReadOptions.defaults().format(formats[(data[0] & 0xff) % formats.length]);
      FILE.read(
          Arrays.copyOfRange(data, 1, data.length),
          file -> MatrixFiles.read(file, options).observed());
    }
  }
}
