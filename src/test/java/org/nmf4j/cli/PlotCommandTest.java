package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.NmfModel;

class PlotCommandTest extends CommandTest {

  @BeforeEach
  void makeModel() throws IOException {
    writeRatings("ratings.csv");
    assertThat(
            run("factorize @ratings.csv --format triples --rank 3 --iterations 9 --output @m.npz"))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--kind loss",
        "--kind factors --clustered",
        "--kind parts:4x5",
        "--kind top --count 3",
        "--kind top:rows",
        "@ratings.csv --format triples --kind completed",
        "@ratings.csv --format triples --kind residuals --clustered"
      })
  void drawsEachKind(String options) throws IOException {
    assertThat(run("plot @m.npz " + options + " --output @p.png")).as(err).isZero();
    assertThat(err).isEmpty();
    assertThat(ImageIO.read(folder.resolve("p.png").toFile()).getWidth()).isEqualTo(560);
    assertThat(run("plot @m.npz " + options + " --output @p.svg")).isZero();
    assertThat(Files.readString(folder.resolve("p.svg"))).contains("<svg");
  }

  @Test
  void aFitDrawsItsLoss() throws IOException {
    assertThat(
            run("factorize @ratings.csv --format triples --rank 3 --iterations 9 --plot @loss.png"))
        .isZero();
    assertThat(err).doesNotContain("nothing is kept");
    assertThat(run("plot @m.npz --kind loss --output @again.png")).isZero();
    assertThat(folder.resolve("again.png")).hasSameBinaryContentAs(folder.resolve("loss.png"));
  }

  /** Entries of another order are put where the model has their rows and columns. */
  @Test
  void findsRowsAndColumnsByName() throws IOException {
    StringBuilder turned = new StringBuilder();
    lines("ratings.csv").forEach(line -> turned.insert(0, line + "\n"));
    write("turned.csv", turned.toString());
    assertThat(run("plot @m.npz @ratings.csv --format triples --kind residuals --output @a.png"))
        .isZero();
    assertThat(run("plot @m.npz @turned.csv --format triples --kind residuals --output @b.png"))
        .isZero();
    assertThat(folder.resolve("b.png")).hasSameBinaryContentAs(folder.resolve("a.png"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--kind los --output @p.png|--kind must be one of loss, factors, parts:HEIGHTxWIDTH, top,"
            + " top:rows, completed, residuals, got \"los\"; did you mean loss?",
        "--kind parts:8 --output @p.png|--kind parts needs the height and width of an image, as in"
            + " parts:8x8, got \"parts:8\"",
        "--kind loss --output @p.jpg|@p.jpg: a picture is written as .png or .svg",
        "--kind top --count 0 --output @p.png|--count must be ≥ 1, got 0",
        "--kind residuals --output @p.png|Missing required parameter: 'INPUT'",
        "@ratings.csv --kind loss --output @p.png|--kind loss takes no matrix, got @ratings.csv",
      })
  void refusesWrongOptions(String options, String message) {
    assertThat(run("plot @m.npz " + options)).isEqualTo(2);
    assertThat(err).isEqualTo("nmf4j: " + message + " (see nmf4j plot --help)\n");
  }

  @Test
  void saysInOneLineWhatTheModelLacks() throws IOException {
    NmfModel.of(Nd4j.ones(DataType.FLOAT, 4, 2), Nd4j.ones(DataType.FLOAT, 2, 6))
        .save(folder.resolve("bare.npz"));
    assertThat(run("plot @bare.npz --kind loss --output @p.png")).isEqualTo(1);
    assertThat(err)
        .isEqualTo("nmf4j: @bare.npz: the model has no report of a fit, and so no loss to draw\n");
    assertThat(run("plot @m.npz --kind parts:8x8 --output @p.png")).isEqualTo(1);
    assertThat(err)
        .isEqualTo(
            "nmf4j: @m.npz: images must have height·width = 20 pixels, one for each column, got"
                + " 8×8\n");
    write("other.csv", "row,column,value\nx,y,1\n");
    assertThat(run("plot @m.npz @other.csv --kind residuals --output @p.png")).isEqualTo(1);
    assertThat(err)
        .isEqualTo("nmf4j: @other.csv: the model has no row and column of its entries\n");
    assertThat(folder.resolve("p.png")).doesNotExist();
  }
}
