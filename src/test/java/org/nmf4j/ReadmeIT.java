package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Snippets.Page;
import org.nmf4j.Snippets.Snippet;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * README and guides are promises: what they show is executed, on the distribution that was just
 * built. Executed are blocks of {@code sh} and {@code java}; a block of {@code text} is what the
 * page's commands print. Others, such as {@code console}, {@code python} and {@code kotlin}, are
 * not.
 */
public class ReadmeIT {

  private static final Path PROJECT = Snippets.PROJECT;
  private static final Path README = PROJECT.resolve("README.md");

  /** What guides' snippets go on with, made for those that name it and don't declare it. */
  private static final Map<String, String> GIVEN = new LinkedHashMap<>();

  static {
    GIVEN.put("network", "var network = org.nmf4j.ReadmeIT.network();");
    GIVEN.put("iterator", "var iterator = org.nmf4j.ReadmeIT.iterator();");
    GIVEN.put("ratings", "var ratings = org.nmf4j.ReadmeIT.ratings();");
    GIVEN.put("a", "var a = org.nmf4j.ReadmeIT.matrix();");
    GIVEN.put("model", "var model = org.nmf4j.Nmf.ofRank(2).fit(org.nmf4j.ReadmeIT.matrix());");
  }

  @TempDir private static Path classes;

  private static Snippets compiled;

  @TempDir private Path folder;

  static Stream<Page> pages() throws IOException {
    try (Stream<Path> guides = Files.list(PROJECT.resolve("src/site/markdown"))) {
      return Stream.concat(Stream.of(README), guides.sorted()).toList().stream().map(Page::of);
    }
  }

  /** The guide to Spark runs with Spark's libraries, in a test of its own. */
  static Stream<Snippet> snippets() throws IOException {
    return pages()
        .filter(page -> !page.file().endsWith("spark.md"))
        .flatMap(page -> page.snippets(GIVEN));
  }

  public static INDArray matrix() {
    return Nd4j.createFromArray(new double[][] {{1, 2, 3}, {2, 4, 6}, {1, 1, 1}});
  }

  public static MaskedMatrix ratings() throws IOException {
    return MatrixFiles.read(PROJECT.resolve("notebooks/data/sample_movielens_ratings.txt"));
  }

  public static DataSetIterator iterator() {
    INDArray features =
        Nd4j.createFromArray(new double[][] {{1, 2, 3}, {2, Double.NaN, 6}, {1, 1, 1}});
    return new ListDataSetIterator<>(new DataSet(features, Nd4j.eye(3)).asList());
  }

  public static MultiLayerNetwork network() {
    OutputLayer layer = new OutputLayer.Builder().nIn(3).nOut(3).build();
    MultiLayerNetwork network =
        new MultiLayerNetwork(new NeuralNetConfiguration.Builder().list().layer(layer).build());
    network.init();
    return network;
  }

  @BeforeAll
  static void compile() throws IOException {
    compiled = new Snippets(snippets(), classes);
  }

  @AfterAll
  static void close() throws IOException {
    compiled.close();
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void snippetsRun(Snippet snippet) throws Exception {
    compiled.run(snippet);
  }

  /** All commands of a page, one after another, in the project's folder: they write to target. */
  @ParameterizedTest
  @MethodSource("pages")
  void commandsDoWhatTheySay(Page page) throws Exception {
    Set<Path> before = filesOutsideTarget();
    String commands =
        page.blocks("sh").stream()
            .flatMap(String::lines)
            // The build itself: it has just run, or is running this test.
            .filter(line -> !line.startsWith("./mvnw"))
            .collect(Collectors.joining("\n"));
    String printed = run("set -eu\nPATH=\"$PWD/target/nmf4j/bin:$PATH\"\n" + commands);
    for (String block : page.blocks("text")) {
      assertShown(printed.lines().toList(), block.lines().toList());
    }
    if (page.file().equals(README)) {
      assertThat(run("set -eu\n" + commands)).as("without a PATH, again").isEqualTo(printed);
    }
    assertThat(filesOutsideTarget()).isEqualTo(before);
  }

  private static Set<Path> filesOutsideTarget() throws IOException {
    Set<Path> apart = Set.of(PROJECT.resolve("target"), PROJECT.resolve(".git"));
    Set<Path> files = new TreeSet<>();
    try (Stream<Path> top = Files.list(PROJECT)) {
      for (Path path : top.filter(path -> !apart.contains(path)).toList()) {
        try (Stream<Path> below = Files.walk(path)) {
          below.forEach(files::add);
        }
      }
    }
    return files;
  }

  private String run(String script) throws Exception {
    Path output = folder.resolve("output.txt");
    Path errors = folder.resolve("errors.txt");
    Process shell =
        new ProcessBuilder("bash", "-c", script)
            .directory(PROJECT.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    int code = shell.waitFor();
    assertThat(code).as(Files.readString(errors)).isZero();
    return Files.readString(output);
  }

  /** A line with the words of a block's first begins what the block shows. */
  private static void assertShown(List<String> printed, List<String> expected) {
    String first = words(expected.get(0));
    List<Integer> starts =
        IntStream.range(0, printed.size())
            .filter(line -> words(printed.get(line)).equals(first))
            .boxed()
            .toList();
    assertThat(starts)
        .as(expected.get(0))
        .anySatisfy(
            start -> {
              for (int i = 0; i < expected.size(); i++) {
                assertSameNumbers(printed.get(start + i), expected.get(i));
              }
            });
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

  /** A page of the site has the resources beside it. */
  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Page page) {
    Path resources = PROJECT.resolve("src/site/resources");
    Stream.of("\\]\\(([^)\\s#:]+)\\)", "(?m)^\\[[^\\]]+\\]: ([^#:]+)$")
        .flatMap(pattern -> Pattern.compile(pattern).matcher(page.text()).results())
        .map(link -> link.group(1).strip())
        .forEach(
            link ->
                assertThat(List.of(page.file().resolveSibling(link), resources.resolve(link)))
                    .as(link)
                    .anyMatch(Files::exists));
  }

  /** The coordinates that users copy, but their own, are those that the project is built with. */
  @ParameterizedTest
  @MethodSource("pages")
  void coordinatesAreThoseOfTheBuild(Page page) {
    String pom = Snippets.text(PROJECT.resolve("target/.flattened-pom.xml")).replaceAll("\\s+", "");
    for (String block : page.blocks("xml")) {
      for (MatchResult coordinates :
          Pattern.compile("<groupId>.*?</groupId>.*?</version>", Pattern.DOTALL)
              .matcher(block.replaceFirst("(?s)<groupId>com\\.example<.*?</version>", ""))
              .results()
              .toList()) {
        assertThat(pom).contains(coordinates.group().replaceAll("\\s+", ""));
      }
      if (block.contains("<exclusions>")) {
        String lean = Snippets.text(PROJECT.resolve("src/it/lean/pom.xml"));
        assertThat(lean.replace("@project.version@", version(pom)).replaceAll("\\s+", ""))
            .contains(block.replaceAll("\\s+", ""));
      }
    }
    Pattern.compile("org\\.nmf4j:nmf4j:([\\w.-]*\\w)")
        .matcher(page.text())
        .results()
        .forEach(result -> assertThat(result.group(1)).isEqualTo(version(pom)));
  }

  private static String version(String pom) {
    Matcher matcher = Pattern.compile("<artifactId>nmf4j</artifactId><version>(.*?)<").matcher(pom);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  @Test
  void theReadmeIsShort() {
    assertThat(Snippets.text(README).lines()).hasSizeLessThanOrEqualTo(150);
  }

  @Test
  void theTestCommandIsWhatCiRuns() {
    assertThat(Page.of(README).blocks("sh")).contains("./mvnw -B verify\n");
    assertThat(Snippets.text(PROJECT.resolve(".ci/run"))).contains("\n./mvnw -B verify\n");
  }
}
