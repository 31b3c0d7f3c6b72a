package org.nmf4j.select;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.EntryDigest;
import org.nmf4j.internal.format.NpzReader;
import org.nmf4j.internal.format.NpzWriter;
import org.nmf4j.internal.format.OneLine;
import org.nmf4j.internal.format.WholeFile;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.Splitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What trials have given, as {@code .npz} files in a directory, for a search to go on from. */
final class TrialStore {

  private static final Logger LOG = LoggerFactory.getLogger(TrialStore.class);

  private static final String NPY = ".npy";

  /** As much of the fingerprint as a file's name has. */
  private static final int DIGITS = 16;

  /** Null to keep nothing. */
  private final Path directory;

  private final String prefix;

  private TrialStore(Path directory, String prefix) {
    this.directory = directory;
    this.prefix = prefix;
  }

  static TrialStore none() {
    return new TrialStore(null, "");
  }

  /**
   * A store for the trials of a matrix in these folds, by fits of which something is told that
   * shows if they are others.
   *
   * @throws UncheckedIOException if the directory can't be made
   */
  static TrialStore in(Path directory, MaskedMatrix a, List<Splitter> folds, String fits) {
    try {
      Files.createDirectories(directory);
      WholeFile.deleteUnfinished(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep trials in " + directory + ": " + OneLine.reason(e), e);
    }
    return new TrialStore(directory, fingerprint(a, folds, fits).substring(0, DIGITS) + "-");
  }

  private static String fingerprint(MaskedMatrix a, List<Splitter> folds, String fits) {
    EntryDigest digest = new EntryDigest().add(fits + " " + a.dataType());
    List<Splitter.Choice> choices = folds.stream().map(fold -> fold.of(a)).toList();
    a.forEachObserved(
        (row, column, value, weight) -> {
          int fold = -1;
          for (int i = 0; i < choices.size(); i++) {
            fold = choices.get(i).isTest(row, column) ? i : fold;
          }
          digest.add(row, column, value, weight);
          digest.add(fold);
        });
    return digest.hex();
  }

  private Path file(String name) {
    return directory.resolve(prefix + name + ".npz");
  }

  /** What was kept of a trial; a file that is damaged counts for none. */
  Optional<Map<String, INDArray>> read(String name) {
    if (directory == null || !Files.exists(file(name))) {
      return Optional.empty();
    }
    try (NpzReader npz = new NpzReader(file(name))) {
      Map<String, INDArray> arrays = new LinkedHashMap<>();
      for (String member : npz.members()) {
        arrays.put(member.substring(0, member.length() - NPY.length()), npz.array(member));
      }
      return Optional.of(arrays);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("trial not used: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Keeps what a trial has given; a failure does not end the search. */
  void keep(String name, Map<String, INDArray> arrays) {
    if (directory == null) {
      return;
    }
    try {
      WholeFile.write(
          file(name),
          true,
          out -> {
            NpzWriter npz = new NpzWriter(out);
            for (Map.Entry<String, INDArray> array : arrays.entrySet()) {
              npz.array(array.getKey() + NPY, array.getValue());
            }
            npz.finish();
          });
    } catch (IOException e) {
      LOG.warn("trial not kept: {}", e.getMessage());
    }
  }
}
