package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nmf4j.NmfModel;
import org.nmf4j.io.MatrixFiles;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest extends CommandTest {

  private static final String REFERENCE = ",4,5\n4,4,5\n5,3,4\n2,3,3\n";

  @BeforeEach
  void makeInput() throws IOException {
    Files.writeString(folder.resolve("a.csv"), REFERENCE);
  }

  @Test
  void factorizesAndShowsIt() {
    int code =
        run(
            "factorize @a.csv --rank 2 --updater sgd:0.01 --iterations 10000 --every 1000 --seed 2");
    assertThat(code).isZero();
    List<String> lines = out.lines().toList();
    assertThat(lines.get(0)).isEqualTo("iteration, cost");
    assertThat(lines.subList(1, 11))
        .allSatisfy(line -> assertThat(line).matches("\\d+000, \\d\\.\\d{11,}|0, \\d\\.\\d{11,}"));
    assertThat(lines.get(10)).startsWith("9000, 0.08655");
    assertThat(lines).contains("W", "H", "A completed");
    assertThat(lines.get(lines.size() - 1))
        .matches("rmse=0.0865531\\d* iterations=10000 rows=4 columns=3 observed=11 rank=2");
    assertThat(err).startsWith("gradient descent (Sgd").contains("all 10000 iterations done");
  }

  @Test
  void writesWhatItIsAskedFor() throws IOException {
    String command =
        "factorize @a.csv -k 2 --iterations 50 --output @m.npz --w @w.csv --h @h.npy --report @r.json";
    assertThat(run(command)).isZero();
    NmfModel model = NmfModel.load(folder.resolve("m.npz"));
    assertThat(MatrixFiles.read(folder.resolve("w.csv")).toArray()).isEqualTo(model.w());
    assertThat(MatrixFiles.read(folder.resolve("h.npy")).toArray()).isEqualTo(model.h());
    JsonNode report = new ObjectMapper().readTree(folder.resolve("r.json").toFile());
    assertThat(report.get("rows").asInt()).isEqualTo(4);
    assertThat(report.get("columns").asInt()).isEqualTo(3);
    assertThat(report.get("observed").asInt()).isEqualTo(11);
    assertThat(report.get("rank").asInt()).isEqualTo(2);
    assertThat(report.get("loss").asText()).isEqualTo("rmse");
    assertThat(report.get("iterations").asInt()).isEqualTo(50);
    assertThat(report.get("history")).hasSize(51);
    assertThat(report.get("objective").asDouble())
        .isEqualTo(report.get("history").get(50).asDouble());
    assertThat(report.get("heldOutLoss").isNull()).isTrue();
    assertThat(report.fieldNames())
        .toIterable()
        .contains("solver", "fitSeconds", "stopReason", "kktResidual", "version");

    assertThat(run(command)).isEqualTo(2);
    assertThat(err)
        .isEqualTo(
            "nmf4j: @m.npz: exists already (--force replaces it) (see nmf4j factorize --help)\n");
    assertThat(run(command + " --force")).isZero();
  }

  @Test
  void startsAtFactorsFromFiles() throws IOException {
    Files.writeString(folder.resolve("w0.csv"), "1,2\n1,1\n2,1\n1,1\n");
    Files.writeString(folder.resolve("h0.csv"), "1,1,2\n1,2,1\n");
    assertThat(
            run("factorize @a.csv -k 2 --init-w @w0.csv --init-h @h0.csv --iterations 1 --every 1"))
        .isZero();
    // Residuals of W0·H0: (-,1,-1), (-2,-1,-2), (-2,1,1), (0,0,0).
    assertThat(out).contains("0, " + String.format(Locale.ROOT, "%.12g", Math.sqrt(17 / 11.0)));
  }

  @Test
  void severalStartsAreFittedAndTheirMeanIsAModel() throws IOException {
    String fit =
        "factorize @a.csv -k 1 --loss mae --seed 3 --starts 3 --output @m.npz --report @r.json";
    assertThat(run(fit)).isZero();
    assertThat(err).contains("; best of 3 starts, the best of seed ");
    JsonNode report = new ObjectMapper().readTree(folder.resolve("r.json").toFile());
    assertThat(report.get("averaged").asBoolean()).isFalse();
    assertThat(report.get("starts").findValuesAsText("seed")).containsExactly("3", "4", "5");
    assertThat(run("complete @a.csv --starts 3 --averaged --output @c.csv")).isZero();
    assertThat(err).startsWith("variational Bayes").contains("; mean of 3 starts, the best of");
    assertThat(run(fit + " --averaged --force")).isZero();
    assertThat(NmfModel.load(folder.resolve("m.npz")).rank()).isEqualTo(3);
  }

  @Test
  void completesATableWithoutARankAndSaysHowSureItIs() throws IOException {
    StringBuilder table = new StringBuilder("income,rate\n");
    for (int i = 1; i <= 60; i++) {
      double noise = Math.sin(7 * i);
      table.append(1000 * i + 300 * noise).append(',').append(i == 30 ? "" : ".01" + (100 + i));
      table.append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), table);
    String words = "complete @table.csv -o @o.csv --interval 0.9 --lower @lo.csv --upper @hi.csv";
    assertThat(run(words)).isZero();
    double filled = number("o.csv", 30, 1);
    assertThat(filled).isBetween(number("lo.csv", 30, 1), number("hi.csv", 30, 1));
    assertThat(filled).isCloseTo(.01130, within(.0003));
    assertThat(number("lo.csv", 29, 1)).isEqualTo(.01129);
    assertThat(err).contains("intervals by variational Bayes: 90 %");
  }

  private double number(String file, int line, int field) throws IOException {
    String[] fields = Files.readAllLines(folder.resolve(file)).get(line).split(",");
    return Double.parseDouble(fields[field]);
  }

  @Test
  void completesEvaluatesPredictsAndInforms() throws IOException {
    Files.writeString(folder.resolve("n.csv"), "name,x,y,z\na,,4,5\nb,4,4,5\nc,5,3,4\nd,2,3,3\n");
    assertThat(run("factorize @n.csv -k 2 --output @m.npz")).isZero();
    assertThat(run("complete @n.csv --model @m.npz --output @c.csv")).isZero();
    List<String> completed = Files.readAllLines(folder.resolve("c.csv"));
    assertThat(completed.get(0)).isEqualTo("name,x,y,z");
    assertThat(completed.get(1)).isEqualTo("a,4.95,4,5");
    assertThat(completed.get(4)).isEqualTo("d,2,3,3");

    assertThat(run("complete @n.csv -k 2 --output @d.csv")).isZero();
    assertThat(folder.resolve("d.csv")).hasSameTextualContentAs(folder.resolve("c.csv"));

    assertThat(run("evaluate --model @m.npz @n.csv")).isZero();
    assertThat(out)
        .matches("rmse=0\\.08655\\d* mae=0\\.0\\d* n=11\nmean rmse=0\\.9359\\d* .* n=11\n");

    Files.writeString(folder.resolve("t.csv"), "row,column,value\nc,y,3\nb,x,5\n");
    assertThat(run("evaluate --model @m.npz @t.csv")).isZero();
    assertThat(out).endsWith(" n=2\n");

    Files.writeString(folder.resolve("p.csv"), "row,column\na,x\nd,z\n");
    assertThat(run("predict --model @m.npz @p.csv --output @q.csv")).isZero();
    assertThat(Files.readString(folder.resolve("q.csv")))
        .matches("row,column,prediction\na,x,4\\.95\\d*\nd,z,3\\.1\\d*\n");
    assertThat(run("info @m.npz")).isZero();
    assertThat(out).contains("rows: 4\n", "columns: 3\n", "rank: 2\n", "loss: rmse\n");
  }

  @Test
  void findsRowsAndColumnsByNameNotByOrder() throws IOException {
    Files.writeString(folder.resolve("n.csv"), ",x,y,z\na,,4,5\nb,4,4,5\nc,5,3,4\nd,2,3,3\n");
    run("factorize @n.csv -k 2 --output @named.npz");
    Files.writeString(folder.resolve("turned.csv"), ",z,x\nd,3,2\na,5,\n");
    assertThat(run("complete @turned.csv --model @named.npz --output @c.csv")).isZero();
    assertThat(Files.readAllLines(folder.resolve("c.csv")).get(2)).isEqualTo("a,5,4.95");

    run("factorize @a.csv -k 2 --output @numbered.npz");
    Files.writeString(folder.resolve("t.csv"), "row,column,value\n3,2,3\n0,1,4\n1,0,4\n2,1,3\n");
    assertThat(run("evaluate --model @numbered.npz @t.csv")).isZero();
    assertThat(out).matches("rmse=0\\.0\\d+ mae=0\\.0\\d+ n=4\nmean rmse=.* n=4\n");
    assertThat(run("evaluate --model @numbered.npz @n.csv")).isEqualTo(1);
    assertThat(err).isEqualTo("nmf4j: @n.csv: the model has no row and column of its entries\n");
  }

  @Test
  void neverWritesToTheInputThroughALink() throws IOException {
    Files.createSymbolicLink(folder.resolve("link.csv"), folder.resolve("a.csv"));
    assertThat(run("factorize @a.csv -k 2 --w @link.csv --force")).isEqualTo(2);
    assertThat(folder.resolve("a.csv")).hasContent(REFERENCE);
  }

  @Test
  void tellsInOneLineThatMemoryIsShort() {
    Runnable greedy =
        () -> {
          throw new OutOfMemoryError("Java heap space");
        };
    CommandLine command = new CommandLine(CommandSpec.wrapWithoutInspection(greedy));
    StringWriter errText = new StringWriter();
    assertThat(NmfCommand.run(command.setErr(new PrintWriter(errText)))).isEqualTo(1);
    assertThat(errText.toString())
        .isEqualToNormalizingNewlines(
            "nmf4j: out of memory (NMF4J_OPTS=-Xmx8g allows 8 GB): Java heap space\n");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(
            "facorize @a.csv",
            2,
            "Unmatched arguments from index 0: 'facorize', '@a.csv'; did you mean factorize?"
                + " (see nmf4j --help)"),
        Arguments.of(
            "factorize @a.csv --rnak 2",
            2,
            "Unknown options: '--rnak', '2'; did you mean --rank? (see nmf4j factorize --help)"),
        Arguments.of(
            "frobnicate", 2, "Unmatched argument at index 0: 'frobnicate' (see nmf4j --help)"),
        Arguments.of(
            "factorize", 2, "Missing required parameter: 'INPUT' (see nmf4j factorize --help)"),
        Arguments.of("factorize @a.csv", 2, "--rank is needed (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 0", 2, "--rank must be ≥ 1, got 0 (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k x",
            2,
            "Invalid value for option '--rank': 'x' is not a whole number, or too large (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --loss l3",
            2,
            "--loss must be rmse, mse, mae, kl, is, huber:NUMBER or beta:NUMBER, got \"l3\" (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --updater sgd",
            2,
            "--updater needs a positive learning rate, as in sgd:0.01, got \"sgd\" (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --updater sgd:-1",
            2,
            "--updater needs a positive learning rate, as in sgd:0.01, got \"sgd:-1\" (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --updater lbfgs",
            2,
            "--updater must be one of adagrad, adam, adamax, amsgrad, nadam, nesterovs, rmsprop, sgd, got \"lbfgs\" (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --solver magic",
            2,
            "--solver must be als, reweighted, bayes or gradient, got \"magic\" (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --init svd",
            2,
            "--init must be random or nndsvd, got \"svd\" (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --init-w @a.csv",
            2,
            "--init-w and --init-h are needed together (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --l1 -3",
            2,
            "--l1 must be finite and ≥ 0, got -3.0 (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --holdout 1",
            2,
            "--holdout must be in [0, 1), got 1.0 (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --patience 3",
            2,
            "--patience needs --holdout (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --time-budget 0",
            2,
            "--time-budget must be in (0, 1e9) seconds, got 0.0 (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --threads 0",
            2,
            "--threads must be ≥ 1, got 0 (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --every 0",
            2,
            "--every must be ≥ 1, got 0 (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --output @a.csv",
            2,
            "@a.csv: is read too (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --w @x --h @x",
            2,
            "@x: asked for twice (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --delimiter 3",
            2,
            "delimiter must have no letter, digit, quote, line break, '+', '-' or '.', got \"3\" (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --threads 100000",
            2,
            String.format(
                Locale.ROOT,
                "--threads must be in [1, %s] on %s processors, got 100000 (see nmf4j factorize --help)",
                Math.max(64, 8 * Runtime.getRuntime().availableProcessors()),
                Runtime.getRuntime().availableProcessors())),
        Arguments.of(
            "factorize @a.csv -k 2 --checkpoint @d --checkpoint-every 0",
            2,
            "--checkpoint-every must be ≥ 1 iteration, got 0 (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k ٢",
            2,
            "Invalid value for option '--rank': '٢' is not a whole number, or too large (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --tolerance 1d",
            2,
            "Invalid value for option '--tolerance': '1d' is not a number (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --l2 ０.5",
            2,
            "--l2 must be a number or auto, got \"０.5\" (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --iterations -1",
            2,
            "--iterations must be ≥ 0, got -1 (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --patience 0 --holdout 0.2",
            2,
            "--patience must be ≥ 1, got 0 (see nmf4j factorize --help)"),
        Arguments.of("factorize @none.csv -k 2", 1, "@none.csv: there is no such file"),
        Arguments.of(
            "factorize @a.csv -k 10001",
            1,
            "@a.csv: rank must be in [1, 10000] for A of shape (4×3), got 10001"),
        Arguments.of("factorize @bad.csv -k 1", 1, "@bad.csv:2, column 2: \"x\" is not a number"),
        Arguments.of(
            "factorize @negative.csv -k 1",
            1,
            "@negative.csv: A must be ≥ 0 for non-negative factors without offsets (--offsets, Nmf.offsets), got -2.0 at (0, 1)"),
        Arguments.of(
            "factorize @a.csv -k 2 --init-w @a.csv --init-h @a.csv",
            1,
            "@a.csv: W (m×k) and H (k×n) must share the rank k, got W [4, 3] and H [4, 3]"),
        Arguments.of(
            "factorize @a.csv -k 2 --loss mse --updater sgd:1e200 --iterations 9",
            1,
            "@a.csv: the objective became NaN at iteration 1: a smaller learning rate may help"),
        Arguments.of(
            "factorize @a.csv -k 2 --averaged",
            2,
            "--averaged needs --starts (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --starts 0",
            2,
            "--starts must be ≥ 1, got 0 (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --starts 2 --init nndsvd",
            2,
            "--starts is for random ones, --init random (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --starts 2 --checkpoint @kept",
            2,
            "--checkpoint keeps the state of one start, got --starts 2 (see nmf4j factorize"
                + " --help)"),
        Arguments.of(
            "complete @a.csv --interval 2 --lower @l.csv --output @c.csv",
            2,
            "--interval must be in (0, 1), got 2.0 (see nmf4j complete --help)"),
        Arguments.of(
            "complete @a.csv --interval 0.9 --output @c.csv",
            2,
            "--interval is for --lower and --upper, and they need it: say both (see nmf4j complete"
                + " --help)"),
        Arguments.of(
            "complete @a.csv --loss kl --output @c.csv",
            2,
            "--rank is needed beside --loss: only the fit of a table by itself finds how many"
                + " components there are (see nmf4j complete --help)"),
        Arguments.of(
            "complete @a.csv --model @m.npz --loss kl --output @c.csv",
            2,
            "--loss is for a fit, --model is fitted already (see nmf4j complete --help)"),
        Arguments.of(
            "complete @a.csv --model @m.npz --output @m.npz --force",
            2,
            "@m.npz: is read too (see nmf4j complete --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --init-w @w --init-h @h --w @w --force",
            2,
            "@w: is read too (see nmf4j factorize --help)"),
        Arguments.of(
            "predict @p.csv --model @m.npz --output @m.npz --force",
            2,
            "@m.npz: is read too (see nmf4j predict --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --checkpoint @a.csv",
            2,
            "checkpoints need a directory, got file @a.csv (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --checkpoint-every 5",
            2,
            "--checkpoint-every needs --checkpoint (see nmf4j factorize --help)"),
        Arguments.of(
            "update @a.csv --model @m.npz",
            2,
            "Missing required option: '--output=MODEL.npz' (see nmf4j update --help)"),
        Arguments.of(
            "complete @a.csv --model @a.csv --output @c.csv",
            1,
            "@a.csv: not a .npz file: zip END header not found"),
        Arguments.of("evaluate --model @none.npz @a.csv", 1, "@none.npz: there is no such file"),
        Arguments.of("info @none.npz", 1, "@none.npz: there is no such file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"factorize", "info"})
  void asksForTheNameOfAFile(String command) {
    StringWriter text = new StringWriter();
    CommandLine line = NmfCommand.commandLine().setErr(new PrintWriter(text));
    assertThat(line.execute(command, "")).isEqualTo(2);
    assertThat(text.toString()).contains("'' is no name of a file");
  }

  /** Also where the search for a penalty is broken off: a good model is not lost to a Ctrl-C. */
  @ParameterizedTest
  @ValueSource(strings = {"", " --l2 auto"})
  void leavesWhatIsThereWhenItIsStoppedBeforeTheFirstStep(String option) throws IOException {
    writeRatings("r.csv");
    assertThat(run("factorize @r.csv -k 2 --output @m.npz")).isZero();
    byte[] before = Files.readAllBytes(folder.resolve("m.npz"));
    Thread.currentThread().interrupt();
    int code =
        run(
            "factorize @r.csv -k 2 --seed 5 --format triples --output @m.npz --w @w.csv --force"
                + option);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(code).isEqualTo(1);
    assertThat(err).isEqualTo("nmf4j: interrupted before the first step, nothing is written\n");
    assertThat(Files.readAllBytes(folder.resolve("m.npz"))).isEqualTo(before);
    assertThat(folder.resolve("w.csv")).doesNotExist();
  }

  static Stream<Arguments> wrongOnPosix() {
    return Stream.of(
        Arguments.of(
            "factorize @a.csv -k 2 --checkpoint @a.csv/d",
            1,
            "cannot keep checkpoints in @a.csv/d: Not a directory"),
        Arguments.of(
            "factorize @a.csv -k 2 --output @" + "x".repeat(300),
            2,
            "@" + "x".repeat(300) + ": File name too long (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a.csv -k 2 --w @x.csv --h @same/x.csv",
            2,
            "@same/x.csv: asked for twice (see nmf4j factorize --help)"),
        Arguments.of(
            "factorize @a\u001b[31m\u2028.csv -k 2",
            1,
            "@a\uFFFD[31m\uFFFD.csv: there is no such file"),
        Arguments.of("info @a\u001b[31m.csv", 1, "@a\uFFFD[31m.csv: there is no such file"),
        Arguments.of(
            "complete @a.csv -k 1 --output @no\u001b/c.csv",
            2,
            "@no\uFFFD/c.csv: there is no directory @no\uFFFD (see nmf4j complete --help)"),
        Arguments.of("factorize /proc/self/mem -k 2", 1, "/proc/self/mem: Input/output error"),
        Arguments.of(
            "factorize @a.csv -k 2 --report /dev/null --force",
            2,
            "/dev/null: is not a regular file (see nmf4j factorize --help)"));
  }

  @ParameterizedTest(name = "nmf4j {0}")
  @MethodSource("wrong")
  void complainsInOneLine(String command, int code, String problem) throws IOException {
    Files.writeString(folder.resolve("bad.csv"), "1,2\n3,x\n");
    Files.writeString(folder.resolve("negative.csv"), "1,-2\n3,4\n");
    Files.createSymbolicLink(folder.resolve("same"), folder);
    assertThat(command.isEmpty() ? runNothing() : run(command)).isEqualTo(code);
    assertThat(err).isEqualTo("nmf4j: " + problem + "\n");
    assertThat(out).isEmpty();
  }

  @ParameterizedTest(name = "nmf4j {0}")
  @MethodSource("wrongOnPosix")
  @DisabledOnOs(OS.WINDOWS)
  void complainsInOneLineOfWhatWindowsDoesNotHave(String command, int code, String problem)
      throws IOException {
    complainsInOneLine(command, code, problem);
  }

  private int runNothing() {
    StringWriter errText = new StringWriter();
    int code = NmfCommand.commandLine().setErr(new PrintWriter(errText)).execute();
    out = "";
    err = errText.toString().replace(System.lineSeparator(), "\n");
    return code;
  }

  @ParameterizedTest
  @ValueSource(strings = {"factorize", "complete", "evaluate", "predict", "recommend", "info"})
  void explainsEveryOptionWithItsDefaultAndAnExample(String command) {
    assertThat(run(command + " --help")).isZero();
    assertThat(out)
        .contains("Example: nmf4j " + command)
        .doesNotContainPattern("Example: .*\n(?!Example: |$)");
    String[] explanations = out.replaceAll("\\s+", " ").split("(?= --[a-z0-9-]+(=| [A-Z]))");
    NmfCommand.commandLine().getSubcommands().get(command).getCommandSpec().options().stream()
        .map(OptionSpec::longestName)
        .filter(name -> !List.of("--help", "--version", "--rank").contains(name))
        .forEach(
            name ->
                assertThat(explanations)
                    .anyMatch(
                        text -> text.matches(" " + name + "(=| ).*") && text.contains("(default")));
  }

  /** The second run begins where the first has ended. */
  @Test
  void goesOnFromACheckpoint() {
    String command =
        "factorize @a.csv -k 2 --updater adam:0.1 --every 1 --checkpoint @states"
            + " --checkpoint-every 4 --iterations ";
    assertThat(run(command + 6)).isZero();
    assertThat(folder.resolve("states")).isDirectoryContaining("glob:**-0000000004.npz");
    assertThat(run(command + 9)).isZero();
    assertThat(out.lines().limit(4).map(line -> line.replaceFirst(",.*", "")))
        .containsExactly("iteration", "6", "7", "8");
  }

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out).startsWith("nmf4j ");
  }
}
