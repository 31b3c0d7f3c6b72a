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

class RecommendCommandTest extends CommandTest {

  @BeforeEach
  void makeModel() throws IOException {
    NmfModel.of(
            Nd4j.createFromArray(new double[][] {{0, 1}, {1, 0}}),
            Nd4j.createFromArray(new double[][] {{3, 1, 0, 0}, {1, 2, 3, 2}}))
        .save(folder.resolve("m.npz"));
  }

  @Test
  void printsTheBestColumnsOfARow() {
    assertThat(run("recommend --model @m.npz --row 0 --n 3")).isZero();
    assertThat(out).isEqualTo("row,column,prediction\n0,2,3.0\n0,1,2.0\n0,3,2.0\n");
  }

  @Test
  void leavesOutWhatWasSeenAndPassesOverWhatIsUnknown() throws IOException {
    write("seen.csv", "user,item,rating\n0,2,5\n0,7,1\n9,1,1\n1,0,1\n");
    assertThat(run("recommend --model @m.npz --row 0 --n 9 --exclude-seen @seen.csv")).isZero();
    assertThat(out).isEqualTo("row,column,prediction\n0,1,2.0\n0,3,2.0\n0,0,1.0\n");
  }

  @Test
  void readsWhatWasSeenByTheColumnsThatAreTold() throws IOException {
    write("seen.csv", "what,who,paid\n2,0,5\n7,0,1\n");
    String command = "recommend --model @m.npz --row 0 --n 9 --exclude-seen @seen.csv";
    assertThat(run(command + " --seen-columns who,what,paid")).isZero();
    assertThat(out).isEqualTo("row,column,prediction\n0,1,2.0\n0,3,2.0\n0,0,1.0\n");
    assertThat(run(command + " --seen-columns who,what")).isEqualTo(2);
    assertThat(err).contains("--seen-columns needs --exclude-seen and three columns");
  }

  @Test
  void writesAllRows() throws IOException {
    write("seen.csv", "user,item,rating\n0,2,5\n1,0,1\n");
    assertThat(
            run("recommend --model @m.npz --all -n 1 --exclude-seen @seen.csv --output @recs.csv"))
        .isZero();
    assertThat(lines("recs.csv")).containsExactly("row,column,prediction", "0,1,2.0", "1,1,1.0");
    assertThat(out).isEmpty();
  }

  @Test
  void speaksOfRowsAndColumnsByName() throws IOException {
    writeRatings("r.csv");
    run("factorize @r.csv -k 4 --l2 0.1 --per-observation --output @named.npz");
    assertThat(
            run(
                "recommend --model @named.npz --row 12 -n 3 --exclude-seen @r.csv --format triples"))
        .isZero();
    String ratings = String.join("\n", lines("r.csv"));
    assertThat(out.lines().skip(1))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).matches("12,1[01]\\d,\\d.*"))
        .noneSatisfy(line -> assertThat(ratings).contains(line.replaceAll(",[^,]*$", ",")));
  }

  static Stream<Arguments> wrong() {
    String help = " (see nmf4j recommend --help)";
    return Stream.of(
        Arguments.of("", 2, "either --row or --all is needed" + help),
        Arguments.of("--row 0 --all", 2, "either --row or --all is needed" + help),
        Arguments.of("--row 0 --n 0", 2, "--n must be ≥ 1, got 0" + help),
        Arguments.of("--row 0 --output @m.npz --force", 2, "@m.npz: is read too" + help),
        Arguments.of("--row 2", 1, "@m.npz: the model has no row \"2\""),
        Arguments.of("--row -1", 1, "@m.npz: the model has no row \"-1\""),
        Arguments.of("--row 0 --exclude-seen @none.csv", 1, "@none.csv: there is no such file"),
        Arguments.of(
            "--row 0 --exclude-seen @other.csv",
            1,
            "@other.csv: none of its entries is in the model"),
        Arguments.of(
            "--row 0 --exclude-seen @wide.csv",
            1,
            "@wide.csv: the model has 4 columns, the matrix 2"));
  }

  @ParameterizedTest(name = "recommend {0}")
  @MethodSource("wrong")
  void complainsInOneLine(String options, int code, String problem) throws IOException {
    write("other.csv", "user,item,rating\nx,y,5\n");
    write("wide.csv", "1,2\n3,4\n");
    assertThat(run("recommend --model @m.npz" + (options.isEmpty() ? "" : " " + options)))
        .isEqualTo(code);
    assertThat(err).isEqualTo("nmf4j: " + problem + "\n");
    assertThat(out).isEmpty();
  }
}
