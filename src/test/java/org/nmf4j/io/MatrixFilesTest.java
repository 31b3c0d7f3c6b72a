package org.nmf4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.TestMatrices;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.ReadOptions.Presence;
import org.nmf4j.matrix.MaskedMatrix;

class MatrixFilesTest {

  private static final double[][] REFERENCE = {{Double.NaN, 4, 5}, {4, 4, 5}, {5, 3, 4}, {2, 3, 3}};

  @TempDir private Path folder;

  static Stream<Arguments> spellingsOfTheReference() {
    return Stream.of(
        Arguments.of("a.csv", ",4,5\n4,4,5\n5,3,4\n2,3,3\n"),
        Arguments.of("a.csv", "NaN,4,5\r\n4,4,5\r\n5,3,4\r\n2,3,3"),
        Arguments.of("a.csv", "\uFEFFna, 4 ,5\n4,4.0,5\n\n5,3,4e0\n  \n+2,3,3\n"),
        Arguments.of("a.csv", "x,y,z\n?,4,5\n4,4,5\n5,3,4\n2,3,3\n"),
        Arguments.of("a.csv", ",x,y,z\na,null,4,5\nb,4,4,5\nc,5,3,4\nd,2,3,3\n"),
        Arguments.of("a.csv", "x,y,z\n1,NULL,4,5\n2,4,4,5\n3,5,3,4\n4,2,3,3\n"),
        Arguments.of("a.csv", "\"a,1\",\"\",4,5\nb,4,4,\"5\"\nc,5,3,4\nd,2,3,3\n"),
        Arguments.of("a.tsv", "NA\t4\t5\n4\t4\t5\n5\t3\t4\n2\t3\t3\n"),
        Arguments.of("a.csv", ";4;5\n4;4;5\n5;3;4\n2;3;3\n"),
        Arguments.of("a.csv", ",2020,2021,2022\na,,4,5\nb,4,4,5\nc,5,3,4\nd,2,3,3\n"),
        Arguments.of("a.csv", "\"x;1\",\"y::2\",z\n,4,5\n4,4,5\n5,3,4\n2,3,3\n"),
        Arguments.of(
            "a.mtx",
            "%%MatrixMarket matrix coordinate real general\n% comment\n4 3 11\n1 2 4\n1 3 5\n"
                + "2 1 4\n2 2 4\n2 3 5\n3 1 5\n3 2 3\n3 3 4\n4 1 2\n4 2 3\n4 3 3\n"),
        Arguments.of(
            "a.mtx",
            "%%MatrixMarket matrix array integer general\n4 3\nnan\n4\n5\n2\n4\n4\n3\n3\n5\n5\n4\n3\n"),
        Arguments.of(
            "a.triples",
            "a,x,?\na,y,4\na,z,5\nb,x,4\nb,y,4\nb,z,5\nc,x,5\nc,y,3\nc,z,4\nd,x,2\nd,y,3\nd,z,3\n"),
        Arguments.of(
            "ratings.dat",
            "1::1::?::9\n1::2::4::9\n1::3::5::9\n2::1::4::9\n2::2::4::9\n2::3::5::9\n3::1::5::9\n"
                + "3::2::3::9\n3::3::4::9\n4::1::2::9\n4::2::3::9\n4::3::3::9\n"),
        Arguments.of(
            "a.csv",
            "\"userId\",\"movieId\",\"rating\",\"timestamp\"\n1,1,,9\n1,2,4,9\n1,3,5,9\n2,1,4,9\n"
                + "2,2,4,9\n2,3,5,9\n3,1,5,9\n3,2,3,9\n3,3,4,9\n4,1,2,9\n4,2,3,9\n4,3,3,9\n"),
        Arguments.of(
            "a.csv",
            "user,item,rating\n1,1,na\n1,2,4\n1,3,5\n2,1,4\n2,2,4\n2,3,5\n3,1,5\n3,2,3\n3,3,4\n"
                + "4,1,2\n4,2,3\n4,3,3\n"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("spellingsOfTheReference")
  void readsEverySpelling(String name, String text) throws IOException {
    for (byte[] bytes : List.of(text.getBytes(StandardCharsets.UTF_8), packed(text))) {
      Path file = Files.write(folder.resolve(name), bytes);
      assertSame(MatrixFiles.read(file).toArray(), Nd4j.createFromArray(REFERENCE));
      INDArray single =
          MatrixFiles.read(file, ReadOptions.defaults().dataType(DataType.FLOAT)).toArray();
      assertThat(single.dataType()).isEqualTo(DataType.FLOAT);
      assertSame(single.castTo(DataType.DOUBLE), Nd4j.createFromArray(REFERENCE));
    }
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void assertSame(INDArray actual, INDArray expected) {
    assertThat(Arrays.deepEquals(actual.toDoubleMatrix(), expected.toDoubleMatrix()))
        .as("%s%nshould be%n%s", actual, expected)
        .isTrue();
  }

  @Test
  void readsLabels() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), ",x,\"y,1\"\nMa,1,2\nMb,3,NA\n");
    MaskedMatrix a = MatrixFiles.read(file);
    assertThat(a.rowLabels()).containsExactly("Ma", "Mb");
    assertThat(a.columnLabels()).containsExactly("x", "y,1");
  }

  @Test
  void doesAsItIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "1,2,3\n4,5,6\n");
    assertThat(MatrixFiles.read(file, ReadOptions.defaults().header(Presence.YES)).rows())
        .isEqualTo(1);
    assertThat(MatrixFiles.read(file, ReadOptions.defaults().rowLabels(Presence.YES)).rowLabels())
        .containsExactly("1", "4");
    MaskedMatrix entries =
        MatrixFiles.read(file, ReadOptions.defaults().format(MatrixFormat.TRIPLES));
    assertThat(entries.observed()).isEqualTo(2);
    assertThat(entries.value(1, 1)).isEqualTo(6);
    Files.writeString(file, "196\t242\t3\t881250949\n186\t302\t4\t891717742\n");
    MaskedMatrix ratings =
        MatrixFiles.read(file, ReadOptions.defaults().format(MatrixFormat.TRIPLES));
    assertThat(ratings.rowLabels()).containsExactly("186", "196");
    assertThat(ratings.columnLabels()).containsExactly("242", "302");
    assertThat(ratings.value(0, 1)).isEqualTo(4);
  }

  @Test
  void mirrorsSymmetricMatrices() throws IOException {
    INDArray expected = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {2, 4, 5}, {3, 5, 6}});
    Path array =
        Files.writeString(
            folder.resolve("a.mtx"),
            "%%MatrixMarket matrix array real symmetric\n3 3\n1\n2\n3\n4\n5\n6\n");
    assertSame(MatrixFiles.read(array).toArray(), expected);
    Path coordinate =
        Files.writeString(
            folder.resolve("b.mtx"),
            "%%MatrixMarket matrix coordinate integer symmetric\n3 3 6\n1 1 1\n2 1 2\n3 1 3\n"
                + "2 2 4\n3 2 5\n3 3 6\n");
    assertSame(MatrixFiles.read(coordinate).toArray(), expected);
  }

  @Property(tries = 60, seed = "1")
  void readsWhatItHasWritten(
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 9) int columns,
      @ForAll long seed,
      @ForAll boolean labelled,
      @ForAll boolean single)
      throws IOException {
    DataType type = single ? DataType.FLOAT : DataType.DOUBLE;
    INDArray values = TestMatrices.withHoles(type, rows, columns, 2, 0.3, seed);
    values.muli(Math.pow(10, seed % 30));
    values.putScalar(0, 0, 0.1);
    List<String> rowLabels = labelled ? names("r,\" ", rows) : List.of();
    List<String> columnLabels = labelled ? names("c\n;", columns) : List.of();
    Path directory = Files.createTempDirectory("nmf4j");
    for (String name : List.of("a.csv", "a.TSV", "a.npy", "a.csv.gz", "a.npy.gz")) {
      Path file = directory.resolve(name);
      MatrixFiles.write(file, values, rowLabels, columnLabels, false);
      MaskedMatrix read = MatrixFiles.read(file, ReadOptions.defaults().dataType(type));
      assertSame(read.toArray(), values);
      assertThat(isGzip(file)).isEqualTo(name.endsWith(".gz"));
      if (!name.contains("npy")) {
        assertThat(read.rowLabels()).isEqualTo(rowLabels);
        assertThat(read.columnLabels()).isEqualTo(columnLabels);
      }
      Files.delete(file);
    }
    Files.delete(directory);
  }

  /** Whatever the delimiter, the labels and the digits; and all of it is told. */
  @Property(tries = 100, seed = "1")
  void leavesWhatIsObservedAsItWasWritten(
      @ForAll @IntRange(min = 2, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 5) int columns,
      @ForAll boolean labelled,
      @ForAll("delimiters") String delimiter,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    boolean hasComma = delimiter.equals(";");
    List<String> missing = List.of("NA", "?", "-", "None", "99");
    StringBuilder text = new StringBuilder(labelled ? "name" + delimiter : "");
    text.append(String.join(delimiter, names("c", columns))).append('\n');
    for (int i = 0; i < rows; i++) {
      List<String> line = new ArrayList<>(labelled ? List.of("r" + i) : List.of());
      for (int j = 0; j < columns; j++) {
        String number =
            String.format(Locale.ROOT, "%." + random.nextInt(4) + "f", 10 * random.nextDouble());
        boolean isHole = i > 0 && random.nextInt(4) == 0;
        line.add(isHole ? missing.get(random.nextInt(5)) : number);
      }
      String joined = String.join(delimiter, line);
      text.append(hasComma ? joined.replace('.', ',') : joined).append('\n');
    }
    Path folder = Files.createTempDirectory("nmf4j");
    Path file = Files.writeString(folder.resolve("a.txt"), text);
    ReadOptions options = ReadOptions.defaults().missing("99").decimal(hasComma ? ',' : '.');
    MatrixFile read = MatrixFiles.open(file, options);
    assertThat(read.describe())
        .startsWith(file + ": " + rows + "×" + columns + ", header, ")
        .contains(labelled ? ", row labels, " : ", no row labels, ");
    Path written = folder.resolve("b.txt");
    INDArray filled = read.matrix().toArray();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        filled.putScalar(i, j, Double.isNaN(filled.getDouble(i, j)) ? 0.125 : 7);
      }
    }
    read.writeCompleted(written, filled, false);
    String pattern = delimiter.isBlank() ? "\\s" : delimiter;
    List<String> before = List.of(text.toString().split("\n|" + pattern));
    List<String> after = List.of(Files.readString(written).split("\n|" + pattern));
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      String is = missing.contains(before.get(i)) ? "0[.,]12(?:5(?:00?)?)?" : before.get(i);
      assertThat(after.get(i)).matches(is);
    }
    assertThat(MatrixFiles.read(written, options).columnLabels())
        .isEqualTo(read.matrix().columnLabels());
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(found -> found.toFile().delete());
    }
    Files.delete(folder);
  }

  @Provide
  Arbitrary<String> delimiters() {
    return Arbitraries.of(",", ";", "\t", " ");
  }

  private static boolean isGzip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
  }

  private static List<String> names(String prefix, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(prefix + i);
    }
    return names;
  }

  /** As pandas writes it: a line with nothing but an empty pair of quotes. */
  @Test
  void readsAMissingEntryOfTheOnlyColumn() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "x\n1.0\n\"\"\n3.0\n");
    assertSame(
        MatrixFiles.read(file).toArray(),
        Nd4j.createFromArray(new double[][] {{1}, {Double.NaN}, {3}}));
  }

  @Test
  void writesOnlyMatricesWithOneLabelEach() {
    Path file = folder.resolve("a.csv");
    INDArray a = Nd4j.ones(DataType.DOUBLE, 2, 2);
    assertThatThrownBy(() -> MatrixFiles.write(file, a, List.of("r"), List.of(), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rowLabels must be none or 2, one each, got 1");
    assertThatThrownBy(() -> MatrixFiles.write(file, a, List.of(), List.of("c"), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("columnLabels must be none or 2, one each, got 1");
    assertThatThrownBy(
            () -> MatrixFiles.write(file, Nd4j.ones(2, 2, 2), List.of(), List.of(), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("matrix must be a FLOAT or DOUBLE matrix, got ");
    assertThat(file).doesNotExist();
  }

  @Test
  void neverWritesOverAFileUnasked() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "precious");
    INDArray a = Nd4j.ones(DataType.DOUBLE, 2, 2);
    assertThatThrownBy(() -> MatrixFiles.write(file, a, List.of(), List.of(), false))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("precious");
    MatrixFiles.write(file, a, List.of(), List.of(), true);
    assertThat(file).hasContent("1.0,1.0\n1.0,1.0\n");
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  static Stream<Arguments> damaged() {
    String coordinate = "%%MatrixMarket matrix coordinate real general\n";
    String array = "%%MatrixMarket matrix array real general\n";
    return Stream.of(
        Arguments.of("a.csv", "", ": the file is empty"),
        Arguments.of("a.csv", "\n\n", ": the file is empty"),
        Arguments.of("a.csv", "x,y\n", ": there is no line after the header"),
        Arguments.of("a.csv", "1,2\n3,x\n", ":2, column 2: \"x\" is not a number"),
        Arguments.of("a.csv", "1,2\n3,1d\n", ":2, column 2: \"1d\" is not a number"),
        Arguments.of("a.csv", "1,2\n3,0x1p3\n", ":2, column 2: \"0x1p3\" is not a number"),
        Arguments.of("a.csv", "1,2\n3,inf\n", ":2, column 2: \"inf\" is not a number"),
        Arguments.of("a.csv", "1,2\n3,-Infinity\n", ":2, column 2: \"-Infinity\" is not a number"),
        Arguments.of("a.csv", "1,2\n3,1e999\n", ":2, column 2: \"1e999\" is too large a number"),
        Arguments.of("a.csv", "1,2\n3,1 000\n", ":2, column 2: \"1 000\" is not a number"),
        Arguments.of("a.csv", "1,2\n3,--1\n", ":2, column 2: \"--1\" is not a number"),
        Arguments.of("a.csv", "1,2\n3\n", ":2: 2 fields are needed as in the first row, got 1"),
        Arguments.of("a.csv", "1,2\n3,4,5\n", ":2: 2 fields are needed as in the first row, got 3"),
        Arguments.of(
            "a.csv", "x,y,z\n3,4\n", ":1: the header has 3 fields, the first line after it has 2"),
        Arguments.of(
            "a.csv",
            "x,x\n3,4\n",
            ": the column label \"x\" is there twice (--drop 2 leaves one out)"),
        Arguments.of(
            "a.csv",
            "a,1\na,2\n",
            ":2: the row label \"a\" is there already, on line 1 (--labels takes other columns or joins several, --drop 1 leaves the names out)"),
        Arguments.of("a.csv", "a\nb\n", ":1: no number follows \"a\""),
        Arguments.of("a.csv", "inf,2\n3,4\n", ":1, column 1: \"inf\" is not a number"),
        Arguments.of(
            "a.csv",
            "x;y\n1,5;2\n",
            ":2, column 1: \"1,5\" is not a number: decimals are written with a point, thousands"
                + " without a comma (--decimal , reads decimal commas)"),
        Arguments.of(
            "a.csv",
            "\"1,234.5\",2\n3,4\n",
            ":1, column 1: \"1,234.5\" is not a number: decimals are written with a point, thousands"
                + " without a comma (--decimal , reads decimal commas)"),
        Arguments.of("a.csv", "1,2,x\n4,5,6\n", ":1, column 3: \"x\" is not a number"),
        Arguments.of("a.csv", "1,1d\n3,4\n", ":1, column 2: \"1d\" is not a number"),
        Arguments.of("a.csv", "a,1,x\nb,2,3\n", ":1, column 3: \"x\" is not a number"),
        Arguments.of("a.npy", "1,2\n", ": not a .npy file: it ends within the header"),
        Arguments.of("a.csv", "1,\"2\n3,4\n", ":1: quotes are not closed or not in place"),
        Arguments.of("a.csv", "1,2\n3,\"4\"5\n", ":2: quotes are not closed or not in place"),
        Arguments.of("a.csv", "1,\0\n", ": it is not a text file: it holds a byte 0"),
        Arguments.of("a.csv", "NA,NA\n", ": A must have an observed entry, all 1×2 are missing"),
        Arguments.of(
            "a.triples", "a,x,1\na,x\n", ":2: row, column and value are needed, got 2 fields"),
        Arguments.of(
            "a.triples", "a,x,1\na,y,2,3\n", ":2: row, column and value are needed, got 4 fields"),
        Arguments.of("a.triples", "a,x,1\na,y,z\n", ":2, column 3: \"z\" is not a number"),
        Arguments.of(
            "a.triples",
            "a,x,1\n,y,2\n",
            ":2, column 1: a name of a row or column is needed, got none"),
        Arguments.of(
            "a.triples",
            "a,x,1\nb,x,1\na,x,2\n",
            ":3: the entry of row \"a\", column \"x\" is there already, on line 1 (--duplicates says what counts)"),
        Arguments.of("a.triples", "user,item,rating\n", ": the file has no entries"),
        Arguments.of("a.dat", "1::2\n", EntryTexts.NO_VALUES),
        Arguments.of(
            "a.dat", "1::2::3::4::5\n", ":1: row, column and value are needed, got 5 fields"),
        Arguments.of(
            "a.csv",
            "user,item,rating\n1,2,3,4\n",
            ":2: row, column and value are needed, got 4 fields"),
        Arguments.of(
            "a.mtx",
            "%%MatrixMarket matrix coordinate complex general\n",
            ":1: entries must be real, integer or pattern, got \"complex\""),
        Arguments.of(
            "a.mtx",
            "%%MatrixMarket matrix coordinate pattern general\n",
            ":1: a pattern lists no values: with all entries equal nothing can be ranked"
                + " (--implicit 40 takes what it lists for clicks, --absent zero for ones among zeros)"),
        Arguments.of(
            "a.mtx",
            "%%MatrixMarket matrix coordinate real hermitian\n",
            ":1: the matrix must be general or symmetric, got \"hermitian\""),
        Arguments.of(
            "a.mtx",
            "%%MatrixMarket vector\n",
            ":1: a line as %%MatrixMarket matrix coordinate real general is needed"),
        Arguments.of("a.mtx", coordinate, ":1: rows, columns, entries are needed"),
        Arguments.of("a.mtx", coordinate + "2 2\n", ":2: rows, columns, entries are needed"),
        Arguments.of(
            "a.mtx",
            coordinate + "0 2 1\n",
            ":2, column 1: \"0\" is not an integer in [1, 2147483647]"),
        Arguments.of(
            "a.mtx",
            coordinate + "2 99999999999 1\n",
            ":2, column 2: \"99999999999\" is not an integer in [1, 2147483647]"),
        Arguments.of(
            "a.mtx",
            coordinate + "2 2 1\n0 1 5\n",
            ":3, column 1: \"0\" is not an integer in [1, 2]"),
        Arguments.of(
            "a.mtx",
            coordinate + "2 2 1\n1 3 5\n",
            ":3, column 2: \"3\" is not an integer in [1, 2]"),
        Arguments.of(
            "a.mtx", coordinate + "2 2 2\n1 1 5\n", ":3: the file ends after 1 of 2 entries"),
        Arguments.of(
            "a.mtx",
            coordinate + "2 2 1\n1 1 5\n2 2 1\n",
            ":4: there are more than the 1 entries declared"),
        Arguments.of(
            "a.mtx",
            coordinate + "2 2 2\n1 1 5\n1 1 6\n",
            ":4: the entry of row 1, column 1 is there already, on line 3 (--duplicates says what counts)"),
        Arguments.of(
            "a.mtx",
            "%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n2 1 5\n1 2 6\n",
            ":4: the entry of row 1, column 2 is there already, on line 3 (--duplicates says what counts)"),
        Arguments.of(
            "a.mtx",
            coordinate + "1 1 1\n1 1 1e999\n",
            ":3, column 3: \"1e999\" is too large a number"),
        Arguments.of("a.mtx", "", ": the file is empty"),
        Arguments.of(
            "a.mtx",
            "1,2\n",
            ":1: a line as %%MatrixMarket matrix coordinate real general is needed"),
        Arguments.of(
            "a.mtx",
            coordinate + "2 2 1\n1 1\n",
            ":3: row, column and value are needed, got 2 fields"),
        Arguments.of("a.mtx", array + "2 1\n1\n", ":3: the file ends before entry (2, 1)"),
        Arguments.of("a.mtx", array + "1 1\n1\n2\n", ":4: there are more numbers than 1×1"),
        Arguments.of("a.mtx", array + "1 1\nx\n", ":3, column 1: \"x\" is not a number"),
        Arguments.of(
            "a.mtx",
            "%%MatrixMarket matrix array real symmetric\n2 1\n1\n",
            ":2: a symmetric matrix is square, got 2×1"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("damaged")
  void refuses(String name, String text, String problem) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    assertThatThrownBy(() -> MatrixFiles.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + problem);
  }

  @Test
  void refusesWhatIsNoFileOrNotAllThere() throws IOException {
    refuses(folder.resolve("none.csv"), ": there is no such file");
    refuses(folder, ": it is a directory");
    byte[] whole = packed("1,2\n3,4\n".repeat(999));
    Path cut = Files.write(folder.resolve("a.csv.gz"), Arrays.copyOf(whole, whole.length - 9));
    refuses(cut, ": the compressed data end too early");
    Path stub = Files.write(folder.resolve("b.csv.gz"), Arrays.copyOf(whole, 2));
    refuses(stub, ": the compressed data end too early");
    whole[whole.length - 5] ^= 1;
    Path changed = Files.write(folder.resolve("c.csv.gz"), whole);
    refuses(changed, ": the compressed data are damaged: Corrupt GZIP trailer");
    Path latin =
        Files.writeString(
            folder.resolve("latin.csv"), "Anna,1\nMärta,2\n", StandardCharsets.ISO_8859_1);
    refuses(
        latin,
        ":2, column 1: \"M\uFFFDrta\" is not in UTF-8, byte 9: --encoding tells what it is in");
  }

  /** A gigabyte without an end of a line, in a megabyte of file. */
  @ParameterizedTest
  @ValueSource(strings = {"1,2\n1,", "1,2\n\"", "%%MatrixMarket matrix array real general\n"})
  void endsALineThatDoesNotEnd(String beginning) throws IOException {
    Path file = folder.resolve("a.txt");
    byte[] digits = "1".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(beginning.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 1 << 10; i++) {
        out.write(digits);
      }
    }
    refuses(file, ":2: from here no line ends within 8,388,608 characters");
  }

  /** What begins to be a matrix and then goes on as it likes is read or refused in one line. */
  /** Fields as long as a line may be: no pattern takes a stack, or the square of their length. */
  @ParameterizedTest
  @ValueSource(strings = {",1", "1", ".", "1.", "1e", "+", " ", "inf", "\"\"", "e1", "٣"})
  void readsFieldsOfAnyLength(String part) throws IOException {
    String field = "1" + part.repeat(1_000_000) + "x";
    for (String text : List.of("\"%s\",2\n3,4\n", "1,2\n\"%s\",4\n3,4\n", "a::b::%s\n")) {
      Path file =
          Files.writeString(folder.resolve("long.csv"), String.format(Locale.ROOT, text, field));
      try {
        MatrixFiles.read(file);
      } catch (FileFormatException e) {
        assertThat(e).message().startsWith(file.toString()).hasSizeLessThan(300);
      }
    }
  }

  @Property(tries = 500, seed = "1")
  void saysOneLineOrReads(
      @ForAll("beginnings") String beginning,
      @ForAll
          @Chars({'0', '1', '-', '.', 'e', 'N', 'a', '?', ' ', ',', ';', ':', '\t', '"'})
          @Chars({'\n', '\r', '\0', '%', '\uFEFF', '\u00e4', '#', '<', 'x'})
          @StringLength(max = 40)
          String rest)
      throws IOException {
    Path file = Files.createTempFile("nmf4j", "");
    try {
      Files.writeString(file, beginning + rest);
      assertThat(MatrixFiles.read(file).observed()).isPositive();
    } catch (FileFormatException e) {
      assertThat(e).message().startsWith(file.toString()).doesNotContain("\n", "\r");
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<String> beginnings() {
    return Arbitraries.of(
        "",
        ",x,y\na,1,2\n",
        "1\t2\n",
        "id,a,b\n1,2,3\n",
        ",0,1\n2,3,4\n",
        "x,1,2\na,3,\n",
        "a,b\n1,2,\n",
        "# a b\n 1 2\n",
        "a,b\n,mg\n1,2\n",
        "a,b,1,2\na,c,3,4\n",
        "1::2::3::4\n",
        "row,column,value\n",
        "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n",
        "%%MatrixMarket matrix array integer symmetric\n2 2\n1\n");
  }

  @Test
  void countsTheColumnsOfTextWithoutItsLabels() throws IOException {
    Path file = folder.resolve("a.csv");
    String[] texts = {"1,2,3\n4,5\n", ",x,y\na,1,2\n", "user,item,rating\n1,2,3\n", "1::2::3\n"};
    int[] columns = {3, 2, 0, 0};
    for (int i = 0; i < texts.length; i++) {
      Files.writeString(file, texts[i]);
      assertThat(MatrixFiles.columnsOfText(file, ReadOptions.defaults()).orElse(0))
          .isEqualTo(columns[i]);
    }
  }

  /** A few bytes that promise 8 · 10^18 numbers; refused at once, without taking their memory. */
  @Test
  void believesNoPromiseOfSize() throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000), }";
    byte[] text = (header + " ".repeat(117 - header.length()) + "\n").getBytes();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0});
    bytes.write(text);
    Path npy = Files.write(folder.resolve("huge.npy"), bytes.toByteArray());
    assertThatThrownBy(() -> MatrixFiles.read(npy)).hasMessageContaining("huge.npy: ");
  }

  private static void refuses(Path file, String problem) {
    assertThatThrownBy(() -> MatrixFiles.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + problem);
  }
}
