package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.objective.Losses;
import org.nmf4j.solver.Initializer;
import org.nmf4j.solver.initial.Initializers;

/** A fit in JVMs that ND4J and BLAS give other numbers of threads. */
class SurroundingsTest {

  @TempDir private Path folder;

  /** Prints what a fit sees of the settings, and bits of models. */
  public static final class Fits {

    private Fits() {}

    public static void main(String[] args) {
      fitBeforeAnythingElseOfNd4j();
      List<String> seen = new ArrayList<>();
      Initializer watching =
          (a, rank, seed) -> {
            seen.add(settings());
            return Initializers.nndsvd().initialize(a, rank, seed);
          };
      MaskedMatrix a =
          MaskedMatrix.of(TestMatrices.withHoles(DataType.FLOAT, 300, 200, 12, 0.2, 1));
      Nmf nmf = Nmf.ofRank(20).iterations(3).listener(progress -> seen.add(settings()));
      Nd4j.create(1);
      String before = settings();
      // The loss's sums, and the step's size, are those of several thousand numbers.
      print(nmf.loss(Losses.mae()).fit(a));
      print(nmf.loss((sd, p, t, w) -> sd.math().abs(p.sub(t).mul(w)).sum()).fit(a));
      print(nmf.initializer(watching).fit(a));
      INDArray w = Initializers.nndsvd().initialize(a, 20, 0).w();
      System.out.println("bits " + hash(w));
      System.out.println("during " + seen.stream().distinct().toList());
      nmf.fit(a);
      System.out.println("kept " + before.equals(settings()));
    }

    private static void fitBeforeAnythingElseOfNd4j() {
      SparseBuilder entries = MaskedMatrix.sparse(DataType.DOUBLE);
      entries.add(0, 0, 1);
      entries.add(1, 1, 2);
      Nmf.ofRank(1).fit(entries.build());
    }

    private static String settings() {
      Environment environment = Nd4j.getEnvironment();
      // Whoever asks BLAS by way of ND4J makes ND4J's own BLAS, which sets the number.
      Nd4j.factory().blas();
      return "%d %d %d"
          .formatted(
              environment.maxThreads(),
              environment.maxMasterThreads(),
              openblas_nolapack.blas_get_num_threads());
    }

    private static void print(NmfModel model) {
      System.out.printf(
          "bits %s %s %s%n", hash(model.w()), hash(model.h()), hash(model.reconstruct()));
    }

    private static String hash(INDArray array) {
      return Integer.toHexString(Arrays.hashCode(array.dup('c').data().asDouble()));
    }
  }

  @Test
  void sameBitsOnOneThreadOfNd4j() throws IOException, InterruptedException {
    List<String> one = lines("1");
    assertThat(one)
        .hasSize(6)
        .contains("during [1 1 1]", "kept true")
        .isEqualTo(lines("8"))
        .isEqualTo(lines(null));
  }

  private List<String> lines(String openMp) throws IOException, InterruptedException {
    File output = folder.resolve("output").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Fits.class.getName());
    builder.environment().remove("OMP_NUM_THREADS");
    if (openMp != null) {
      builder.environment().put("OMP_NUM_THREADS", openMp);
    }
    Process process =
        builder.redirectOutput(output).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllLines(output.toPath(), StandardCharsets.UTF_8).stream()
        .filter(line -> line.matches("(bits|during|kept) .*"))
        .toList();
  }
}
