package org.nmf4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.MaskedMatrix;

/** Text with one line an entry. */
class TriplesTest {

  private static final ReadOptions TRIPLES = ReadOptions.defaults().format(MatrixFormat.TRIPLES);

  @TempDir private Path folder;

  private MaskedMatrix read(String text, ReadOptions options) throws IOException {
    return MatrixFiles.read(Files.writeString(folder.resolve("a.csv"), text), options);
  }

  private static List<String> entries(MaskedMatrix a) {
    return EntryTexts.of(a, (value, weight) -> Double.toString(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7,y,1.5\n10,x,2\n7,x,?\n",
        "10,x,2\n7,x,?\n7,y,1.5",
        "\uFEFFrow,column,value\r\n10,x,2.0\r\n7,y,1.5\r\n7,x,\r\n",
        "10;x;2\r7;y;+1.5e0\r\r7;x;NaN\r",
        "user\titem\trating\tdate\n10\t x \t2\t9\n7\ty\t15e-1\n\t\n7\tx\tna\n",
        "10::x::.2e1::5\n7::y::00001.5::5\n7::x::null::5\n",
        "\"user\",\"item\",\"rating\"\n10,x,2.\n \n7,y,1.50\n7,x,\n",
        "\"user\nid\",item,rating\n10,x,2.\n7,y,1.50\n7,x,\n",
        "10,x,2\n\"7\",\"y\",1.5\n7,\"x\",\"?\"\n",
        "# row, column\n10,x,2\n7,x,-\n7,y,1.5\n",
        "10,x,2\n7,x,.\n7,y,1.5\n",
        " 10 x   2\n7 \"y\" 1.5\n7 x N/A\n"
      })
  void readsEverySpellingInAnyOrder(String text) throws IOException {
    MaskedMatrix a = read(text.replace("\n\t\n", "\n\n"), TRIPLES);
    assertThat(entries(a)).containsExactly("7 y 1.5", "10 x 2.0");
    assertThat(a.rowLabels()).containsExactly("7", "10");
    assertThat(a.columnLabels()).containsExactly("x", "y");
  }

  /** More lines than the buffers hold, with names of all lengths. */
  @Test
  void isTheSameForAnyOrderOfTheLines() throws IOException {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>();
    for (int entry = 0; entry < 30_000; entry++) {
      String row = Integer.toString(entry / 200);
      String column = "é".repeat(entry % 40) + "-" + entry % 200;
      lines.add(String.format(Locale.ROOT, "%s,%s,%s", row, column, random.nextInt(1000) / 8.0));
    }
    MaskedMatrix inOrder = read(String.join("\n", lines), TRIPLES);
    assertThat(inOrder.rowLabels())
        .isEqualTo(IntStream.range(0, 150).mapToObj(Integer::toString).toList());
    assertThat(inOrder.columnLabels()).hasSize(200).isSorted();
    assertThat(entries(inOrder))
        .containsExactlyInAnyOrderElementsOf(
            lines.stream().map(line -> line.replace(',', ' ')).toList());
    Collections.shuffle(lines, random);
    MaskedMatrix shuffled = read(String.join("\r\n", lines), TRIPLES);
    assertThat(shuffled.rowLabels()).isEqualTo(inOrder.rowLabels());
    assertThat(shuffled.columnLabels()).isEqualTo(inOrder.columnLabels());
    assertThat(entries(shuffled)).isEqualTo(entries(inOrder));
  }

  @ParameterizedTest
  @CsvSource({
    "10 9 -3 0, -3 0 9 10",
    "10 9 007 7, 007 10 7 9",
    "10 9 a, 10 9 a",
    "2 10 1000000000000000000, 10 1000000000000000000 2",
    "99 -0, -0 99",
    "b é ａ 𝔞 B, B b é ａ 𝔞"
  })
  void ordersNumbersByValueAndNamesByCharacters(String given, String ordered) throws IOException {
    String text =
        Stream.of(given.split(" ")).map(name -> name + "\tx\t1\n").collect(Collectors.joining());
    assertThat(String.join(" ", read(text, TRIPLES).rowLabels())).isEqualTo(ordered);
  }

  @Test
  void readsNumbersToTheLastBit() throws IOException {
    Random random = new Random(1);
    List<String> numbers =
        new ArrayList<>(List.of("0", "-0", "-.5", "5.", "123456789012345", "1234567890123456"));
    for (int i = 0; i < 2000; i++) {
      String digits = Long.toString(random.nextLong() >>> 1 + random.nextInt(63));
      int point = random.nextInt(digits.length() + 1);
      numbers.add(digits.substring(0, point) + "." + digits.substring(point));
      numbers.add(String.format(Locale.ROOT, "%.3f", random.nextGaussian()));
      numbers.add(Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20)));
    }
    numbers.removeIf("."::equals);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < numbers.size(); i++) {
      text.append(i).append(",x,").append(numbers.get(i)).append('\n');
    }
    MaskedMatrix a = read(text.toString(), TRIPLES.sparseDataType(DataType.DOUBLE));
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(Double.doubleToLongBits(a.value(i, 0)))
          .as(numbers.get(i))
          .isEqualTo(Double.doubleToLongBits(Double.parseDouble(numbers.get(i))));
    }
  }

  @Test
  void mergesDuplicatesIfAsked() throws IOException {
    String text = "a,x,1\nb,x,7\na,x,4\na,x,NA\n";
    assertThat(entries(read(text, TRIPLES.duplicates(Duplicates.SUM))))
        .containsExactly("a x 5.0", "b x 7.0");
    assertThat(entries(read(text, TRIPLES.duplicates(Duplicates.LAST))))
        .containsExactly("a x 4.0", "b x 7.0");
    assertThat(entries(read(text, TRIPLES.duplicates(Duplicates.MEAN))))
        .containsExactly("a x 2.5", "b x 7.0");
  }

  /** A missing entry says nothing that another could contradict. */
  @Test
  void takesAMissingEntryForNone() throws IOException {
    assertThat(entries(read("a,x,NA\na,x,4\nb,y,?\n", TRIPLES))).containsExactly("a x 4.0");
  }

  static Stream<Arguments> entriesByThemselves() {
    return Stream.of(
        Arguments.of("a.triples", "1,2,3\n"),
        Arguments.of("a.dat", "1::2::3\n"),
        Arguments.of("a.csv", "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n"),
        Arguments.of("a.csv", "user,item,rating\n1,31,2.5\n"),
        Arguments.of("a.csv", "user_id,book_id,score\n1,31,2.5\n"),
        Arguments.of("a.csv", "Row;Col;Value\n1;31;2.5\n"),
        Arguments.of("a.csv", "row,column,count\n1,31,2.5\n"),
        Arguments.of("a.csv", "i,j,x\n1,31,2.5\n"),
        Arguments.of("a.tsv", "\"userID\"\t\"artistID\"\t\"weight\"\n1\t31\t2.5\n"),
        Arguments.of("a.csv", "x,y,value\n1,31,2.5\n"),
        Arguments.of("a.csv", "user,item,rating,weight\n1,2,3,4\n"),
        Arguments.of("a.csv", "1,2,3,881250949\n4,5,6,881250950\n"),
        Arguments.of("a.csv", "Anna,Solaris,5\n"),
        Arguments.of("a.csv", "who,what,stars\n17,Solaris,5\n17,Stalker,NA\n"),
        Arguments.of("a.csv", "Anna,\"Crime, and Punishment\",5\n"),
        Arguments.of("u.data", lines(1000, "%d\t%d\t3\t881250949\n")),
        Arguments.of("a.csv", lines(1000, "%d,%d,3,1260759144000\n")),
        Arguments.of("my-ratings.csv.gz", lines(1000, "%d,%d,3.5\n")));
  }

  static Stream<Arguments> rowsOfAMatrix() {
    return Stream.of(
        Arguments.of("a.csv", "1,2,3\n4,5,6\n"),
        Arguments.of("a.csv", lines(1000, "%d,%d,3.5\n")),
        Arguments.of("ratings.csv", lines(999, "%d,%d,3.5\n")),
        Arguments.of("ratings.csv", lines(1000, "%d,%d,3.5\n") + "0,1,3.5\n".repeat(3)),
        Arguments.of("ratings.csv", lines(1500, "%d.0,%d,3.5\n")),
        Arguments.of("ratings.csv", lines(1500, "%d,%d,3,4,5\n")),
        Arguments.of("a.csv", lines(1500, "%d,%d,3,4\n")),
        Arguments.of("a.csv", "1,2,3,881250949\n4,5,6,88125095\n"),
        Arguments.of("a.csv", "1.5,2,3,881250949\n"),
        Arguments.of("a.csv", "height,width,weight\n1,2,3\n"),
        Arguments.of("a.csv", "Anna,3,5\nBerta,4,5\n"),
        Arguments.of("a.csv", ",x,y\nAnna,3,5\n"));
  }

  /** Pairs of numbers, none of which comes twice. */
  private static String lines(int count, String line) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format(Locale.ROOT, line, i / 40, i % 40 + i / 40 % 3))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("entriesByThemselves")
  void findsEntriesWithoutBeingTold(String name, String text) throws IOException {
    assertThat(format(name, text)).isEqualTo(MatrixFormat.TRIPLES);
  }

  @ParameterizedTest
  @MethodSource("rowsOfAMatrix")
  void takesWhatMayBeAMatrixForOne(String name, String text) throws IOException {
    assertThat(format(name, text)).isEqualTo(MatrixFormat.MATRIX);
  }

  private MatrixFormat format(String name, String text) throws IOException {
    Path file = Files.write(folder.resolve(name), name.endsWith(".gz") ? packed(text) : utf8(text));
    try (Source source = Source.open(file)) {
      return EntryLayout.recognises(source, ReadOptions.defaults())
          ? MatrixFormat.TRIPLES
          : MatrixFormat.MATRIX;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(utf8(text));
    }
    return bytes.toByteArray();
  }

  static Stream<Arguments> damaged() {
    String fields = "row, column and value are needed, got ";
    return Stream.of(
        Arguments.of("", ": the file has no entries"),
        Arguments.of("\r\n \n", ": the file has no entries"),
        Arguments.of("\uFEFF", ": the file has no entries"),
        Arguments.of("user,item,rating", ": the file has no entries"),
        Arguments.of("\"user\",\"item\",\"rating\"\n\n", ": the file has no entries"),
        Arguments.of("1\n", ":1: " + fields + "1 fields"),
        Arguments.of("1,2\n", EntryTexts.NO_VALUES),
        Arguments.of("1,2,3\n\n1,3\n", ":3: " + fields + "2 fields"),
        Arguments.of("1,2,3\n1,3,4,5\n", ":2: " + fields + "4 fields"),
        Arguments.of("1,2,3,4\n1,3,4,5,6\n", ":2: " + fields + "5 fields"),
        Arguments.of("1,".repeat(9999), ":1: " + fields + "10000 fields"),
        Arguments.of("1,2;3\n4,5;6\n", ":1: " + fields + "2 fields"),
        Arguments.of(
            "a,x,1\nb, ,2\n", ":2, column 2: a name of a row or column is needed, got none"),
        Arguments.of(
            "a,x,1\nb,\"\",2\n", ":2, column 2: a name of a row or column is needed, got none"),
        Arguments.of("a,x,NaN\na,y,\n", ": A must have an observed entry, all 1×2 are missing"),
        Arguments.of("a,x,1\ra,y,1\rb,x,1,5\r", ":3: " + fields + "4 fields"),
        Arguments.of("a,x,1\r\na,y,1\r\n\r\na,z,q\r\n", ":4, column 3: \"q\" is not a number"),
        Arguments.of("a,x,1\na,y,inf\n", ":2, column 3: \"inf\" is not a number"),
        Arguments.of("a,x,1\na,y,-Infinity\n", ":2, column 3: \"-Infinity\" is not a number"),
        Arguments.of("a,x,1\na,y,1e999\n", ":2, column 3: \"1e999\" is too large a number"),
        Arguments.of("a,x,1\na,y,1.2.3\n", ":2, column 3: \"1.2.3\" is not a number"),
        Arguments.of("a,x,1\na,y,+\n", ":2, column 3: \"+\" is not a number"),
        Arguments.of("a,x,1\na,y,..\n", ":2, column 3: \"..\" is not a number"),
        Arguments.of("a,x,1\na,y,1f\n", ":2, column 3: \"1f\" is not a number"),
        Arguments.of("a,x,1\na,y,0x10\n", ":2, column 3: \"0x10\" is not a number"),
        Arguments.of("a,x,1\na,y,1 0\n", ":2, column 3: \"1 0\" is not a number"),
        Arguments.of("a,x,1\na,y,１\n", ":2, column 3: \"１\" is not a number"),
        Arguments.of("a,x,1\na,\"y,2\n", ":2: quotes are not closed or not in place"),
        Arguments.of("a,x,1\na,\"y\"z,2\n", ":2: quotes are not closed or not in place"),
        Arguments.of("a,x,1\0\n", ": it is not a text file: it holds a byte 0"),
        Arguments.of(
            "a,x,1\nb,y,2\nb,x,3\nb,y,2\nb,y,2\n",
            ":4: the entry of row \"b\", column \"y\" is there already, on line 2 (--duplicates says what counts)"),
        Arguments.of(
            "user,item,rating\n\n9,1,NA\n10,1,4\n9,1,3\n\"9\",1,3\n9,1,3\n",
            ":6: the entry of row \"9\", column \"1\" is there already, on line 5 (--duplicates says what counts)"),
        Arguments.of(
            "\"a\r\n\u0007\",x,1\n\"a\r\n\u0007\",x,1\n",
            ":4: the entry of row \"a\uFFFD\uFFFD\uFFFD\", column \"x\" is there already, on line 2 (--duplicates says what counts)"));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void refuses(String text, String problem) throws IOException {
    refuses(utf8(text), problem);
    refuses(packed(text), problem);
  }

  private void refuses(byte[] bytes, String problem) throws IOException {
    Path file = Files.write(folder.resolve("a.csv"), bytes);
    assertThatThrownBy(() -> MatrixFiles.read(file, TRIPLES.delimiter(",")))
        .isInstanceOf(IOException.class)
        .hasMessage(file + problem);
  }

  @Test
  void refusesWhatIsNotAllThereOrNotInUtf8() throws IOException {
    byte[] whole = packed("a,x,1\n".repeat(99_999));
    refuses(Arrays.copyOf(whole, whole.length - 99), ": the compressed data end too early");
    refuses(
        "a,x,1\nM\u00e4rta,x,2\n".getBytes(StandardCharsets.ISO_8859_1),
        ":2, column 1: \"M\uFFFDrta\" is not in UTF-8, byte 8: --encoding tells what it is in");
    refuses(
        "a,x,1\na,y,\u00bd\n".getBytes(StandardCharsets.ISO_8859_1),
        ":2, column 3: \"\uFFFD\" is not in UTF-8, byte 11: --encoding tells what it is in");
  }

  @Test
  void refusesNumbersThatSinglePrecisionCannotHold() {
    ReadOptions single = TRIPLES.dataType(DataType.FLOAT);
    assertThatThrownBy(() -> read("a,x,1\na,y,-1e39\n", single))
        .hasMessageEndingWith("a.csv:2, column 3: \"-1e39\" is too large a number");
    assertThatThrownBy(() -> read("a,x,3e38\na,x,3e38\n", single.duplicates(Duplicates.SUM)))
        .hasMessageEndingWith(
            "a.csv: entries of one place must be finite in FLOAT when merged, got Infinity at (0, 0)");
    assertThatThrownBy(() -> TRIPLES.duplicates(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("duplicates");
  }
}
