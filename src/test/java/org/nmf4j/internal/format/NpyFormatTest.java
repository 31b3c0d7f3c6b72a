package org.nmf4j.internal.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nmf4j.TestMatrices;

/** The files in {@code npy/} were made by NumPy, with the script beside them. */
class NpyFormatTest {

  private static final double[][] NUMBERS = {{0, 1, 2}, {3, 4, 5}};

  private static INDArray readResource(String name) throws IOException {
    try (InputStream in = NpyFormatTest.class.getResourceAsStream("/npy/" + name + ".npy")) {
      return NpyFormat.read(in, name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "little_f4, FLOAT",
    "big_f4, FLOAT",
    "little_f8, DOUBLE",
    "big_f8, DOUBLE",
    "i1, DOUBLE",
    "little_i2, DOUBLE",
    "big_i2, DOUBLE",
    "little_i4, DOUBLE",
    "big_i8, DOUBLE",
    "u1, DOUBLE",
    "big_u2, DOUBLE",
    "little_u4, DOUBLE",
    "little_u8, DOUBLE",
    "fortran, DOUBLE",
    "version2, DOUBLE",
    "version3, DOUBLE"
  })
  void readsWhatNumPyWrote(String name, DataType type) throws IOException {
    INDArray array = readResource(name);
    assertThat(array.dataType()).isEqualTo(type);
    assertThat(array.toDoubleMatrix()).isDeepEqualTo(NUMBERS);
  }

  @Test
  void readsBooleansVectorsScalarsAndTheLargestIntegers() throws IOException {
    assertThat(readResource("bool").toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{0, 1, 0}, {1, 0, 1}});
    assertThat(readResource("vector").toDoubleVector())
        .containsExactly(0.1, Double.NaN, Double.NEGATIVE_INFINITY);
    assertThat(readResource("scalar").getDouble()).isEqualTo(0.1);
    assertThat(readResource("largest_u8").toDoubleVector()).containsExactly(0x1p64, 0x1p53);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "object  | element type must be f2, f4, f8, i1 to i8, u1 to u8 or b1, got '?O'",
        "complex | element type must be f2, f4, f8, i1 to i8, u1 to u8 or b1, got '<c8'",
        "text    | element type must be f2, f4, f8, i1 to i8, u1 to u8 or b1, got '<U1'",
        "cube    | shape (2, 2, 2) has more than two dimensions",
        "empty   | shape [0, 3] holds no number",
        "fields  | .npy header must hold descr, fortran_order and shape once each, got "
            + "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2, 2), }"
      })
  void refusesWhatIsNoMatrixOfNumbers(String name, String problem) {
    assertThatThrownBy(() -> readResource("refused_" + name))
        .isInstanceOf(FileFormatException.class)
        .hasMessage("refused_" + name + ": " + problem.replace('?', '|'));
  }

  static Stream<Arguments> damaged() {
    String f8 = "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }";
    return Stream.of(
        Arguments.of(
            file(String.format(Locale.ROOT, f8, "(2, 2)"), 31),
            "the numbers end after 31 of 32 bytes"),
        Arguments.of(
            file(String.format(Locale.ROOT, f8, "(2, 2)"), 33),
            "more bytes than shape [2, 2] holds"),
        Arguments.of(
            file(String.format(Locale.ROOT, f8, "(-2, 2)"), 32),
            "must hold descr, fortran_order and shape"),
        Arguments.of(
            file(String.format(Locale.ROOT, f8, "(2 2, 2)"), 64),
            "shape (2 2, 2) is too large or not"),
        Arguments.of(
            file(String.format(Locale.ROOT, f8, "(" + "1,".repeat(90) + ")"), 8),
            "more than two dim"),
        Arguments.of(
            file(String.format(Locale.ROOT, f8, "2"), 16),
            "must hold descr, fortran_order and shape"),
        Arguments.of(
            file(String.format(Locale.ROOT, f8, "(2,2)") + "x", 32),
            "must hold descr, fortran_order and"),
        Arguments.of(file("{'descr': '<f8', 'shape': (1,), }", 8), "must hold descr, fortran_"),
        Arguments.of(
            file("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}", 8),
            "must hold descr, fortran_order and shape once each, got {'descr': __import__"),
        Arguments.of(
            file("{'descr':'<f8','descr':'<f8','fortran_order':False,'shape':(1,)}", 8),
            "must hold descr, fortran_order and shape once each"),
        Arguments.of(file("\0\n\t\u00ff", 8), "must hold descr, fortran_order and shape"),
        Arguments.of(
            file(String.format(Locale.ROOT, f8, "(99999999999999999999, 1)"), 8),
            "shape (99999999999999999999, 1)"),
        Arguments.of(
            file(String.format(Locale.ROOT, f8, "(4294967296, 4294967296)"), 8),
            "shape [4294967296, 4294967296] is too large"),
        Arguments.of(
            file(String.format(Locale.ROOT, f8, "(1000000000000, 1000)"), 8),
            "allowed outside the heap"),
        Arguments.of(magic(1) + "\u00ff\u00ff{}", "it ends within the header"),
        Arguments.of(magic(2) + "\u00ff\u00ff\u00ff\u00ff{}", "header of 4294967295 bytes"),
        Arguments.of(magic(9) + "\2\0{}", ".npy version must be 1, 2 or 3, got 9"),
        Arguments.of(
            magic(2) + "\u00e8\u00fd\0\0{'shape': (" + " ".repeat(65_000 - 12) + "}",
            "must hold descr, fortran_order and shape once each, got {'shape': (  "),
        Arguments.of("\u0093NUMP", "it ends within the header"),
        Arguments.of("", "it ends within the header"),
        Arguments.of("PK\3\4 and so on", "it doesn't begin with \\x93NUMPY"));
  }

  private static String magic(int version) {
    return "\u0093NUMPY" + (char) version + "\0";
  }

  private static String file(String header, int bytes) {
    return magic(1) + (char) header.length() + "\0" + header + "\0".repeat(bytes);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("damaged")
  void refusesDamagedFilesInOneLine(String bytes, String problem) {
    assertThatThrownBy(() -> read(bytes.getBytes(ISO_8859_1)))
        .isInstanceOf(FileFormatException.class)
        .hasMessageStartingWith("a.npy: ")
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("\n");
  }

  private static INDArray read(byte[] bytes) throws IOException {
    return NpyFormat.read(new ByteArrayInputStream(bytes), "a.npy");
  }

  private static byte[] written(INDArray array) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyFormat.write(array, out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"little_f4", "little_f8", "vector", "scalar"})
  void writesTheBytesThatNumPyWrites(String name) throws IOException {
    try (InputStream in = NpyFormatTest.class.getResourceAsStream("/npy/" + name + ".npy")) {
      assertThat(written(readResource(name))).isEqualTo(in.readAllBytes());
    }
  }

  /** Wider and higher than one chunk, and also what is no plain c-ordered array. */
  @Property(tries = 40, seed = "1")
  void readsWhatItHasWritten(
      @ForAll @IntRange(min = 1, max = 300) int rows,
      @ForAll @IntRange(min = 1, max = 300) int columns,
      @ForAll boolean single,
      @ForAll long seed)
      throws IOException {
    DataType type = single ? DataType.FLOAT : DataType.DOUBLE;
    INDArray array = TestMatrices.random(type, rows + 1, columns + 1, seed);
    INDArray view =
        array.get(NDArrayIndex.interval(1, rows + 1), NDArrayIndex.interval(0, columns));
    INDArray lower = array.get(NDArrayIndex.interval(1, rows + 1), NDArrayIndex.all());
    for (INDArray any : List.of(array, view, lower, array.transpose(), array.dup('f'))) {
      INDArray back = read(written(any));
      assertThat(back.dataType()).isEqualTo(type);
      assertThat(back.toDoubleMatrix()).isDeepEqualTo(any.toDoubleMatrix());
    }
  }

  /** ND4J finds no rows in an interval of this view that holds only its last. */
  @Test
  void writesTheLastRowOfAView() throws IOException {
    INDArray view =
        TestMatrices.random(DataType.DOUBLE, 33, 265, 1)
            .get(NDArrayIndex.interval(1, 33), NDArrayIndex.interval(0, 264));
    assertThat(read(written(view)).toDoubleMatrix()).isDeepEqualTo(view.toDoubleMatrix());
  }

  @Test
  void readsAndWritesRowsWiderThanAChunk() throws IOException {
    INDArray wide = TestMatrices.random(DataType.DOUBLE, 2, 20_000, 1);
    assertThat(read(written(wide)).toDoubleMatrix()).isDeepEqualTo(wide.toDoubleMatrix());
  }

  @Test
  void writesOnlyFloatingMatrices() {
    assertThatThrownBy(() -> written(Nd4j.zeros(DataType.INT32, 2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "array must be a FLOAT or DOUBLE scalar, vector or matrix, got INT of shape [2, 2]");
    assertThatThrownBy(() -> written(Nd4j.zeros(DataType.FLOAT, 2, 2, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
