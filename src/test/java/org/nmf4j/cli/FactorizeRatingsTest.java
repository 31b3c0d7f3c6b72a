package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.MatrixFormat;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.Splitter;
import org.nmf4j.matrix.Splitters;
import org.nmf4j.objective.Penalties;
import org.nmf4j.recommend.Baselines;
import org.nmf4j.recommend.RankingEvaluator;
import org.nmf4j.recommend.RankingMetric;
import org.nmf4j.recommend.RankingReport;

/** {@code factorize} on row-column-value lines. */
class FactorizeRatingsTest extends CommandTest {

  private static final ReadOptions AS_THE_COMMAND =
      ReadOptions.defaults().format(MatrixFormat.TRIPLES).sparseDataType(DataType.FLOAT);

  @BeforeEach
  void makeInput() throws IOException {
    writeRatings("r.csv");
  }

  @Test
  void fitsAsTheLibraryDoesAndMeasuresOnTheRest() throws IOException {
    assertThat(
            run(
                "factorize @r.csv -k 5 --format triples --l2 0.05 --per-observation --offsets"
                    + " --clip 1,5 --split 0.2 --seed 3 --output @m.npz --report @r.json"))
        .isZero();
    MaskedMatrix.Split split =
        MatrixFiles.read(folder.resolve("r.csv"), AS_THE_COMMAND).split(0.2, 3);
    NmfModel model =
        Nmf.ofRank(5)
            .penalty(Penalties.l2(0.05).perObservation())
            .offsets()
            .clip(1, 5)
            .seed(3)
            .fit(split.train());
    NmfModel written = NmfModel.load(folder.resolve("m.npz"));
    assertThat(written.w()).isEqualTo(model.w());
    assertThat(written.columnOffsets()).isEqualTo(model.columnOffsets());
    assertThat(written.rowLabels()).startsWith("10", "11");
    Errors expected = Errors.of(model, split.test());
    Errors ofMean = Errors.of(Baselines.mean(split.train()), split.test());
    Errors ofColumnMeans = Errors.of(Baselines.columnMeans(split.train()), split.test());
    assertThat(out.lines().limit(3))
        .containsExactly(
            "held-out " + expected,
            "held-out mean " + ofMean,
            "held-out column-means " + ofColumnMeans);
    assertThat(out.lines().toList())
        .element(3)
        .asString()
        .startsWith("objective=")
        .contains("rank=5");
    JsonNode heldOut =
        new ObjectMapper().readTree(folder.resolve("r.json").toFile()).get("heldOut");
    assertThat(heldOut.get("rmse").asDouble()).isEqualTo(expected.rmse());
    assertThat(heldOut.get("mae").asDouble()).isEqualTo(expected.mae());
    assertThat(heldOut.get("n").asLong()).isEqualTo(split.test().observed());
    assertThat(heldOut.get("mean").get("rmse").asDouble()).isEqualTo(ofMean.rmse());
    assertThat(heldOut.get("column-means").get("mae").asDouble()).isEqualTo(ofColumnMeans.mae());

    assertThat(run("info @m.npz")).isZero();
    assertThat(out)
        .contains(
            "mean: " + model.mean() + "\n", "offsets: yes\n", "predictions: from 1.0 to 5.0\n")
        .contains("type: FLOAT\n");
  }

  @Test
  void readsHeaderlessRatingsWhereTheRankIsNoneOfAMatrix() {
    assertThat(run("factorize @r.csv -k 5 --iterations 5")).isZero();
    assertThat(out).contains(" rows=30 columns=20 ").doesNotContain("columns=3 ");
    assertThat(err.lines().findFirst())
        .hasValue(
            "@r.csv: read as lines of row, column, value since --rank is larger than its 3 columns"
                + " (--format matrix reads a matrix)");
    assertThat(run("factorize @r.csv -k 3 --iterations 5")).isZero();
    assertThat(out).contains(" columns=3 ");
    assertThat(run("complete @r.csv -k 5 --iterations 5 --output @c.csv")).isZero();
    assertThat(err).contains("read as lines of row, column, value");
  }

  @Test
  void readsEntriesOnlyWhereIdsAreInBothColumns() throws IOException {
    write(
        "named.csv",
        "u,1,3,978300760\nv,2,4,978300761\nw,3,5,978300762\nw,4,1,978300763\nx,1,1,9\n");
    assertThat(run("factorize @named.csv -k 4 --iterations 1")).isZero();
    assertThat(out).contains(" rows=4 columns=4 ");
    write("table.csv", "1,2.5,3\n4,5,6\n7,8,9\n10,11,12\n");
    assertThat(run("factorize @table.csv -k 4 --iterations 1")).isZero();
    assertThat(out).contains(" rows=4 columns=3 ");
    assertThat(err).contains("; rank 4 is above min(4, 3)");
  }

  @ParameterizedTest
  @CsvSource({
    "evaluate --model @m.npz @r.csv",
    "recommend --model @m.npz --row 10 --exclude-seen @r.csv",
    "complete --model @m.npz @r.csv --output @c.csv --force",
  })
  void readsHeaderlessRatingsWhereTheModelHasOtherColumns(String command) {
    run("factorize @r.csv -k 5 --iterations 5 --output @m.npz");
    assertThat(run(command)).isZero();
    assertThat(err)
        .isEqualTo(
            "@r.csv: read as lines of row, column, value since the model has 20 columns"
                + " (--format matrix reads a matrix)\n");
    assertThat(run(command + " --format matrix")).isEqualTo(1);
    assertThat(err).matches("nmf4j: @r.csv: the model has (30 rows|20 columns), the matrix \\d+\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'', FLOAT",
    "--precision double, DOUBLE",
    "--precision single, FLOAT",
  })
  void computesEntriesInSinglePrecisionUnlessTold(String option, DataType type) throws IOException {
    run("factorize @r.csv -k 2 --format triples --iterations 1 --output @m.npz " + option);
    assertThat(NmfModel.load(folder.resolve("m.npz")).dataType()).isEqualTo(type);
    write("a.csv", "1,2,3\n2,3,4\n4,5,6\n");
    run("factorize @a.csv -k 2 --iterations 1 --output @m.npz --force " + option);
    assertThat(NmfModel.load(folder.resolve("m.npz")).dataType())
        .isEqualTo(option.isEmpty() ? DataType.DOUBLE : type);
    write("a.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 3\n1 1 2\n1 2 3\n2 2 1\n");
    run("factorize @a.mtx -k 2 --iterations 1 --output @m.npz --force " + option);
    assertThat(NmfModel.load(folder.resolve("m.npz")).dataType()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "'', variational Bayes",
    "--offsets, variational Bayes with offsets",
    "--l2 0.1, alternating least squares",
    "--solver als --loss mse, alternating least squares",
    "--loss kl, reweighted least squares",
    "--solver gradient, gradient descent",
    "--updater sgd:0.001, gradient descent (Sgd",
    "--updater adam, gradient descent",
  })
  void choosesTheSolverByTheObjectiveUnlessTold(String options, String solver) {
    assertThat(run("factorize @r.csv -k 5 --format triples --iterations 2 " + options)).isZero();
    assertThat(err).containsPattern("(?m)^" + Pattern.quote(solver));
  }

  @Test
  void looksForThePenaltyOfEntriesByLeastSquaresUnlessOneIsGiven() throws IOException {
    String found = "(?m)^l2 \\S+ per observation(, with offsets)?: held-out rmse \\S+$";
    for (String option : new String[] {" --l2 auto", " --solver als"}) {
      assertThat(run("factorize @r.csv -k 5 --format triples" + option)).isZero();
      assertThat(err).containsPattern(found);
    }
    assertThat(run("factorize @r.csv -k 5 --format triples --iterations 1")).isZero();
    assertThat(err).doesNotContainPattern(found);
    assertThat(run("factorize @r.csv -k 3 --format matrix --l2 auto")).isZero();
    assertThat(err).containsPattern(found);
    assertThat(run("factorize @r.csv -k 5 --format triples --l2 0.1 --iterations 1")).isZero();
    assertThat(err).doesNotContainPattern(found);
    assertThat(run("factorize @r.csv -k 3 --format matrix --iterations 1")).isZero();
    assertThat(err).doesNotContainPattern(found);
    write("few.csv", "user,item,rating\nu,x,1\nu,y,2\nv,x,3\n");
    assertThat(run("factorize @few.csv -k 1 --iterations 1")).isZero();
    assertThat(run("factorize @few.csv -k 1 --l2 auto")).isEqualTo(1);
    assertThat(err)
        .isEqualTo("nmf4j: @few.csv: a search for the penalty needs 50 entries, got 3\n");
  }

  @ParameterizedTest
  @CsvSource({"sum, 6", "last, 4", "mean, 3"})
  void mergesDuplicatesAsTold(String rule, int merged) throws IOException {
    write("d.csv", "user,item,rating\n1,1,2\n1,2,1\n2,1,5\n2,2,1\n1,1,4\n");
    assertThat(run("complete @d.csv -k 1 --iterations 1 --output @c.csv --duplicates " + rule))
        .isZero();
    assertThat(lines("c.csv").get(1)).startsWith("1," + merged + ",");
  }

  private static Arguments unknownSplit(String text) {
    return Arguments.of(
        "--split " + text,
        "--split must be as 0.2, user:0.2, last:1, time:0.2 or time:2024-01-31, got \""
            + text
            + '"');
  }

  static Stream<Arguments> wrongUsage() {
    return Stream.of(
        Arguments.of(
            "--solver als --updater sgd:0.1",
            "--updater is for --solver gradient, got --solver als"),
        Arguments.of("--solver als --loss kl", "--solver als needs the loss rmse or mse, got kl"),
        Arguments.of("--per-observation", "--per-observation needs --l1 or --l2"),
        Arguments.of("--l2 strong", "--l2 must be a number or auto, got \"strong\""),
        Arguments.of(
            "--l2 auto --l1 1",
            "--l2 auto finds the whole penalty, without --l1 and --per-observation"),
        Arguments.of(
            "--l2 auto --loss kl", "--l2 auto needs --solver als, and the loss rmse or mse"),
        Arguments.of(
            "--l2 auto --solver gradient",
            "--l2 auto needs --solver als, and the loss rmse or mse"),
        Arguments.of(
            "--l2 auto --updater adam", "--l2 auto needs --solver als, and the loss rmse or mse"),
        Arguments.of("--l2 -1", "--l2 must be finite and ≥ 0, got -1.0"),
        Arguments.of("--l2 NaN --per-observation", "--l2 must be a number or auto, got \"NaN\""),
        Arguments.of(
            "--l1 Infinity", "Invalid value for option '--l1': 'Infinity' is not a number"),
        Arguments.of("--scale rows", "--scale must be columns, none or auto, got \"rows\""),
        Arguments.of("--split 0", "--split must be in (0, 1), got 0.0"),
        Arguments.of("--split 1", "--split must be in (0, 1), got 1.0"),
        Arguments.of("--split user:1", "--split must be in (0, 1), got 1.0"),
        Arguments.of("--split time:0", "--split must be in (0, 1), got 0.0"),
        Arguments.of("--split last:0", "--split must be ≥ 1, got 0"),
        unknownSplit("NaN"),
        unknownSplit("last:1.5"),
        unknownSplit("time:yesterday"),
        unknownSplit("item:0.2"),
        unknownSplit(":0.2"),
        Arguments.of("--top 10", "--top needs --split: it is measured on what is set aside"),
        Arguments.of("--split 0.2 --top 0", "--top must be ≥ 1, got 0"),
        Arguments.of("--split 0.2 --relevant-from 4", "--relevant-from needs --top"),
        Arguments.of(
            "--clip 5,1", "--clip must be two finite numbers in ascending order, got 5.0 and 1.0"),
        Arguments.of(
            "--clip 1,Infinity", "--clip needs two numbers, as in 1,5, got \"1,Infinity\""),
        Arguments.of("--clip 1", "--clip needs two numbers, as in 1,5, got \"1\""),
        Arguments.of("--clip 1,2,5", "--clip needs two numbers, as in 1,5, got \"1,2,5\""),
        Arguments.of("--clip 1,x", "--clip needs two numbers, as in 1,5, got \"1,x\""),
        Arguments.of(
            "--duplicates first",
            "Invalid value for option '--duplicates': expected one of [REFUSE, SUM, LAST, LATEST, MEAN] (case-insensitive) but was 'first'"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongUsage")
  void refusesOptionsThatMakeNoSense(String options, String problem) {
    assertThat(run("factorize @r.csv -k 2 " + options)).isEqualTo(2);
    assertThat(err).isEqualTo("nmf4j: " + problem + " (see nmf4j factorize --help)\n");
    assertThat(run("complete @r.csv -k 2 --output @c.csv " + options)).isEqualTo(2);
    assertThat(err).isEqualTo("nmf4j: " + problem + " (see nmf4j complete --help)\n");
  }

  static Stream<Arguments> wrongFiles() {
    String header = "user,item,rating\n";
    String market = "%%MatrixMarket matrix coordinate real general\n";
    return Stream.of(
        Arguments.of("", 1, "the file is empty"),
        Arguments.of(header, 1, "the file has no entries"),
        Arguments.of(
            header + "1,1,NaN\n1,2,?\n", 1, "A must have an observed entry, all 1×2 are missing"),
        Arguments.of(
            header + "1,1,3\n2,2,4\n",
            10_001,
            "rank must be in [1, 10000] for A of shape (2×2), got 10001"),
        Arguments.of(
            header + "1,1,3\n2,2,-4\n",
            1,
            "A must be ≥ 0 for non-negative factors without offsets (--offsets, Nmf.offsets), got -4.0 at (1, 1)"),
        Arguments.of(
            header + "1,1,3\n2,2,1e39\n", 1, ":3, column 3: \"1e39\" is too large a number"),
        Arguments.of(
            header + "1,1,3\n2,2,1e30\n",
            1,
            "the objective is Infinity at the start: the entries are too large or small for FLOAT"),
        Arguments.of(
            header + "1,1,3\n1,2,4\n1,1,5\n",
            1,
            ":4: the entry of row \"1\", column \"1\" is there already, on line 2 (--duplicates says what counts)"),
        Arguments.of(
            "1,1,3\n1,2,4\n1,1,5\n",
            4,
            ":3: the entry of row \"1\", column \"1\" is there already, on line 1 (--duplicates says what counts) (read as lines of row, column, value since --rank is larger than its 3 columns)"),
        Arguments.of(
            market + "2 2 1\n0 1 5\n", 1, ":3, column 1: \"0\" is not an integer in [1, 2]"),
        Arguments.of(
            market + "2 2 1\n3 1 5\n", 1, ":3, column 1: \"3\" is not an integer in [1, 2]"),
        Arguments.of(market + "2 2 2\n1 1 5\n", 1, ":3: the file ends after 1 of 2 entries"),
        Arguments.of(
            market + "2000000000 2000000000 1\n1 1 5\n",
            1,
            ":2: 2000000000×2000000000 is too large a shape for 1 entries"));
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void refusesFilesInOneLine(String text, int rank, String problem) throws IOException {
    write("w.csv", text);
    assertThat(run("factorize @w.csv -k " + rank)).isEqualTo(1);
    assertThat(err)
        .isEqualTo("nmf4j: @w.csv" + (problem.startsWith(":") ? "" : ": ") + problem + "\n");
    assertThat(out).isEmpty();
  }

  private static Splitter splitter(String name) {
    return Map.of(
            "user:0.3", Splitters.randomInRows(0.3, 3),
            "last:2", Splitters.lastInRows(2),
            "time:0.3", Splitters.lastPartOfRows(0.3),
            "time:2001-09-09T01:50:00Z", Splitters.since(1_000_000_200),
            "time:1000000200", Splitters.since(1_000_000_200))
        .get(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"user:0.3", "last:2", "time:0.3", "time:2001-09-09T01:50:00Z", "time:1000000200"})
  void partsAsPeopleEvaluate(String split) throws IOException {
    StringBuilder timed = new StringBuilder("user,item,rating,time\n");
    for (String line : lines("r.csv")) {
      timed
          .append(line)
          .append(',')
          .append(1_000_000_000 + 97 * line.hashCode() % 300)
          .append('\n');
    }
    write("t.csv", timed.toString());
    String command = "factorize @t.csv -k 2 --l2 1 --seed 3 --report @r.json --split " + split;
    assertThat(run(command + " --top 3 --relevant-from 4")).isZero();
    MaskedMatrix.Split parts =
        MatrixFiles.read(folder.resolve("t.csv"), AS_THE_COMMAND.keepTimes())
            .split(splitter(split));
    NmfModel model = Nmf.ofRank(2).penalty(Penalties.l2(1)).seed(3).fit(parts.train());
    RankingEvaluator top = RankingEvaluator.atTop(3).relevantFrom(4).excluding(parts.train());
    RankingReport popular = top.evaluate(Baselines.popularity(parts.train()), parts.test());
    assertThat(out)
        .startsWith("held-out " + Errors.of(model, parts.test()) + "\n")
        .contains("\nheld-out " + top.evaluate(model, parts.test()) + "\n")
        .contains("\nheld-out popularity " + popular + "\n");
    JsonNode heldOut =
        new ObjectMapper().readTree(folder.resolve("r.json").toFile()).get("heldOut");
    assertThat(heldOut.get("popularity").get("ndcg@3").asDouble())
        .isEqualTo(popular.mean(RankingMetric.NDCG));
    assertThat(heldOut.get("rows").asInt()).isEqualTo(popular.rows());
  }

  @Test
  void partsByTimesOnlyWhereThereAreTimes() throws IOException {
    assertThat(run("factorize @r.csv -k 5 --split last:1")).isEqualTo(1);
    assertThat(err)
        .endsWith(
            "@r.csv: a split by time needs each entry's time, and no column is known to hold it"
                + " (--time COLUMN says which) (read as lines of row, column, value since --rank is"
                + " larger than its 3 columns)\n");
    write("a.csv", "1,2,3\n4,5,6\n");
    assertThat(run("factorize @a.csv -k 1 --split time:0.5")).isEqualTo(1);
    assertThat(err).startsWith("nmf4j: @a.csv: a split by time needs the times of entries");
    String complete = "complete @r.csv -k 2 --format triples --output @c.csv --upper @u.csv";
    assertThat(run(complete + " --interval 0.8 --solver als --split user:0.2")).isEqualTo(2);
    assertThat(err).contains("--interval needs --split 0.2 beside another --solver than bayes");
  }

  @Test
  void refusesToPartOneEntry() throws IOException {
    write("one.csv", "user,item,rating\n1,1,3\n");
    assertThat(run("factorize @one.csv -k 1 --split 0.5")).isEqualTo(1);
    assertThat(err).startsWith("nmf4j: @one.csv: ").hasLineCount(1);
  }
}
