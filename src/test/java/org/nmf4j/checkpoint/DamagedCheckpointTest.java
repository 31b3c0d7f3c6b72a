package org.nmf4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.NpzReader;
import org.nmf4j.internal.format.NpzWriter;
import org.nmf4j.internal.format.WholeFile;

/** Of a file that can't be trusted one line is said, and the one before it is used. */
class DamagedCheckpointTest {

  private static final Problem PROBLEM = Problem.DENSE;
  private static final NmfModel EXPECTED = PROBLEM.specification().fit(PROBLEM.matrix());
  private static final INDArray SMALL = Nd4j.ones(DataType.DOUBLE, 3, 3);

  @TempDir private Path directory;
  private Path newest;

  @BeforeEach
  void fitAndKeepThree() throws IOException {
    fit(80);
    try (Stream<Path> files = Files.list(directory)) {
      newest = files.max(Path::compareTo).orElseThrow();
    }
  }

  /** A fit, and the iteration that it began at. */
  private record Run(NmfModel model, int begin) {}

  private Run fit(int iterations) {
    List<Integer> seen = new ArrayList<>();
    NmfModel model =
        PROBLEM
            .specification()
            .iterations(iterations)
            .checkpoint(Checkpoints.into(directory).every(10).keepLast(3))
            .listener(progress -> seen.add(progress.iteration()))
            .fit(PROBLEM.matrix());
    return new Run(model, seen.get(0));
  }

  /** What can be done to a file. */
  @FunctionalInterface
  private interface Damage {
    void to(Path file) throws IOException;
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        ofBytes(": not a .npz file", whole -> new byte[0]),
        ofBytes(": not a .npz file", whole -> Arrays.copyOf(whole, whole.length / 2)),
        ofBytes(": not a .npz file", whole -> serialised()),
        Arguments.of(
            ": it is not a regular file",
            (Damage)
                file -> {
                  Files.delete(file);
                  Files.createDirectory(file);
                }),
        Arguments.of(": no checkpoint of this version of nmf4j", (Damage) EXPECTED::save),
        ofMetadata("Version\":1", "Version\":2", ": no checkpoint of this version of nmf4j"),
        ofMetadata(
            "print\":\"....",
            "print\":\"0000",
            ": a checkpoint of another matrix or specification"),
        ofMetadata("(?<=iteration\":)80", "70", ": iteration 70 after PT"),
        ofMetadata(
            "(?<=iteration\":)80",
            "-1",
            ": iteration must be a whole number in [0, 2147483647], got -1"),
        ofMetadata("(?<=iteration\":)80", "1e30", ": iteration "),
        ofMetadata("\\{", "[".repeat(100_000), "!metadata.json: "),
        ofArray("rule_W", null, ": it must hold ["),
        ofArray("rule_W", SMALL, ": W must be DOUBLE of shape [40, 4], got DOUBLE of shape [3, 3]"),
        ofArray(
            "rule_solved_H",
            Nd4j.ones(DataType.FLOAT, 30, 4),
            ": solved_H must be DOUBLE of shape [30, 4], got FLOAT of shape [30, 4]"),
        ofArray(
            "rule_ahead_H",
            Nd4j.ones(30, 4).putScalar(7, Double.NaN),
            "!rule_ahead_H.npy: all numbers must be "),
        ofArray("rule_more", SMALL, ": it must hold ["),
        ofArray("best_W", SMALL, ": W (m×k) and H (k×n) must share the rank k"),
        ofArray("best_W", null, ": no file of nmf4j: it has no member best_W.npy"),
        ofArray("best_H", Nd4j.ones(DataType.DOUBLE, 4, 2), ": best H must be DOUBLE of shape ["),
        ofArray("held_out_history", null, ": it must hold ["),
        ofArray("history", SMALL, "!history.npy: a vector of f8 numbers is needed"));
  }

  private static Arguments ofBytes(String message, UnaryOperator<byte[]> change) {
    return Arguments.of(
        message, (Damage) file -> Files.write(file, change.apply(Files.readAllBytes(file))));
  }

  private static byte[] serialised() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ArrayList<>(List.of("objects")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static Arguments ofMetadata(String pattern, String replacement, String message) {
    return Arguments.of(message, (Damage) file -> rewrite(file, pattern, replacement, "", null));
  }

  /** Another array in place of one, or none. */
  private static Arguments ofArray(String name, INDArray array, String message) {
    return Arguments.of(message, (Damage) file -> rewrite(file, "", "", name + ".npy", array));
  }

  private static void rewrite(
      Path file, String pattern, String replacement, String member, INDArray array)
      throws IOException {
    String metadata;
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    try (NpzReader npz = new NpzReader(file)) {
      metadata = npz.json("metadata.json", 100).toString().replaceFirst(pattern, replacement);
      for (String name : npz.members()) {
        if (name.endsWith(".npy")) {
          arrays.put(name, npz.array(name));
        }
      }
    }
    arrays.remove(member);
    if (array != null) {
      arrays.put(member, array);
    }
    WholeFile.write(
        file,
        true,
        out -> {
          NpzWriter npz = new NpzWriter(out);
          npz.bytes("metadata.json", metadata.getBytes(StandardCharsets.UTF_8));
          for (Map.Entry<String, INDArray> each : arrays.entrySet()) {
            npz.array(each.getKey(), each.getValue());
          }
          npz.finish();
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void theOneBeforeIsUsed(String message, Damage damage) throws IOException {
    damage.to(newest);
    PrintStream original = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    Run run;
    try {
      run = fit(Problem.ITERATIONS);
    } finally {
      System.setErr(original);
    }
    assertThat(run.begin()).isEqualTo(70);
    CheckpointsTest.assertSameBits(run.model(), EXPECTED);
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("not used"))
        .singleElement(STRING)
        .contains("checkpoint not used: " + newest + message);
  }

  /** Wherever it is: either it is seen, or it doesn't matter. */
  @Test
  void aByteThatHasChangedChangesNoModel() throws IOException {
    byte[] whole = Files.readAllBytes(newest);
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(newest, changed);
      Run run = fit(82);
      refused += run.begin() == 70 ? 1 : 0;
      assertThat(run.model().report().orElseThrow().history())
          .isEqualTo(EXPECTED.report().orElseThrow().history().subList(0, 83));
      try (Stream<Path> files = Files.list(directory)) {
        for (Path later : files.filter(file -> file.toString().endsWith("82.npz")).toList()) {
          Files.delete(later);
        }
      }
    }
    assertThat(refused).isGreaterThan(30);
  }
}
