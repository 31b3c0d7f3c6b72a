package org.nmf4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.MaskedMatrix;

/** NIST's format, where a matrix is told by its entries. */
class MatrixMarketTest {

  private static final String COORDINATE = "%%MatrixMarket matrix coordinate real general\n";
  private static final String SYMMETRIC = "%%MatrixMarket matrix coordinate real symmetric\n";

  @TempDir private Path folder;

  private MaskedMatrix read(String text, ReadOptions options) throws IOException {
    return MatrixFiles.read(Files.writeString(folder.resolve("a.mtx"), text), options);
  }

  private static List<String> entries(MaskedMatrix a) {
    List<String> entries = new ArrayList<>();
    a.forEachObserved(
        (row, column, value, weight) ->
            entries.add(String.format(Locale.ROOT, "%d %d %s", row, column, value)));
    return entries;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        COORDINATE + "3 4 3\n1 2 5\n3 1 0\n3 4 -1.5\n",
        COORDINATE + "3 4 3\n3 4 -1.5\n1 2 5\n3 1 0",
        "%%matrixmarket MATRIX Coordinate Real General\r\n% words\r\n\r\n 3\t4  3 \r\n"
            + "3 1 0.0\r\n%\r\n 1 2 5e0\r\n\r\n003 4 -15e-1\r\n",
        COORDINATE + "3 4 4\n1 2 5\n3 1 0\n3 4 -1.5\n2 2 nan\n"
      })
  void readsEntriesInAnyOrder(String text) throws IOException {
    MaskedMatrix a = read(text, ReadOptions.defaults());
    assertThat(a.rows()).isEqualTo(3);
    assertThat(a.columns()).isEqualTo(4);
    assertThat(entries(a)).containsExactly("0 1 5.0", "2 0 0.0", "2 3 -1.5");
    assertThat(a.rowLabels()).isEmpty();
  }

  @Test
  void mergesDuplicatesIfAsked() throws IOException {
    ReadOptions sum = ReadOptions.defaults().duplicates(Duplicates.SUM);
    assertThat(entries(read(COORDINATE + "1 2 3\n1 2 5\n1 1 1\n1 2 6\n", sum)))
        .containsExactly("0 0 1.0", "0 1 11.0");
  }

  static Stream<Arguments> damaged() {
    return Stream.of(
        Arguments.of("0 2 1\n1 1 1\n", ":2, column 1: \"0\" is not an integer in [1, 2147483647]"),
        Arguments.of(
            "2 -2 1\n1 1 1\n", ":2, column 2: \"-2\" is not an integer in [1, 2147483647]"),
        Arguments.of(
            "2 2 -1\n1 1 1\n", ":2, column 3: \"-1\" is not an integer in [0, 2147483647]"),
        Arguments.of(
            "2 2147483648 1\n1 1 1\n",
            ":2, column 2: \"2147483648\" is not an integer in [1, 2147483647]"),
        Arguments.of(
            "2 2 99999999999999999999\n1 1 1\n",
            ":2, column 3: \"99999999999999999999\" is not an integer in [0, 2147483647]"),
        Arguments.of("2 2 1 1\n1 1 1\n", ":2: rows, columns, entries are needed"),
        Arguments.of("2 2 2\n1 1 1\n0 1 1\n", ":4, column 1: \"0\" is not an integer in [1, 2]"),
        Arguments.of("2 2 2\n1 1 1\n1 0 1\n", ":4, column 2: \"0\" is not an integer in [1, 2]"),
        Arguments.of("2 2 1\n-1 1 1\n", ":3, column 1: \"-1\" is not an integer in [1, 2]"),
        Arguments.of("2 2 1\n1 3 1\n", ":3, column 2: \"3\" is not an integer in [1, 2]"),
        Arguments.of("2 2 1\n1.0 2 1\n", ":3, column 1: \"1.0\" is not an integer in [1, 2]"),
        Arguments.of(
            "2 2 1\n4294967297 2 1\n", ":3, column 1: \"4294967297\" is not an integer in [1, 2]"),
        Arguments.of("2 2 1\n1 x 1\n", ":3, column 2: \"x\" is not an integer in [1, 2]"),
        Arguments.of("2 2 1\n1 2 1 1\n", ":3: row, column and value are needed, got 4 fields"),
        Arguments.of("2 2 1\n1,2,1\n", ":3: row, column and value are needed, got 1 fields"),
        Arguments.of("2 2 1\n1 2 1+2i\n", ":3, column 3: \"1+2i\" is not a number"),
        Arguments.of("2 2 3\n1 1 1\n\n%\n", ":5: the file ends after 1 of 3 entries"),
        Arguments.of("2 2 0\n1 1 1\n", ":3: there are more than the 0 entries declared"),
        Arguments.of("2 2 0\n", ": A must have an observed entry, all 2×2 are missing"),
        Arguments.of("2 3 1\n1 1 NaN\n", ": A must have an observed entry, all 2×3 are missing"),
        Arguments.of(
            "2 2 3\n2 2 1\n1 1 1\n2 2 1\n",
            ":5: the entry of row 2, column 2 is there already, on line 3 (--duplicates says what counts)"),
        Arguments.of(
            "2000000000 2000000000 3\n1 1 1\n2 2 2\n2000000000 2000000000 3\n",
            ":2: 2000000000×2000000000 is too large a shape for 3 entries"),
        Arguments.of(
            "2147483647 1 1\n2147483647 1 3\n",
            ":2: 2147483647×1 is too large a shape for 1 entries"));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void refuses(String text, String problem) throws IOException {
    refusesWhole(COORDINATE + text, problem);
  }

  private void refusesWhole(String text, String problem) throws IOException {
    Path file = Files.writeString(folder.resolve("a.mtx"), text);
    assertThatThrownBy(() -> MatrixFiles.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + problem);
  }

  @Test
  void refusesHalvesThatOverlapOrDoNotFit() throws IOException {
    refusesWhole(
        SYMMETRIC + "3 3 3\n2 1 5\n3 3 1\n1 2 5\n",
        ":5: the entry of row 1, column 2 is there already, on line 3 (--duplicates says what counts)");
    refusesWhole(SYMMETRIC + "3 2 1\n1 1 1\n", ":2: a symmetric matrix is square, got 3×2");
    refusesWhole(
        SYMMETRIC.replace("symmetric", "skew-symmetric"),
        ":1: the matrix must be general or symmetric, got \"skew-symmetric\"");
  }

  /** An array whose numbers are not there takes no memory either. */
  @Test
  void believesNoArrayThatIsNotThere() throws IOException {
    String array = "%%MatrixMarket matrix array real general\n";
    refusesWhole(array + "5000 5000\n1\n", ":3: the file ends before entry (2, 1)");
    assertThatThrownBy(() -> read(array + "2000000000 2000000000\n1\n", ReadOptions.defaults()))
        .hasMessageContaining("a.mtx: 4,000,000,000,000,000,000 numbers as DOUBLE take more than");
  }
}
