package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.NmfModel;

class EvaluateCommandTest extends CommandTest {

  /** Of the first row the first three columns in their order, of the second 1, 3 and 0. */
  @BeforeEach
  void makeModel() throws IOException {
    NmfModel.of(
            Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}}),
            Nd4j.createFromArray(new double[][] {{5, 4, 3, 0, 0, 0}, {3, 5, 0, 4, 0, 0}}))
        .save(folder.resolve("m.npz"));
    write("test.csv", "user,item,rating\n0,0,5\n0,2,4\n1,3,4\n1,4,4\n1,5,4\n0,5,1\n0,9,5\n7,0,5\n");
  }

  @Test
  void tellsHowGoodTheListsAre() {
    assertThat(run("evaluate --model @m.npz @test.csv --top 3 --relevant-from 2")).isZero();
    assertThat(out.lines().skip(2))
        .containsExactly(
            "precision@3=0.5000 recall@3=0.6667 map@3=0.5000 ndcg@3=0.6079 mrr@3=0.7500"
                + " hit-rate@3=1.0000 auc=0.6042 coverage@3=0.6667 rows=2");
    assertThat(run("evaluate --model @m.npz @test.csv --top 3")).isZero();
    assertThat(out).contains("recall@3=0.5000");
  }

  /**
   * Without a the first list is (b, c, d), the second still (b, d, a); the popular are a, b and d.
   */
  @Test
  void leavesOutWhatWasSeenAndTellsWhatIsPopular() throws IOException {
    write("train.csv", "user,item,rating\n0,0,5\n0,3,2\n1,1,3\n3,1,9\n1,7,9\n");
    String command = "evaluate --model @m.npz @test.csv --exclude-seen @train.csv";
    assertThat(run(command + " --top 2 --relevant-from 2")).isZero();
    assertThat(out.lines().skip(1).map(line -> line.replaceAll(" (map|mae).*", "")))
        .containsExactly(
            "mean rmse=1.39443338", // The mean of three is 10/3.
            "column-means rmse=1.30170828", // 5, 3 and 2, and of other columns 10/3.
            "precision@2=0.5000 recall@2=0.6667",
            "popularity precision@2=0.5000 recall@2=0.6667");
  }

  static Stream<Arguments> wrong() {
    String help = " (see nmf4j evaluate --help)";
    return Stream.of(
        Arguments.of("--top 0", 2, "--top must be ≥ 1, got 0" + help),
        Arguments.of("--relevant-from 4", 2, "--relevant-from needs --top" + help),
        Arguments.of(
            "--top 3 --relevant-from 6",
            1,
            "@test.csv: test must have a relevant entry that is not excluded, it has none"),
        Arguments.of(
            "--exclude-seen @other.csv", 1, "@other.csv: none of its entries is in the model"),
        Arguments.of("--exclude-seen @none.csv", 1, "@none.csv: there is no such file"));
  }

  @ParameterizedTest(name = "evaluate {0}")
  @MethodSource("wrong")
  void complainsInOneLine(String options, int code, String problem) throws IOException {
    write("other.csv", "user,item,rating\nx,y,5\n");
    assertThat(run("evaluate --model @m.npz @test.csv " + options)).isEqualTo(code);
    assertThat(err).isEqualTo("nmf4j: " + problem + "\n");
    assertThat(out).isEmpty();
  }
}
