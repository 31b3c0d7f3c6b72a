package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nmf4j.NmfModel;

/** {@code predict} and {@code evaluate} where the model doesn't know a row or column. */
class UnseenIdsTest extends CommandTest {

  private NmfModel model;

  @BeforeEach
  void fit() throws IOException {
    write("n.csv", ",x,y,z\na,1,4,5\nb,4,4,5\nc,5,3,4\nd,2,3,3\n");
    run("factorize @n.csv -k 2 --output @m.npz");
    model = NmfModel.load(folder.resolve("m.npz"));
  }

  private double predicted(int line) throws IOException {
    return Double.parseDouble(lines("q.csv").get(line).split(",")[2]);
  }

  @Test
  void predictsTheAverageOrTheMean() throws IOException {
    write("p.csv", "row,column\na,x\nnobody,x\nb,nothing\nnobody,nothing\n");
    assertThat(run("predict --model @m.npz @p.csv --output @q.csv")).isZero();
    assertThat(err)
        .isEqualTo(
            "3 of 4 entries have a row or column that the model has not seen: it is taken for the"
                + " average one\n");
    double averageRow = 0;
    for (int row = 0; row < 4; row++) {
      averageRow += model.predict(row, 0) / 4;
    }
    assertThat(lines("q.csv").get(2)).startsWith("nobody,x,");
    assertThat(predicted(1)).isEqualTo(model.predict(0, 0));
    assertThat(predicted(2)).isCloseTo(averageRow, within(1e-12));
    assertThat(predicted(4)).isCloseTo(43 / 12.0, within(1e-12));
  }

  @Test
  void takesTheFirstLineForAnEntryWhereItCanBeOne() throws IOException {
    write("p.csv", "7,8\na,x\n");
    assertThat(run("predict --model @m.npz @p.csv --output @q.csv")).isZero();
    assertThat(lines("q.csv")).hasSize(3);
    write("p.csv", "nobody,nothing\na,x\n");
    assertThat(run("predict --model @m.npz @p.csv --output @q.csv --force --header no")).isZero();
    assertThat(lines("q.csv")).hasSize(3);
    write("p.csv", "row,column\n");
    assertThat(run("predict --model @m.npz @p.csv --output @q.csv --force")).isZero();
    assertThat(lines("q.csv")).containsExactly("row,column,prediction");
    write("p.csv", "a,x\nb,y\n");
    assertThat(run("predict --model @m.npz @p.csv --output @q.csv --force --header yes")).isZero();
    assertThat(lines("q.csv")).hasSize(2);
  }

  @Test
  void evaluatesThemAsAverage() throws IOException {
    write("t.csv", "row,column,value\nnobody,nothing,3\na,x,1\n");
    assertThat(run("evaluate --model @m.npz @t.csv")).isZero();
    assertThat(err).startsWith("1 of 2 entries have a row or column that the model has not seen");
    double mae = (43 / 12.0 - 3 + Math.abs(model.predict(0, 0) - 1)) / 2;
    assertThat(out).matches("rmse=\\S+ mae=\\S+ n=2\nmean rmse=\\S+ mae=\\S+ n=2\n");
    assertThat(Double.parseDouble(out.split("[= ]")[3])).isCloseTo(mae, within(1e-8));
  }
}
