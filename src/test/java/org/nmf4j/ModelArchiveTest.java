package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.format.NpyFormat;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Penalties;

/** Files of models with offsets, penalties and a range. */
class ModelArchiveTest {

  private static final INDArray A = TestMatrices.withHoles(DataType.FLOAT, 12, 9, 2, 0.2, 5);
  private static final NmfModel MODEL =
      Nmf.ofRank(2)
          .penalty(new ElasticNet(0.01, 0.02, 0.03, 0.04), Penalties.l2(0.5).perObservation())
          .offsets(Penalties.l2(0.1))
          .clip(0.25, 1.5)
          .iterations(10)
          .fit(A);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("model.npz");
    MODEL.save(file);
  }

  @Test
  void isTheSameModelAfterReading() throws IOException {
    NmfModel loaded = NmfModel.load(file);
    assertThat(loaded.terms()).isEqualTo(MODEL.terms());
    TestMatrices.assertSameBits(loaded.reconstruct(), MODEL.reconstruct());
    TestMatrices.assertSameBits(
        loaded.rowOffsets().orElseThrow(), MODEL.rowOffsets().orElseThrow());
    TestMatrices.assertSameBits(
        loaded.columnOffsets().orElseThrow(), MODEL.columnOffsets().orElseThrow());
    TestMatrices.assertSameBits(loaded.transform(A), MODEL.transform(A));
    TestMatrices.assertSameBits(loaded.transformColumns(A), MODEL.transformColumns(A));
    assertThat(loaded.report().orElseThrow().rank()).isEqualTo(2);
    int[] unseen = {-1, 3};
    assertThat(loaded.predict(unseen, new int[] {2, -1}))
        .containsExactly(MODEL.predict(unseen, new int[] {2, -1}));
  }

  /** The prediction by NumPy, without the range. */
  @Test
  void numpyFindsTheOffsets() throws Exception {
    String script =
        """
        import json, numpy, sys, zipfile
        with zipfile.ZipFile(sys.argv[1]) as z:
            mean = json.loads(z.read('metadata.json'))['mean']
        with numpy.load(sys.argv[1]) as f:
            b, c = f['row_offsets'], f['column_offsets']
            assert b.shape == (12,) and c.shape == (9,) and b.dtype == numpy.float32
            print(mean + b[3] + c[4] + f['W'][3] @ f['H'][:, 4], end='')
        """;
    double predicted = Double.parseDouble(NumPy.print(script, file));
    assertThat(MODEL.predict(3, 4))
        .isCloseTo(Math.min(Math.max(predicted, 0.25), 1.5), within(1e-6));
  }

  static Stream<Arguments> damages() {
    String rows = "row_offsets.npy";
    String columns = "column_offsets.npy";
    String range = "\"range\" : \\[[^\\]]*\\]";
    return Stream.of(
        damage(rows, null, ": no file of nmf4j: it has no member row_offsets.npy"),
        damage(columns, null, ": no file of nmf4j: it has no member column_offsets.npy"),
        damage(
            rows,
            npy(Nd4j.ones(DataType.FLOAT, 11)),
            "!row_offsets.npy: 12 finite numbers of type FLOAT are needed"),
        damage(
            columns,
            npy(Nd4j.ones(DataType.DOUBLE, 9)),
            "!column_offsets.npy: 9 finite numbers of type FLOAT are needed"),
        damage(
            columns,
            npy(Nd4j.ones(DataType.FLOAT, 9).putScalar(3, Float.NaN)),
            "!column_offsets.npy: 9 finite numbers of type FLOAT are needed"),
        damage(
            columns,
            npy(Nd4j.ones(DataType.FLOAT, 9).putScalar(3, Float.POSITIVE_INFINITY)),
            "!column_offsets.npy: 9 finite numbers of type FLOAT are needed"),
        changed("\"mean\" : [^,]*", "\"mean\" : 1e999", ": mean must be a finite number, got "),
        changed(
            "\"mean\" : [^,]*", "\"mean\" : \"3\"", ": mean must be a finite number, got \"3\""),
        changed(
            "\"offsets\" : true",
            "\"offsets\" : \"yes\"",
            ": offsets must be true or false, got \"yes\""),
        changed(
            "\"constraintW\" : \"nonNegative\"",
            "\"constraintW\" : 1",
            ": constraintW must be a text, got 1"),
        changed(
            "\"constraintW\" : \"nonNegative\"",
            "\"nonNegativeW\" : 1",
            ": nonNegativeW must be true or false, got 1"),
        changed(
            "\"penaltyW\" : \\[[^,]*",
            "\"penaltyW\" : [-1",
            ": lambda must be finite and ≥ 0, got -1.0"),
        changed(
            "\"penaltyH\" : \\[[^,]*,",
            "\"penaltyH\" : [",
            ": penaltyH must be 4 finite numbers, got a list of 3"),
        changed(
            "\"penaltyOffsets\" : \\[[^\\]]*\\]",
            "\"penaltyOffsets\" : 7",
            ": penaltyOffsets must be 4 finite numbers, got 7"),
        changed(range, "\"range\" : [5, 1]", ": range must be ascending, got 5.0 and 1.0"),
        changed(
            range,
            "\"range\" : [\"a\", 1e999]",
            ": range must be 2 finite numbers, got a list of 2"),
        changed(range, "\"range\" : " + "[".repeat(100_000), "!metadata.json: "),
        changed(
            range,
            "\"range\" : " + "[".repeat(100_000) + "]".repeat(100_000),
            ": range must be 2 finite numbers, got a list of 1"),
        changed(
            range,
            "\"range\" : {\"a\": 1, \"b\": 2}",
            ": range must be 2 finite numbers, got a list of 2"),
        changed(
            "\"rowLabels\" : \\[[^\\]]*\\]",
            "\"rowLabels\" : [" + "{\"a\":[".repeat(50_000) + "]}".repeat(50_000) + "]",
            "!metadata.json: rowLabels must be none or 12, got 1"));
  }

  private static Arguments damage(String member, byte[] content, String message) {
    return Arguments.of(message, member, (Change) whole -> content);
  }

  private static Arguments changed(String pattern, String replacement, String message) {
    return Arguments.of(
        message,
        "metadata.json",
        (Change)
            whole -> {
              String before = new String(whole, StandardCharsets.UTF_8);
              String after = before.replaceFirst(pattern, replacement);
              assertThat(after).isNotEqualTo(before);
              return after.getBytes(StandardCharsets.UTF_8);
            });
  }

  private static byte[] npy(INDArray array) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      NpyFormat.write(array, bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  /** Of a member's bytes; null leaves it out. */
  private interface Change {
    byte[] of(byte[] whole);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void refusesWhatIsDamaged(String message, String member, Change change) throws IOException {
    Path damaged = folder.resolve("damaged.npz");
    Map<String, byte[]> members = members();
    byte[] changed = change.of(members.get(member));
    if (changed == null) {
      members.remove(member);
    } else {
      members.put(member, changed);
    }
    write(damaged, members);
    assertThatThrownBy(() -> NmfModel.load(damaged))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(damaged + message)
        .hasMessageNotContaining("\n");
  }

  private Map<String, byte[]> members() throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
        members.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return members;
  }

  private static void write(Path file, Map<String, byte[]> members) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        CRC32 sum = new CRC32();
        sum.update(member.getValue());
        ZipEntry entry = new ZipEntry(member.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(member.getValue().length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(member.getValue());
        zip.closeEntry();
      }
    }
  }
}
