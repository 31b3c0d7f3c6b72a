package org.nmf4j.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.MaskedMatrix;

/** Reads and writes matrices as files. */
public final class MatrixFiles {

  private MatrixFiles() {}

  /** Reads a matrix with {@link ReadOptions#defaults()}. */
  public static MaskedMatrix read(Path file) throws IOException {
    return read(file, ReadOptions.defaults());
  }

  /** Reads a matrix. */
  public static MaskedMatrix read(Path file, ReadOptions options) throws IOException {
    throw new IllegalStateException();
  }

  /** Writes a matrix with its labels. */
  public static void write(Path file, MaskedMatrix matrix, boolean overwrite) throws IOException {
    throw new IllegalStateException();
  }

  /** Writes an array as a matrix; lists of labels may be empty. */
  public static void write(
      Path file,
      INDArray matrix,
      List<String> rowLabels,
      List<String> columnLabels,
      boolean overwrite)
      throws IOException {
    throw new IllegalStateException();
  }
}
