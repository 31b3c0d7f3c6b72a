package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README is a promise: what it shows is executed, on the distribution that was just built. */
class ReadmeIT {

  private static final Path PROJECT = Path.of("").toAbsolutePath();

  @TempDir private Path folder;

  private static List<String> blocks(String language) {
    try {
      Matcher matcher =
          Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
              .matcher(Files.readString(PROJECT.resolve("README.md")));
      return matcher.results().map(result -> result.group(1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All commands, one after another, in a folder where target and notebooks are the project's. */
  @Test
  void commandsDoWhatTheySay() throws Exception {
    Files.createSymbolicLink(folder.resolve("target"), PROJECT.resolve("target"));
    Files.createSymbolicLink(folder.resolve("notebooks"), PROJECT.resolve("notebooks"));
    StringBuilder script = new StringBuilder("set -eu\n");
    blocks("sh").stream()
        .flatMap(String::lines)
        // The build itself: it has just run, or is running this test.
        .filter(line -> !line.startsWith("./mvnw"))
        .forEach(line -> script.append(line).append('\n'));
    Path output = folder.resolve("output.txt");
    Process shell =
        new ProcessBuilder("bash", "-c", script.toString())
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    int code = shell.waitFor();
    assertThat(code).as(Files.readString(folder.resolve("errors.txt"))).isZero();
    String printed = Files.readString(output);
    for (String block : blocks("text")) {
      assertShown(printed.lines().toList(), block.lines().toList());
    }
    assertThat(Files.readAllLines(folder.resolve("completed.csv")).get(1)).isEqualTo("4,4,5");
    assertThat(Files.readAllLines(folder.resolve("predictions.csv"))).hasSize(2);
    assertThat(Files.readAllLines(folder.resolve("recommendations.csv"))).hasSize(1 + 30 * 10);
    assertThat(printed).containsPattern("rmse=\\S+ mae=\\S+ n=11").contains("rank: 2");
  }

  /** The first line with the words of a block's first begins what the block shows. */
  private static void assertShown(List<String> printed, List<String> expected) {
    List<String> words = printed.stream().map(ReadmeIT::words).toList();
    int start = words.indexOf(words(expected.get(0)));
    assertThat(start).as(expected.get(0)).isNotNegative();
    for (int i = 0; i < expected.size(); i++) {
      assertSameNumbers(printed.get(start + i), expected.get(i));
    }
  }

  private static String words(String line) {
    return line.replaceAll("[\\d.]+", "#").strip();
  }

  /** Another processor may round otherwise, so that after 10,000 steps the last digits differ. */
  private static void assertSameNumbers(String actual, String expected) {
    assertThat(words(actual)).isEqualTo(words(expected));
    List<String> found = numbers(actual);
    List<String> shown = numbers(expected);
    for (int i = 0; i < shown.size(); i++) {
      double number = Double.parseDouble(shown.get(i));
      assertThat(Double.parseDouble(found.get(i))).isCloseTo(number, within(1e-4 * (1 + number)));
    }
  }

  private static List<String> numbers(String line) {
    return Pattern.compile("\\d+(\\.\\d+)?").matcher(line).results().map(r -> r.group()).toList();
  }

  static Stream<String> snippets() {
    return blocks("java").stream();
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void snippetsCompileAndRun(String snippet) throws Exception {
    String matrix =
        "INDArray a = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {2, 4, 6}, {1, 1, 1}});\n";
    String pipeline =
        """
        DataSetIterator iterator = new ListDataSetIterator<>(
            new DataSet(
                Nd4j.createFromArray(new double[][] {{1, 2, 3}, {2, Double.NaN, 6}, {1, 1, 1}}),
                Nd4j.eye(3)).asList());
        MultiLayerNetwork network = new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder().list()
                .layer(new OutputLayer.Builder().nIn(3).nOut(3).build()).build());
        network.init();
        """;
    String source =
        """
        import java.io.File;
        import java.nio.file.*;
        import java.nio.file.Path;
        import java.util.*;
        import org.datavec.api.records.reader.RecordReader;
        import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
        import org.datavec.api.records.reader.impl.transform.TransformProcessRecordReader;
        import org.datavec.api.split.FileSplit;
        import org.datavec.api.transform.TransformProcess;
        import org.datavec.api.transform.schema.Schema;
        import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
        import org.deeplearning4j.earlystopping.termination.*;
        import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
        import org.deeplearning4j.nn.conf.layers.OutputLayer;
        import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
        import org.deeplearning4j.util.ModelSerializer;
        import org.nd4j.autodiff.listeners.impl.ScoreListener;
        import org.nd4j.autodiff.samediff.*;
        import org.nd4j.linalg.api.buffer.DataType;
        import org.nd4j.linalg.api.ndarray.INDArray;
        import org.nd4j.linalg.dataset.DataSet;
        import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
        import org.nd4j.linalg.factory.Nd4j;
        import org.nd4j.linalg.learning.config.*;
        import org.nd4j.linalg.learning.regularization.WeightDecay;
        import org.nd4j.nativeblas.Nd4jBlas;
        import org.nmf4j.*;
        import org.nmf4j.checkpoint.*;
        import org.nmf4j.data.*;
        import org.nmf4j.dl4j.*;
        import org.nmf4j.io.*;
        import org.nmf4j.matrix.*;
        import org.nmf4j.objective.*;
        import org.nmf4j.recommend.*;
        import org.nmf4j.samediff.*;
        import org.nmf4j.solver.*;
        import org.nmf4j.solver.als.*;
        import org.nmf4j.solver.descent.*;
        import org.nmf4j.solver.initial.*;
        public class Snippet implements java.util.concurrent.Callable<Void> {
          public Void call() throws Exception {
        """
            + (snippet.contains("INDArray a =") ? "" : matrix)
            + (snippet.contains("iterator") ? pipeline : "")
            + snippet
            + "return null; }}\n";
    Path file = Files.writeString(folder.resolve("Snippet.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    boolean compiled =
        compiler
            .getTask(
                errors,
                null,
                null,
                List.of("-classpath", classPath, "-d", folder.toString(), "-proc:none"),
                null,
                compiler
                    .getStandardFileManager(null, null, StandardCharsets.UTF_8)
                    .getJavaFileObjects(file))
            .call();
    assertThat(compiled).as(errors.toString()).isTrue();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      ((Callable<?>) loader.loadClass("Snippet").getDeclaredConstructor().newInstance()).call();
    }
  }

  /** The coordinates that users copy are those that the project itself is built with. */
  @Test
  void dependenciesAreThoseOfTheBuild() throws IOException {
    String pom =
        Files.readString(PROJECT.resolve("target/.flattened-pom.xml")).replaceAll("\\s+", "");
    for (String block : blocks("xml")) {
      for (String dependency : block.split("(?<=</dependency>)")) {
        assertThat(pom)
            .contains(dependency.replaceAll("\\s+", "").replaceAll("</?dependency>", ""));
      }
    }
    assertThat(blocks("groovy").get(0)).contains("org.nmf4j:nmf4j:" + version(pom));
  }

  private static String version(String pom) {
    Matcher matcher = Pattern.compile("<artifactId>nmf4j</artifactId><version>(.*?)<").matcher(pom);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  @Test
  void theTestCommandIsWhatCiRuns() throws IOException {
    assertThat(blocks("sh")).contains("./mvnw -B verify\n");
    assertThat(Files.readString(PROJECT.resolve(".ci/run"))).contains("\n./mvnw -B verify\n");
  }
}
