package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class RanksCommandTest extends CommandTest {

  /** Of rank 3, with a tenth missing and noise. */
  @BeforeEach
  void writeMatrix() throws IOException {
    Random random = new Random(1);
    double[][] w = exponential(30, random);
    double[][] h = exponential(20, random);
    StringBuilder text = new StringBuilder();
    for (double[] x : w) {
      for (int j = 0; j < h.length; j++) {
        double value = x[0] * h[j][0] + x[1] * h[j][1] + x[2] * h[j][2];
        String cell = String.format(Locale.ROOT, "%.4f", value + 0.05 * random.nextDouble());
        text.append(random.nextDouble() < 0.1 ? "" : cell).append(j < 19 ? "," : "\n");
      }
    }
    write("a.csv", text.toString());
  }

  private static double[][] exponential(int rows, Random random) {
    double[][] numbers = new double[rows][3];
    for (double[] row : numbers) {
      Arrays.setAll(row, j -> -Math.log(1 - random.nextDouble()));
    }
    return numbers;
  }

  @Test
  void printsALineForEachRankAndMarksTheChoice() throws IOException {
    int code =
        run(
            "ranks @a.csv --ranks 1-5 --folds 4 --starts 2 --iterations 60 --report @ranks.json --keep @kept --plot @ranks.png");
    assertThat(err).contains("rank 3: its held-out rmse of ");
    assertThat(code).isZero();
    assertThat(folder.resolve("ranks.png")).isNotEmptyFile();
    assertThat(out.lines()).hasSize(7);
    assertThat(out.lines().skip(1).findFirst().orElseThrow()).startsWith(" means ");
    assertThat(out.lines().filter(line -> line.endsWith(" *")))
        .singleElement()
        .asString()
        .startsWith("     3 ");
    JsonNode report = new ObjectMapper().readTree(folder.resolve("ranks.json").toFile());
    assertThat(report.get("choice").asInt()).isEqualTo(3);
    assertThat(report.get("folds").asInt()).isEqualTo(4);
    assertThat(report.get("starts").asInt()).isEqualTo(2);
    assertThat(report.get("ranks")).hasSize(5);
    assertThat(report.get("ranks").get(0).get("rowCopheneticCorrelation").isNull()).isTrue();
    assertThat(report.get("ranks").get(2).get("heldOutErrors")).hasSize(4);
    assertThat(report.get("votes").get("lowest held-out error").asInt()).isEqualTo(3);
    String first = out;
    assertThat(
            run(
                "ranks @a.csv --ranks 1-5 --folds 4 --starts 2 --iterations 60 --keep @kept --threads 1"))
        .isZero();
    assertThat(out).isEqualTo(first);
  }

  @Test
  void factorizeTakesTheRankThatIsFound() {
    assertThat(run("factorize @a.csv --rank auto --iterations 50 --split 0.1 --output @model.npz"))
        .isZero();
    assertThat(err).contains("rank 3: its held-out rmse of ");
    assertThat(out).contains(" rank=3\n");
  }

  @Test
  void blocksAndOtherLossesCanBeAskedFor() {
    assertThat(run("ranks @a.csv --ranks 2-4 --folds 2x2 --starts 1 --loss kl --iterations 60"))
        .isZero();
    assertThat(out).contains("held-out kl");
    assertThat(out.lines().filter(line -> line.endsWith(" *"))).hasSize(1);
  }

  @Test
  void saysWhatIsWrongInOneLine() throws IOException {
    refuses(2, "ranks @a.csv --ranks 2", "--ranks must be two numbers, as in 2-12, got \"2\"");
    refuses(2, "ranks @a.csv --ranks 5-2", "--ranks must be ≥ 1 and ascend, got 5 to 2");
    refuses(2, "ranks @a.csv --plot @a.gif", "a picture is written as .png or .svg");
    refuses(2, "ranks @a.csv --folds 1", "--folds must be ≥ 2, got 1");
    refuses(
        2, "ranks @a.csv --folds axb", "--folds must be a number, or two, as in 3x3, got \"axb\"");
    refuses(2, "ranks @a.csv --starts 0", "--starts must be ≥ 1, got 0");
    refuses(2, "ranks @a.csv --threads 0", "--threads must be ≥ 1, got 0");
    refuses(
        2, "ranks @a.csv --time-budget 0", "--time-budget must be in (0, 1e9) seconds, got 0.0");
    refuses(2, "factorize @a.csv --rank few", "'few' is not a whole number, or too large");
    refuses(2, "complete @a.csv --rank auto --output @b.csv", "--rank auto is for factorize");
    refuses(
        2,
        "factorize @a.csv --rank auto --init-w @w.csv --init-h @h.csv",
        "--rank auto can't be had with --init-w and --init-h");
    refuses(
        1, "ranks @a.csv --ranks 2-30", "@a.csv: ranks must be in [1, 16] for A of shape (30×20)");
    refuses(
        1, "ranks @a.csv --time-budget 1e-9", "no rank was fitted to all folds before the time");
    write("small.csv", "1,\n,2\n");
    refuses(
        1, "ranks @small.csv", "@small.csv: folds must be so few that each can hold an entry out");
  }

  private void refuses(int code, String command, String message) {
    assertThat(run(command)).isEqualTo(code);
    assertThat(err.lines()).singleElement().asString().contains(message);
  }
}
