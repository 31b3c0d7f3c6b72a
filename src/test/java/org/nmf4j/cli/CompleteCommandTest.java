package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
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
        assertThat(Float.parseFloat(first[j + 1])).isEqualTo((float) model.predict(0, j));
      }
    }
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
    assertThat(out).matches("held-out rmse=\\S+ mae=\\S+ n=\\d+\n");
    assertThat(run("complete @r.csv --model @m.npz --split 0.1 --output @d.csv")).isEqualTo(2);
    assertThat(err)
        .isEqualTo(
            "nmf4j: --split is for a fit, --model is fitted already (see nmf4j complete --help)\n");
    assertThat(run("complete @r.csv --model @m.npz --offsets --output @d.csv")).isEqualTo(2);
    assertThat(err).contains("--offsets is for a fit");
  }
}
