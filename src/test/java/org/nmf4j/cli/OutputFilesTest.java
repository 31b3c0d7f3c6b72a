package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputFilesTest extends CommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "factorize @a.csv -k 1 --output @m.csv    | @m.csv: is written as .npz, not as .csv",
        "factorize @a.csv -k 1 --w @w.NPZ         | @w.NPZ: is written as .csv, .tsv, .npy, .gz, not as .npz",
        "factorize @a.csv -k 1 --h @h.mtx         | @h.mtx: is written as .csv, .tsv, .npy, .gz, not as .mtx",
        "factorize @a.csv -k 1 --report @r.csv    | @r.csv: is written as .json, not as .csv",
        "complete @a.csv -k 1 --output @c.npz     | @c.npz: is written as .csv, .tsv, .npy, .gz, not as .npz",
        "predict @a.csv --model @m.npz -o @q.tsv  | @q.tsv: is written as .csv, not as .tsv",
        "recommend --row 0 --model @m.npz -o @q.gz| @q.gz: is written as .csv, not as .gz"
      })
  void refusesNamesThatPromiseAnotherFormat(String command, String problem) throws IOException {
    write("a.csv", "1,2\n3,4\n");
    assertThat(run(command)).isEqualTo(2);
    assertThat(err).startsWith("nmf4j: " + problem + " (see nmf4j ").hasLineCount(1);
  }

  @Test
  void writesUnderANameThatPromisesNothing() throws IOException {
    write("a.csv", "1,2\n3,4\n");
    assertThat(run("factorize @a.csv -k 1 --output @model --w @w.txt --report @report")).isZero();
    assertThat(run("complete @a.csv --model @model --output @c.csv.gz")).isZero();
    assertThat(run("evaluate @c.csv.gz --model @model")).isZero();
  }

  @Test
  void looksAtTheFolderThatALinkPointsTo() throws IOException {
    write("a.csv", "1,2\n3,4\n");
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.createSymbolicLink(folder.resolve("w.csv"), Files.createFile(locked.resolve("w.csv")));
    assumeThat(locked.toFile().setWritable(false) && !Files.isWritable(locked)).isTrue();
    try {
      assertThat(run("factorize @a.csv -k 1 --w @w.csv --force")).isEqualTo(2);
      assertThat(err).startsWith("nmf4j: @w.csv: no permission to write in @locked");
    } finally {
      locked.toFile().setWritable(true);
    }
  }
}
