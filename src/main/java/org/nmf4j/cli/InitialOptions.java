package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.Nmf;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.solver.Initializer;
import org.nmf4j.solver.initial.Initializers;
import picocli.CommandLine.Option;

final class InitialOptions {

  private static final Map<String, Initializer> BY_NAME =
      Map.of("random", Initializers.random(), "nndsvd", Initializers.nndsvd());

  @Option(
      names = "--init",
      paramLabel = "random|nndsvd",
      description = "Where W and H start (default: by the loss, mostly random).")
  private String init;

  @Option(
      names = "--init-w",
      paramLabel = "FILE",
      description = "Start at this W, m×k (default: by --init).")
  private Path initW;

  @Option(
      names = "--init-h",
      paramLabel = "FILE",
      description = "Start at this H, k×n (default: by --init).")
  private Path initH;

  /**
   * The same with the initializer that is named, without what has to be read from files.
   *
   * @throws IllegalArgumentException if the options don't go together
   */
  Nmf addTo(Nmf nmf) {
    if ((initW == null) != (initH == null)) {
      throw new IllegalArgumentException("--init-w and --init-h are needed together");
    }
    if (init == null) {
      return nmf;
    }
    if (initW != null) {
      throw new IllegalArgumentException("--init can't be had with --init-w and --init-h");
    }
    if (!BY_NAME.containsKey(init)) {
      throw new IllegalArgumentException("--init must be random or nndsvd, got \"" + init + "\"");
    }
    return nmf.initializer(BY_NAME.get(init));
  }

  /** Whether W and H are given, which have a rank. */
  boolean areFactors() {
    return initW != null;
  }

  boolean areRandom() {
    return initW == null && (init == null || init.equals("random"));
  }

  /** The same, starting at W and H from files where such are given. */
  Nmf withFactorsOfFiles(Nmf nmf) throws IOException {
    if (initW == null) {
      return nmf;
    }
    INDArray w = readFactor(initW);
    INDArray h = readFactor(initH);
    try {
      return nmf.initial(w, h);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(initW.toString(), e.getMessage());
    }
  }

  /** The files of W and H; null where none is given. */
  Stream<Path> files() {
    return Stream.of(initW, initH);
  }

  private static INDArray readFactor(Path file) throws IOException {
    return MatrixFiles.open(file, ReadOptions.defaults()).matrix().toArray();
  }
}
