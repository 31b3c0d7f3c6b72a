package org.nmf4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

/** Files of models with offsets, penalties, columns' units and a range. */
class ModelArchiveTest {

  private static final INDArray A = TestMatrices.withHoles(DataType.FLOAT, 12, 9, 2, 0.2, 5);
  private static final NmfModel MODEL =
      Nmf.ofRank(2)
          .penalty(new ElasticNet(0.01, 0.02, 0.03, 0.04), Penalties.l2(0.5).perObservation())
          .offsets(Penalties.l2(0.1))
          .scaleColumns(ColumnScaling.columns())
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
    assertThat(loaded.report().orElseThrow().history())
        .hasSize(11)
        .isEqualTo(MODEL.report().orElseThrow().history());
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
            scaled = mean + b[3] + c[4] + f['W'][3] @ f['H'][:, 4]
            print(f['column_shifts'][4] + f['column_scales'][4] * scaled, end='')
        """;
    double predicted = Double.parseDouble(NumPy.print(script, file));
    assertThat(MODEL.predict(3, 4))
        .isCloseTo(Math.min(Math.max(predicted, 0.25), 1.5), within(1e-6));
  }

  private static final String ROW_LABELS = "\"rowLabels\" : \\[[^\\]]*\\]";

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
            "!column_offsets.npy: all numbers must be finite, got NaN at 3"),
        damage(
            columns,
            npy(Nd4j.ones(DataType.FLOAT, 9).putScalar(3, Float.POSITIVE_INFINITY)),
            "!column_offsets.npy: all numbers must be finite, got Infinity at 3"),
        damage(
            "column_shifts.npy",
            npy(Nd4j.ones(DataType.DOUBLE, 8)),
            "!column_shifts.npy: 9 finite numbers of type DOUBLE are needed"),
        damage(
            "history.npy",
            npy(Nd4j.ones(DataType.DOUBLE, 10)),
            "!history.npy: 11 finite numbers of type DOUBLE are needed"),
        damage("column_scales.npy", null, ": no file of nmf4j: it has no member column_scales.npy"),
        damage(
            "column_scales.npy",
            npy(Nd4j.ones(DataType.DOUBLE, 9).putScalar(3, 0)),
            ": scales must be finite and > 0, got 0.0 at column 3"),
        changed(
            "\"formatVersion\" : 2",
            "\"formatVersion\" : 3",
            ": format must be nmf4j of version 1 or 2, got \"nmf4j\" of version 3"),
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
        changed(
            range, "\"range\" : " + "[".repeat(100_000), "!metadata.json: it is nested too deeply"),
        changed(
            range,
            "\"range\" : " + "[".repeat(100_000) + "]".repeat(100_000),
            "!metadata.json: it is nested too deeply"),
        changed(
            range,
            "\"range\" : {\"a\": 1, \"b\": 2}",
            ": range must be 2 finite numbers, got a list of 2"),
        changed(
            ROW_LABELS,
            "\"rowLabels\" : [" + "{\"a\":[".repeat(50_000) + "]}".repeat(50_000) + "]",
            "!metadata.json: it is nested too deeply"),
        changed(
            ROW_LABELS,
            "\"rowLabels\" : {\"a\":1}",
            ": rowLabels must be none or 12 different texts, got a list of 1"),
        changed(
            ROW_LABELS,
            "\"rowLabels\" : \"a\"",
            ": rowLabels must be none or 12 different texts, got \"a\""),
        changed(
            ROW_LABELS,
            "\"rowLabels\" : [" + "1,".repeat(11) + "2]",
            ": rowLabels must be none or 12 different texts, got a list of 12"),
        changed(
            ROW_LABELS,
            "\"rowLabels\" : [" + "null,".repeat(11) + "\"a\"]",
            ": rowLabels must be none or 12 different texts, got a list of 12"),
        changed(
            ROW_LABELS,
            "\"rowLabels\" : [" + "\"a\",".repeat(11) + "\"b\"]",
            ": rowLabels must be none or 12 different texts, got a list of 12"),
        changed(
            ROW_LABELS,
            "\"rowLabels\" : [" + "0,".repeat(1_000_000) + "0]",
            "!metadata.json: it has too many values"),
        changed(
            "\"iterations\" : 10",
            "\"iterations\" : -5",
            ": iterations must be a whole number in [0, 2147483647], got -5"),
        changed(
            "\"iterations\" : 10",
            "\"iterations\" : \"10\"",
            ": iterations must be a whole number in [0, 2147483647], got \"10\""),
        changed(
            "\"observed\" : \\d+",
            "\"observed\" : 109",
            ": observed must be a whole number in [0, 108], got 109"),
        changed(
            "\"deadComponents\" : \\[[^\\]]*\\]",
            "\"deadComponents\" : [2]",
            ": deadComponents must be whole numbers in [0, 2), got a list of 1"),
        changed(
            "\"solver\" : \"[^\"]*\"", "\"solver\" : null", ": solver must be a text, got null"),
        changed(
            "\"report\" : \\{",
            "\"report\" : [], \"other\" : {",
            ": report must be an object, got a list of 0"),
        changed(
            "\"penaltyMultiplier\" : [^,]*",
            "\"penaltyMultiplier\" : -1",
            ": penaltyMultiplier must be ≥ 0, got -1.0"),
        changed(
            "\"mean\" : [^,]*",
            "\"mean\" : " + "1".repeat(1_000_000),
            "!metadata.json: a number has more than 1000 digits"),
        changed(
            "\"mean\" : ", "\"mean\" : 1, \"mean\" : ", "!metadata.json: Duplicate field 'mean'"),
        changed(
            "\\}\\s*$", "} {}", "!metadata.json: one JSON object is needed, and nothing after it"),
        changed("(?s).*", "[]", "!metadata.json: one JSON object is needed, and nothing after it"),
        changed("(?s).*", "", "!metadata.json: one JSON object is needed, and nothing after it"),
        damage(
            "metadata.json",
            new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
            "!metadata.json: it is not in UTF-8"));
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
              String before = new String(whole, UTF_8);
              String after = before.replaceFirst(pattern, replacement);
              assertThat(after).isNotEqualTo(before);
              return after.getBytes(UTF_8);
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

  /** Of earlier builds; numbers that are kept fixed may be negative under what they write now. */
  @Test
  void refusesNegativeNumbersWhereThereAreToBeNone() throws IOException {
    NmfModel.of(Nd4j.create(new double[][] {{1, -2}}), Nd4j.ones(DataType.DOUBLE, 2, 3)).save(file);
    Map<String, byte[]> members = members();
    String metadata = new String(members.get("metadata.json"), UTF_8);
    Path earlier = folder.resolve("earlier.npz");
    members.put(
        "metadata.json",
        metadata.replace("\"mean\"", "\"nonNegativeH\": true, \"mean\"").getBytes(UTF_8));
    write(earlier, members);
    assertThat(NmfModel.load(earlier).w().getDouble(0, 1)).isEqualTo(-2);
    members.put(
        "metadata.json",
        metadata.replace("\"mean\"", "\"nonNegativeW\": true, \"mean\"").getBytes(UTF_8));
    write(earlier, members);
    assertThatThrownBy(() -> NmfModel.load(earlier))
        .hasMessage(earlier + ": W must be finite and ≥ 0, got -2.0 at (0, 1)");
  }

  /** Wherever a file ends, and whichever of its bytes is another: the message names it. */
  @Test
  void namesTheFileWhateverIsDamaged() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Path damaged = folder.resolve("damaged.npz");
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= (byte) (1 + i % 255);
      Files.write(damaged, changed);
      assertLoadsOrNames(damaged);
      if (i % 10 == 0) {
        Files.write(damaged, Arrays.copyOf(whole, i));
        assertLoadsOrNames(damaged);
      }
    }
  }

  private static void assertLoadsOrNames(Path damaged) {
    try {
      TestMatrices.assertSameBits(NmfModel.load(damaged).reconstruct(), MODEL.reconstruct());
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith(damaged.toString()).hasMessageNotContaining("\n");
    }
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
