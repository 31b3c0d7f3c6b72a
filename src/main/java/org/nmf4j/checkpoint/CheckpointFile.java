package org.nmf4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.JsonFields;
import org.nmf4j.internal.format.NpzReader;
import org.nmf4j.internal.format.NpzWriter;
import org.nmf4j.internal.format.WholeFile;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.FitState;

/**
 * A state of a fit as an {@code .npz} file: {@code metadata.json}, {@code history.npy}, with a
 * held-out part {@code held_out_history.npy}, {@code best_W.npy} and {@code best_H.npy}, and {@code
 * rule_<name>.npy} for each array of the update rule.
 */
final class CheckpointFile {

  private static final String FORMAT = "nmf4j checkpoint";
  private static final int FORMAT_VERSION = 1;
  private static final String METADATA = "metadata.json";
  private static final String HISTORY = "history.npy";
  private static final String HELD_OUT_HISTORY = "held_out_history.npy";
  private static final String BEST_W = "best_W.npy";
  private static final String BEST_H = "best_H.npy";
  private static final String RULE = "rule_";
  private static final String NPY = ".npy";
  private static final long MOST_TOKENS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckpointFile() {}

  static void write(Path file, String fingerprint, FitState state) throws IOException {
    byte[] metadata =
        JSON.writeValueAsBytes(
            JSON.createObjectNode()
                .put("format", FORMAT)
                .put("formatVersion", FORMAT_VERSION)
                .put("fingerprint", fingerprint)
                .put("iteration", state.iteration())
                .put("elapsedNanos", state.elapsed().toNanos()));
    WholeFile.write(
        file,
        true,
        out -> {
          NpzWriter npz = new NpzWriter(out);
          npz.bytes(METADATA, metadata);
          npz.array(HISTORY, Nd4j.createFromArray(state.history()));
          if (state.heldOutHistory().length > 0) {
            npz.array(HELD_OUT_HISTORY, Nd4j.createFromArray(state.heldOutHistory()));
          }
          if (state.best().isPresent()) {
            npz.array(BEST_W, state.best().get().w());
            npz.array(BEST_H, state.best().get().h());
          }
          for (var array : state.rule().entrySet()) {
            npz.array(RULE + array.getKey() + NPY, array.getValue());
          }
          npz.finish();
        });
  }

  /**
   * @throws FileFormatException if the file is damaged, or of a fit with another fingerprint
   */
  static FitState read(Path file, String fingerprint) throws IOException {
    try (NpzReader npz = new NpzReader(file)) {
      JsonFields metadata = npz.json(METADATA, MOST_TOKENS);
      if (!metadata.isText("format", FORMAT)
          || metadata.count("formatVersion", Integer.MAX_VALUE) != FORMAT_VERSION) {
        throw FileFormatException.of(file.toString(), "no checkpoint of this version of nmf4j");
      }
      if (!metadata.isText("fingerprint", fingerprint)) {
        throw FileFormatException.of(
            file.toString(), "a checkpoint of another matrix or specification");
      }
      Map<String, INDArray> rule = new LinkedHashMap<>();
      for (String member : npz.members()) {
        if (member.startsWith(RULE) && member.endsWith(NPY)) {
          String name = member.substring(RULE.length(), member.length() - NPY.length());
          rule.put(name, npz.finiteArray(member).dup('c'));
        }
      }
      List<String> members = npz.members();
      return new FitState(
          (int) metadata.count("iteration", Integer.MAX_VALUE),
          Duration.ofNanos(metadata.count("elapsedNanos", Long.MAX_VALUE)),
          numbers(npz, HISTORY, file),
          members.contains(HELD_OUT_HISTORY) ? numbers(npz, HELD_OUT_HISTORY, file) : new double[0],
          Stream.of(HELD_OUT_HISTORY, BEST_W, BEST_H).anyMatch(members::contains)
              ? Optional.of(
                  new Factors(npz.finiteArray(BEST_W).dup('c'), npz.finiteArray(BEST_H).dup('c')))
              : Optional.empty(),
          rule);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(file.toString(), e.getMessage());
    }
  }

  private static double[] numbers(NpzReader npz, String member, Path file) throws IOException {
    INDArray array = npz.array(member);
    if (array.rank() != 1 || array.dataType() != DataType.DOUBLE) {
      throw FileFormatException.of(file + "!" + member, "a vector of f8 numbers is needed");
    }
    return array.toDoubleVector();
  }
}
