package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Matrices that are told column by column, or come from elsewhere than a file. */
class InputOptionsTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine nmf = NmfCommand.commandLine();
    nmf.setOut(new PrintWriter(out));
    nmf.setErr(new PrintWriter(err));
    return nmf.execute(arguments);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void readsTheColumnsThatAreTold() throws IOException {
    String file = file("a.csv", "a,b,c\n1,r1,x\n2,r2,x\n2,r1,y\n");
    assertThat(run("factorize", file, "--rank", "1", "--row", "b", "--column", "c", "--value", "1"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("rows=2 columns=2 observed=3");
  }

  @Test
  void weightsOfLinesWeigh() throws IOException {
    String file =
        file("a.csv", "user,item,rating,weight\nr1,c1,1,1\nr1,c2,2,1\nr2,c1,3,1\nr2,c2,4,9\n");
    assertThat(run("factorize", file, "--rank", "1", "--l2", "0")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("rmse=0.1083"); // 0.1830 without weights.
  }

  @Test
  void aRefusalOfNegativeNumbersNamesOffsets() throws IOException {
    String file = file("a.csv", "2,-1,4,0\n4,1,6,2\n-1,-4,1,-3\n6,3,8,4\n-4,,-2,-6\n");
    String completed = folder.resolve("out.csv").toString();
    assertThat(run("complete", file, "--rank", "1", "--output", completed)).isNotZero();
    assertThat(err.toString()).contains("--offsets").hasLineCount(2);
    assertThat(
            run(
                "complete",
                file,
                "--rank",
                "1",
                "--offsets",
                "--l2",
                "0.001",
                "--output",
                completed))
        .isZero();
    String last = Files.readAllLines(Path.of(completed)).get(4);
    assertThat(Double.parseDouble(last.split(",")[1])).isBetween(-7.1, -6.9);
  }

  @Test
  void readsStandardInput() throws IOException {
    InputStream before = System.in;
    System.setIn(
        new ByteArrayInputStream(
            "user,item,n\n1,1,2\n1,2,4\n2,1,3\n".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(run("factorize", "-", "--rank", "1")).as(err.toString()).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(out.toString()).contains("rows=2 columns=2 observed=3");
  }

  @Test
  void readsADatabase() throws IOException {
    String ratings = file("r.csv", "userId,movieId,rating\n1,1,2\n1,2,4\n2,1,3\n");
    String query = "SELECT * FROM '" + ratings + "'";
    assertThat(run("factorize", "--jdbc", "jdbc:duckdb:", "--query", query, "--rank", "1"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("rows=2 columns=2 observed=3");
  }

  @Test
  void refusesWhatIsNoDatabase() {
    refuses("Missing required parameter: 'INPUT'", "factorize", "--rank", "1");
    refuses("--jdbc and --query need each other", "factorize", "--rank", "1", "--jdbc", "x");
    refuses(
        "INPUT and --jdbc are two matrices",
        "factorize",
        "a",
        "--jdbc",
        "x",
        "--query",
        "y",
        "--rank",
        "1");
    refuses(
        "jdbc:nothing:x: No suitable driver found for jdbc:nothing:x (its jar belongs into lib/)",
        "factorize",
        "--jdbc",
        "jdbc:nothing:x",
        "--query",
        "y",
        "--rank",
        "1");
    refuses(
        "jdbc:sqlite::memory:: ",
        "factorize",
        "--jdbc",
        "jdbc:sqlite::memory:",
        "--query",
        "SELECT * FROM no",
        "--rank",
        "1");
  }

  private void refuses(String problem, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(run(arguments)).isNotZero();
    assertThat(err.toString()).contains(problem).hasLineCount(1);
  }
}
