package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.nmf4j.Interval;
import org.nmf4j.NmfModel;

class CompleteCommandTest extends CommandTest {

  @Test
  void keepsOffsetsAndRangeOfAModel() throws IOException {
    writeRatings("r.csv");
    run(
        "factorize @r.csv -k 4 --l2 0.1 --per-observation --offsets --clip 1.5,3.5 --output @m.npz");
    assertThat(run("complete @r.csv --format triples --model @m.npz --output @c.csv")).isZero();
    NmfModel model = NmfModel.load(folder.resolve("m.npz"));
    String[] labels = lines("c.csv").get(0).split(",");
    String[] first = lines("c.csv").get(1).split(",");
    assertThat(labels).hasSize(21).startsWith("", "100", "101");
    String ratings = String.join("\n", lines("r.csv"));
    for (int j = 0; j < 20; j++) {
      if (!ratings.contains("10," + labels[j + 1] + ",")) {
        assertThat(Double.parseDouble(first[j + 1])).isCloseTo(model.predict(0, j), within(.00501));
      }
    }
  }

  /** In columns by 1e6 and 1e-6 the same table is filled in the same. */
  @Test
  void scalesColumnsOfUnlikeUnits() throws IOException {
    String table = "a,b,c\n1,2.1,3\n2,4,5.8\n3,,9.1\n4,8.1,12\n,9.9,15\n";
    write("t.csv", table);
    write("u.csv", "a,b,c\n1e6,2.1,3e-6\n2e6,4,5.8e-6\n3e6,,9.1e-6\n4e6,8.1,12e-6\n,9.9,15e-6\n");
    double[][] filled = new double[4][];
    String[] commands = {
      "t.csv -k 1 --scale columns",
      "u.csv -k 1 --scale columns",
      "u.csv -k 1 --scale auto",
      "u.csv -k 1"
    };
    for (int i = 0; i < commands.length; i++) {
      assertThat(run("complete @" + commands[i] + " --force --output @c.csv")).isZero();
      assertThat(err.contains(": scaled rmse ")).isEqualTo(i < 3);
      double a = Double.parseDouble(lines("c.csv").get(5).split(",")[0]);
      double b = Double.parseDouble(lines("c.csv").get(3).split(",")[1]);
      filled[i] = new double[] {i == 0 ? a : a / 1e6, b};
    }
    assertThat(filled[1]).containsExactly(filled[0], within(1e-5));
    assertThat(filled[2]).containsExactly(filled[1]);
  }

  @Test
  void refusesWhatNoMemoryHoldsBeforeItFits() throws IOException {
    write(
        "huge.mtx",
        "%%MatrixMarket matrix coordinate real general\n900000 900000 2\n1 1 5\n9 8 2\n");
    assertThat(run("complete @huge.mtx -k 1 --output @c.csv")).isEqualTo(1);
    assertThat(err)
        .startsWith(
            "nmf4j: @huge.mtx: the completed matrix, 900000×900000, takes 3240.0 GB, too much")
        .hasLineCount(1);
    assertThat(folder.resolve("c.csv")).doesNotExist();
  }

  @Test
  void measuresOnATestSetToo() throws IOException {
    writeRatings("r.csv");
    assertThat(run("complete @r.csv -k 4 --split 0.1 --output @c.csv")).isZero();
    assertThat(out)
        .matches("held-out rmse=\\S+ mae=\\S+ n=\\d+\n(held-out (column-)?means? rmse=.*\n){2}");
    assertThat(run("complete @r.csv --model @m.npz --split 0.1 --output @d.csv")).isEqualTo(2);
    assertThat(err)
        .isEqualTo(
            "nmf4j: --split is for a fit, --model is fitted already (see nmf4j complete --help)\n");
    assertThat(run("complete @r.csv --model @m.npz --offsets --output @d.csv")).isEqualTo(2);
    assertThat(err).contains("--offsets is for a fit");
  }

  @Test
  void saysHowSureAFitIsThatKnowsNoUncertaintyByEntriesItHasNotSeen() throws IOException {
    writeRatings("r.csv");
    String words =
        "complete @r.csv --format triples -k 2 --output @c.csv --interval 0.8 --lower @l.csv"
            + " --upper @u.csv";
    assertThat(run(words + " --solver als")).isEqualTo(2);
    assertThat(err).contains("--interval needs --split 0.2 beside another --solver than bayes");
    assertThat(run(words + " --averaged --starts 2")).isEqualTo(2);
    assertThat(err).contains("--interval needs --split 0.2 beside --averaged");
    assertThat(read).isEmpty();
    assertThat(folder.resolve("c.csv")).doesNotExist();
    assertThat(run(words)).isZero();
    assertThat(err).contains("intervals by variational Bayes: 80 %");
    assertThat(run(words + " --solver als --split 0.2 --force")).isZero();
    assertThat(err).contains("intervals by split-conformal: at least 80 %");
    for (int row = 1; row < 31; row++) {
      String[] lower = lines("l.csv").get(row).split(",");
      String[] upper = lines("u.csv").get(row).split(",");
      String[] filled = lines("c.csv").get(row).split(",");
      for (int j = 1; j <= 20; j++) {
        assertThat(Double.parseDouble(filled[j]))
            .isBetween(Double.parseDouble(lower[j]), Double.parseDouble(upper[j]));
      }
    }
  }

  /** The interval that is written is not narrower than the one that was computed. */
  @Test
  void roundsEndsOfIntervalsOutwards() throws IOException {
    writeRatings("r.csv");
    run("factorize @r.csv --format triples -k 2 --solver bayes --output @m.npz");
    run(
        "complete @r.csv --format triples --model @m.npz --output @c.csv --interval 0.8 --lower"
            + " @l.csv --upper @u.csv");
    NmfModel model = NmfModel.load(folder.resolve("m.npz"));
    for (int i = 0; i < model.rows(); i++) {
      String[] lower = lines("l.csv").get(i + 1).split(",");
      String[] upper = lines("u.csv").get(i + 1).split(",");
      for (int j = 0; j < model.columns(); j++) {
        if (lower[j + 1].contains(".")) { // Else it is a rating.
          assertThat(lower[j + 1]).matches("-?\\d+\\.\\d\\d");
          Interval interval = model.interval(i, j, .8);
          assertThat(interval.lower() - Double.parseDouble(lower[j + 1])).isBetween(0., .01);
          assertThat(Double.parseDouble(upper[j + 1]) - interval.upper()).isBetween(0., .01);
        }
      }
    }
  }

  /** Whole ratings stay whole, and what is filled in has two digits more than they have. */
  @Test
  void writesEntriesOfLinesAsTheyAre() throws IOException {
    write("r.csv", "user,item,rating\na,x,1\na,y,2\nb,x,3\n");
    assertThat(run("complete @r.csv -k 1")).isZero();
    assertThat(out).isEqualTo(",x,y\na,1,2\nb,3,6.00\n");
    write("r.csv", "user,item,rating\na,x,1.0\na,y,2.5\nb,x,3.0\n");
    assertThat(run("complete @r.csv -k 1")).isZero();
    assertThat(out).isEqualTo(",x,y\na,1.0,2.5\nb,3.0,7.500\n");
    write("r.csv", "user,item,rating\na,x,1e-20\na,y,2e-20\nb,x,3e-20\n");
    assertThat(run("complete @r.csv -k 1")).isZero();
    assertThat(out).matches(",x,y\na,1.0E-20,2.0E-20\nb,3.0E-20,\\d.\\d\\de-20\n");
  }

  @Test
  void saysWhyARankIsNeeded() throws IOException {
    write("t.csv", "1,2\n2,4\n3,\n");
    assertThat(run("complete @t.csv --solver als")).isEqualTo(2);
    assertThat(err)
        .startsWith(
            "nmf4j: --rank is needed beside --solver: only the fit of a table by itself finds how"
                + " many components there are");
  }
}
