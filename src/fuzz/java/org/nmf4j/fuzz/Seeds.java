package org.nmf4j.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.ColumnScaling;
import org.nmf4j.Nmf;
import org.nmf4j.checkpoint.CheckpointFuzzer;
import org.nmf4j.dl4j.NmfImputer;
import org.nmf4j.internal.format.NpyFormat;
import org.nmf4j.io.MatrixFormat;
import org.nmf4j.matrix.MaskedMatrix;

/** Writes what each fuzzer begins with: small files that are in order. */
public final class Seeds {

  private static final Path FOLDER = Path.of("target/fuzz/corpus");

  private static final INDArray A =
      Nd4j.createFromArray(new double[][] {{1, 2, 3}, {2, 4, Double.NaN}, {3, 5, 9}});

  private Seeds() {}

  /** What is done with an input. */
  @FunctionalInterface
  public interface Input {
    void take(byte[] data) throws IOException;
  }

  /** Has a fuzzer take its seeds: the time in which classes are loaded is no input's. */
  public static void warmUp(String fuzzer, Input input) throws IOException {
    try (Stream<Path> seeds = Files.list(FOLDER.resolve(fuzzer))) {
      for (Path seed : seeds.toList()) {
        input.take(Files.readAllBytes(seed));
      }
    }
  }

  /** Into one folder each, named after the fuzzers. */
  public static void main(String[] arguments) throws IOException {
    Path file = Files.createDirectories(FOLDER).resolve("whole");
    Nmf.ofRank(1)
        .offsets()
        .scaleColumns(ColumnScaling.columns())
        .clip(1, 9)
        .iterations(2)
        .fit(MaskedMatrix.of(A).withLabels(List.of("a", "b", "c"), List.of()))
        .save(file);
    seed("ModelFuzzer", 0, Files.readAllBytes(file));
    seed("ModelFuzzer", 1, FuzzedFile.members(file, ModelFuzzer.MEMBERS));
    CheckpointFuzzer.write(file);
    seed("CheckpointFuzzer", 0, Files.readAllBytes(file));
    seed("CheckpointFuzzer", 1, FuzzedFile.members(file, CheckpointFuzzer.MEMBERS));
    Files.delete(file);
    NmfImputer imputer = new NmfImputer(1);
    imputer.fit(new DataSet(A, null));
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    new NmfImputer.Serializer().write(imputer, stream);
    byte[] whole = stream.toByteArray();
    seed("ImputerFuzzer", 0, whole);
    seed("ImputerFuzzer", 1, Arrays.copyOfRange(whole, ImputerFuzzer.HEADER, whole.length));
    matrices();
  }

  private static void matrices() throws IOException {
    text(MatrixFormat.MATRIX, ",x,y\na,1,2.5\n\"b\"\"\",NaN,4e-1\n");
    text(MatrixFormat.TRIPLES, "user::item::rating\n1::ä::5\n\"2\"::b::3::900000000\n");
    String market = "%%MatrixMarket matrix coordinate real symmetric\n%\n2 2 2\n1 1 5\n2 1 .5\n";
    text(MatrixFormat.MTX, market);
    text(MatrixFormat.MTX, "%%MatrixMarket matrix array integer general\n1 2\n3\n4\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    NpyFormat.write(A.castTo(DataType.FLOAT), bytes);
    seed("MatrixFuzzer", MatrixFormat.NPY.ordinal(), bytes.toByteArray());
    bytes.reset();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(market.getBytes(UTF_8));
    }
    seed("MatrixFuzzer", MatrixFormat.AUTO.ordinal(), bytes.toByteArray());
  }

  private static void text(MatrixFormat format, String text) throws IOException {
    seed("MatrixFuzzer", format.ordinal(), text.getBytes(UTF_8));
    seed("MatrixFuzzer", MatrixFormat.AUTO.ordinal(), text.getBytes(UTF_8));
  }

  private static void seed(String fuzzer, int first, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(first);
    bytes.write(content);
    String name = Integer.toHexString(new String(bytes.toByteArray(), ISO_8859_1).hashCode());
    Files.write(Files.createDirectories(FOLDER.resolve(fuzzer)).resolve(name), bytes.toByteArray());
  }
}
