package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that use a model on what it has not seen. */
class LivingModelsTest extends CommandTest {

  private void fitTable() throws IOException {
    write("train.csv", ",a,b,c\nr1,1,2,3\nr2,2,4,6\nr3,3,6,9\nr4,1,2,3\n");
    write("new.csv", ",a,b,c\nnew1,2,,6\nnew2,,10,15\n");
    run("factorize @train.csv --rank 1 --output @m.npz");
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(",")).skip(1).mapToDouble(Double::parseDouble).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --output -", " --output @c.csv"})
  void completesRowsNeverSeen(String output) throws IOException {
    fitTable();
    assertThat(run("complete @new.csv --model @m.npz" + output)).isZero();
    List<String> lines = output.contains("@") ? lines("c.csv") : out.lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(numbers(lines.get(1))).containsExactly(new double[] {2, 4, 6}, within(1e-6));
    assertThat(numbers(lines.get(2))).containsExactly(new double[] {5, 10, 15}, within(1e-6));
    assertThat(err)
        .isEqualTo("2 of 2 rows are new to the model: they are found from their entries\n");
  }

  @Test
  void takesRowsItKnowsFromTheModel() throws IOException {
    fitTable();
    write("some.csv", ",a,b,c\nnew,4,,\nr3,1,,\nnobody,,,\n");
    assertThat(run("complete @some.csv --model @m.npz")).isZero();
    List<String> lines = out.lines().toList();
    assertThat(numbers(lines.get(1))).containsExactly(new double[] {4, 8, 12}, within(1e-6));
    assertThat(numbers(lines.get(2))).containsExactly(new double[] {1, 6, 9}, within(1e-6));
    assertThat(numbers(lines.get(3))).containsExactly(new double[] {1.75, 3.5, 5.25}, within(1e-6));
  }

  @Test
  void findsFactorsOfRowsNeverSeen() throws IOException {
    fitTable();
    write("more.csv", ",c,d,a\nnew1,6,1,2\nnew2,15,1,\nnone,,2,\n");
    assertThat(run("factorize @train.csv --rank 1 --w @w.csv")).isZero();
    double unit = numbers(lines("w.csv").get(1))[0];
    assertThat(run("transform --model @m.npz @more.csv")).isZero();
    assertThat(err).isEqualTo("1 of 3 columns are not in the model: they are passed over\n");
    List<String> printed = out.lines().toList();
    assertThat(run("transform --model @m.npz @more.csv --w @new-w.csv")).isZero();
    assertThat(lines("new-w.csv")).isEqualTo(printed);
    assertThat(printed.get(0)).isEqualTo(",component1");
    assertThat(numbers(printed.get(1))[0] / unit).isCloseTo(2, within(1e-6));
    assertThat(numbers(printed.get(2))[0] / unit).isCloseTo(5, within(1e-6));
    assertThat(numbers(printed.get(3))[0] / unit).isCloseTo(1.75, within(1e-6));
  }

  @Test
  void evaluatesEntriesOfRowsNeverSeenByTheOthers() throws IOException {
    fitTable();
    write("test.csv", ",a,b,c\nnew1,2,4,7\nr1,1,2,3\nalone,,4.5,\n");
    assertThat(run("evaluate --model @m.npz @test.csv")).isZero();
    assertThat(err)
        .isEqualTo(
            "3 of 7 entries are in rows that the model has not seen: each is predicted from the"
                + " row's others\n1 of 7 entries have a row or column that the model has not seen: it"
                + " is taken for the average one\n");
    // a from (4, 7), b from (2, 7) and c from (2, 4), H being along (1, 2, 3).
    double mae = (29 / 13.0 - 2 + 46 / 10.0 - 4 + 7 - 6 + 4.5 - 3.5) / 7;
    assertThat(Double.parseDouble(out.split("[= ]")[3])).isCloseTo(mae, within(1e-6));
  }

  /** A column of the file's own names, and a matrix from a database, wherever one is read. */
  @Test
  void takesNewRowsFromWhereverAMatrixIsReadFrom() throws IOException {
    fitTable();
    write("lines.csv", "paid,what,who\n2,a,new1\n6,c,new1\n15,c,new2\n");
    String columns = " @lines.csv --row who --column what --value paid";
    String query =
        " --jdbc jdbc:sqlite: --query SELECT/**/'new1'/**/AS/**/id,2/**/AS/**/a,NULL/**/AS/**/b";
    for (String input : List.of(columns, query)) {
      assertThat(run("transform --model @m.npz" + input)).isZero();
      assertThat(out).contains("\nnew1,");
      assertThat(run("update --model @m.npz --output @m2.npz --force" + input)).isZero();
      assertThat(err).contains("rows and 0 columns");
    }
    assertThat(run("update --model @m.npz --output @m2.npz --force")).isEqualTo(2);
    assertThat(err).contains("Missing required parameter: 'NEW'");
  }

  @Test
  void areReadFromStandardInput() throws IOException {
    fitTable();
    InputStream console = System.in;
    try {
      for (String command :
          List.of("info -", "complete --model - @new.csv", "transform --model - @new.csv")) {
        System.setIn(Files.newInputStream(folder.resolve("m.npz")));
        assertThat(run(command)).isZero();
        assertThat(out).isNotEmpty();
      }
      System.setIn(new ByteArrayInputStream(new byte[] {1, 2, 3}));
      assertThat(run("info -")).isEqualTo(1);
      assertThat(err).startsWith("nmf4j: standard input: ").hasLineCount(1);
    } finally {
      System.setIn(console);
    }
  }

  @Test
  void updatesAModel() throws IOException {
    write("day1.csv", "user,item,rating\nu1,a,1\nu1,b,2\nu2,a,2\nu2,b,4\nu3,a,3\nu3,b,6\n");
    write("day2.csv", "user,item,rating\nu3,c,9\nu1,c,3\nu4,a,4\nu4,c,12\n");
    write("pairs.csv", "row,column\nu2,c\nu4,b\n");
    run("factorize @day1.csv --rank 1 --l2 0 --output @m.npz");
    for (String data : List.of("", " --data @day1.csv")) {
      assertThat(run("update --model @m.npz @day2.csv --force --output @m2.npz" + data)).isZero();
      assertThat(err).endsWith("new: 1 rows and 1 columns\n");
      assertThat(run("predict --model @m2.npz @pairs.csv --force --output @p.csv")).isZero();
      assertThat(Double.parseDouble(lines("p.csv").get(1).split(",")[2]))
          .isCloseTo(6, within(1e-5));
      assertThat(Double.parseDouble(lines("p.csv").get(2).split(",")[2]))
          .isCloseTo(8, within(1e-5));
    }
    assertThat(run("update --model @m.npz @day2.csv --force --output @m.npz")).isZero();
    assertThat(run("update --model @m.npz @day2.csv --output @m.npz")).isEqualTo(2);
    assertThat(err).contains("exists already");
  }
}
