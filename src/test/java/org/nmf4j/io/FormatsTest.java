package org.nmf4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.Implicit;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;

/** Files of NumPy, SciPy and others, plain and packed. */
class FormatsTest {

  private static final ReadOptions ANY = ReadOptions.defaults();
  private static final double MISSING = -9;

  @TempDir private Path folder;

  private Path resource(String name) throws IOException {
    try (InputStream in = FormatsTest.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  private MaskedMatrix read(String name, String text, ReadOptions options) throws IOException {
    return MatrixFiles.read(Files.writeString(folder.resolve(name), text), options);
  }

  private static double[][] values(MaskedMatrix a) {
    double[][] values = new double[a.rows()][a.columns()];
    boolean areZeros = a.background().equals(Background.zeros());
    for (double[] row : values) {
      Arrays.fill(row, areZeros ? 0 : MISSING);
    }
    a.forEachObserved((row, column, value, weight) -> values[row][column] = value);
    return values;
  }

  @Test
  void readsHalvesAndBigEndianColumns() throws IOException {
    assertThat(values(MatrixFiles.read(resource("half.npy"))))
        .isDeepEqualTo(new double[][] {{1, 2, 3}, {2, MISSING, 6}});
    assertThat(values(MatrixFiles.read(resource("fortran-big.npy"))))
        .isDeepEqualTo(new double[][] {{1, 2}, {3, 4}, {5, 6}});
  }

  @ParameterizedTest
  @ValueSource(strings = {"cube", "object", "vector", "struct", "longdouble"})
  void refusesArraysThatAreNoMatrixOfNumbers(String name) {
    assertThatThrownBy(() -> MatrixFiles.read(resource(name + ".npy")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name + ".npy: ")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"csr", "csc", "coo", "array-int8"})
  void readsSparseMatricesOfScipy(String name) throws IOException {
    Path file = resource(name + ".npz");
    double x = name.equals("array-int8") ? 1 : 1.5;
    MaskedMatrix a = MatrixFiles.read(file);
    assertThat(a).isInstanceOf(SparseMatrix.class);
    assertThat(values(a))
        .isDeepEqualTo(
            new double[][] {
              {MISSING, x, MISSING, 2},
              {MISSING, MISSING, MISSING, MISSING},
              {3, MISSING, MISSING, 4}
            });
    assertThat(values(MatrixFiles.read(file, ANY.background(Background.zeros()))))
        .isDeepEqualTo(new double[][] {{0, x, 0, 2}, {0, 0, 0, 0}, {3, 0, 0, 4}});
  }

  @Test
  void readsOneArrayOfAnNpz() throws IOException {
    assertThat(values(MatrixFiles.read(resource("one-array.npz"))))
        .isDeepEqualTo(new double[][] {{0, 1.5, 0, 2}, {0, 0, 0, 0}, {3, 0, 0, 4}});
    for (String format : List.of("dia", "bsr")) {
      assertThatThrownBy(() -> MatrixFiles.read(resource(format + ".npz")))
          .hasMessageEndingWith(
              format
                  + ".npz: a sparse matrix must be csr, csc or coo, got \""
                  + format
                  + "\" (tocsr())");
    }
    assertThatThrownBy(() -> MatrixFiles.read(resource("indptr.npz")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("indptr.npz: indptr must ascend to the number of values");
  }

  /** Wherever it is cut or a byte is another, it is read or refused in one line. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "csr.npz",
        "coo.npz",
        "ml-latest-small.zip",
        "ratings.csv.xz",
        "ratings.csv.bz2",
        "half.npy"
      })
  void refusesDamagedFiles(String name) throws IOException {
    byte[] whole = Files.readAllBytes(resource(name));
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x55;
      readOrRefuse(name, changed);
      readOrRefuse(name, Arrays.copyOf(whole, at));
    }
  }

  private void readOrRefuse(String name, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("damaged-" + name), bytes);
    try {
      MatrixFiles.read(file);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining(file.toString()).hasMessageNotContaining("\n");
    }
    assertThat(isOpen(file)).isFalse();
  }

  /** Linux tells; on Windows a file that is open can't be deleted. */
  private static boolean isOpen(Path file) throws IOException {
    File[] descriptors = new File("/proc/self/fd").listFiles();
    File canonical = file.toFile().getCanonicalFile();
    for (File descriptor : descriptors == null ? new File[0] : descriptors) {
      if (descriptor.getCanonicalFile().equals(canonical)) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ml-latest-small.zip", "ratings.csv.bz2", "ratings.csv.xz"})
  void unpacks(String name) throws IOException {
    MaskedMatrix a = MatrixFiles.read(resource(name));
    assertThat(a).isInstanceOf(SparseMatrix.class);
    assertThat(a.rowLabels()).containsExactly("1");
  }

  @ParameterizedTest
  @CsvSource({
    "'\u0028\u00b5\u002f\u00fd', by zstd, unzstd",
    "'7z\u00bc\u00af''\u001c', by seven zip, 7z x",
    "'Rar!\u001a\u0007', by rar, unrar x"
  })
  void namesThePackersItCannotUnpack(String magic, String packer, String command)
      throws IOException {
    Path file =
        Files.write(
            folder.resolve("a.csv"), (magic + "....").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> MatrixFiles.read(file))
        .hasMessage(
            file
                + ": it is packed "
                + packer
                + ", which is not unpacked here: unpack it by "
                + command
                + " first");
  }

  @Test
  void refusesAZipOfSeveralFiles() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("ml/"));
      zip.putNextEntry(new ZipEntry("ml/links.csv"));
      zip.putNextEntry(new ZipEntry("ml/ratings.csv"));
    }
    Path file = Files.write(folder.resolve("ml.zip"), bytes.toByteArray());
    assertThatThrownBy(() -> MatrixFiles.read(file))
        .hasMessage(
            file
                + ": it is a zip archive of 2 files, not of one: unpack the one to read (unzip):"
                + " ml/links.csv, ml/ratings.csv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs.ldac", "docs.lda-c"})
  void readsWordCounts(String name) throws IOException {
    assertThat(values(read(name, "3 0:2 1:1 4:1\n2 1:3 2:1\n2 3:1 4:2\n", ANY)))
        .isDeepEqualTo(new double[][] {{2, 1, 0, 0, 1}, {0, 3, 1, 0, 0}, {0, 0, 0, 1, 2}});
  }

  @Test
  void readsSvmlight() throws IOException {
    String text = "# by hand\n1 1:0.5 3:1\n0 qid:7 2:2 # note\n-1\n";
    assertThat(values(read("train.svm", text, ANY)))
        .isDeepEqualTo(new double[][] {{.5, 0, 1}, {0, 2, 0}, {0, 0, 0}});
    ReadOptions options = ANY.format(MatrixFormat.SVMLIGHT).background(Background.missing());
    assertThat(values(read("train.txt", "1 0:0.5 2:1e1\n", options)))
        .isDeepEqualTo(new double[][] {{.5, MISSING, 10}});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.txt|1 1:0.5 3:1|: its lines are svmlight's or LDA-C's: --format svmlight or --format"
            + " ldac says which",
        "a.svm|1 1:0.5 3:x|:1, column 3: an index and a number such as 17:0.5 are needed, got"
            + " \"3:x\"",
        "a.svm|1 9999999999:1|:1, column 2: an index and a number such as 17:0.5 are needed, got"
            + " \"9999999999:1\"",
        "a.svm|1 2000000000:1|: 1×2000000000 is too large a shape for 1 entries",
        "a.svm|1 7:1 7:2|: row 1 has index 7 twice",
        "a.svm|7:1 8:2|:1, column 1: a label comes before the first index and number (0 will do), got"
            + " \"7:1\"",
        "a.svm|1|: the file has no entries",
        "a.ldac|2 1:1|:1: a line begins with the number of its index:count fields, 1, got \"2\""
      })
  void refusesOtherLinesOfIndices(String name, String text, String problem) {
    assertThatThrownBy(() -> read(name, text + "\n", ANY))
        .hasMessage(folder.resolve(name) + problem);
  }

  @Test
  void readsAPatternWithZerosOnly() throws IOException {
    String text = "%%MatrixMarket matrix coordinate pattern symmetric\n2 2 2\n1 1\n2 1\n";
    assertThat(values(read("a.mtx", text, ANY.background(Background.zeros()))))
        .isDeepEqualTo(new double[][] {{1, 1}, {1, 0}});
    assertThatThrownBy(() -> read("a.mtx", text, ANY))
        .hasMessageEndingWith(
            "a.mtx:1: a pattern lists no values: with all entries equal nothing can be ranked"
                + " (--implicit 40 takes what it lists for clicks, --absent zero for ones among zeros)");
  }

  @Test
  void readsIntegersAndSymmetry() throws IOException {
    String text =
        "%%MatrixMarket matrix coordinate integer symmetric\n2 2 2\n1 1 33554435\n2 1 3\n";
    assertThat(values(read("a.mtx", text, ANY)))
        .isDeepEqualTo(new double[][] {{33554435, 3}, {3, MISSING}});
  }

  /** Zeros are not held: a matrix of any shape has them. */
  @Test
  void zerosTakeNoRoom() throws IOException {
    String text = "%%MatrixMarket matrix coordinate real general\n900000 900000 1\n1 1 3\n";
    MaskedMatrix a = read("a.mtx", text, ANY.background(Background.zeros()));
    assertThat(a.observed()).isEqualTo(1);
    assertThat(a.totalWeight()).isEqualTo(8.1e11);
  }

  /** Of which each is a one, or a click, where others are zeros. */
  @ParameterizedTest
  @ValueSource(strings = {"user,item\nu1,a\nu2,b\n", "u1,a\nu2,b\n", "u1::a\nu2::b\n"})
  void readsPairsWhereOthersCount(String text) throws IOException {
    ReadOptions triples = ANY.format(MatrixFormat.TRIPLES);
    MaskedMatrix ones = read("a.csv", text, triples.background(Background.weak(0.1)));
    assertThat(values(ones)).isDeepEqualTo(new double[][] {{1, MISSING}, {MISSING, 1}});
    assertThat(ones.background()).isEqualTo(Background.weak(0.1));
    MaskedMatrix clicks = read("a.csv", text, triples.implicit(Implicit.confidence(40)));
    assertThat(values(clicks)).isDeepEqualTo(new double[][] {{1, 0}, {0, 1}});
    assertThat(clicks.weight(0, 0)).isEqualTo(41);
    assertThat(clicks.background()).isEqualTo(Background.zeros());
    assertThatThrownBy(() -> read("a.csv", text, triples)).isInstanceOf(IOException.class);
  }

  /** Two names on each line are no row of a matrix, and two whole numbers none of clicks. */
  @ParameterizedTest
  @ValueSource(strings = {"u1,a\nu2,b\nu2,a\n", "7,a-1\n9,b\n9,a-1\n", "7,31\n9,42\n9,31\n"})
  void recognisesPairsWithoutAHeader(String text) throws IOException {
    MaskedMatrix clicks = read("a.csv", text, ANY.implicit(Implicit.confidence(4)));
    assertThat(clicks.rows()).isEqualTo(2);
    assertThat(clicks.columnLabels()).hasSize(2);
    assertThat(clicks.observed()).isEqualTo(3);
    if (text.contains("a")) {
      MaskedMatrix ones = read("a.csv", text, ANY.background(Background.zeros()));
      assertThat(ones.columnLabels()).isEqualTo(clicks.columnLabels());
      assertThatThrownBy(() -> read("a.csv", text, ANY))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith(EntryTexts.NO_VALUES);
    } else {
      assertThat(read("a.csv", text, ANY).observed()).isEqualTo(6);
    }
  }

  @Test
  void tellsWhatIsLeftOut() throws IOException {
    Path file = Files.writeString(folder.resolve("a.svm"), "1 1:2 3:1\n1 2:1\n");
    assertThat(MatrixFiles.open(file, ANY).describe())
        .isEqualTo(file + ": 2×3, svmlight, 50.0 % zeros, single precision");
    Path table = Files.writeString(folder.resolve("a.csv"), "1,,2\n,3,\n");
    assertThat(MatrixFiles.open(table, ANY.background(Background.weak(0.5))).describe())
        .contains("50.0 % zeros of weight 0.5");
  }
}
