package org.nmf4j.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.NpyFormat;
import org.nmf4j.internal.format.TextWriter;
import org.nmf4j.internal.format.WholeFile;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes matrices as files.
 *
 * <p>Read are, each also compressed by gzip, bzip2 or xz, as the only file in a zip archive, or
 * from standard input if the file is called {@code -}:
 *
 * <ul>
 *   <li>delimited text with one line a row of the matrix, split by comma, semicolon, tab or blanks.
 *       Empty, {@code ?}, {@code -}, {@code .}, NaN, NA, N/A, {@code #N/A}, {@code <NA>}, null,
 *       None and nil, in any case, are missing entries. Blank lines, lines of delimiters only, and
 *       lines that begin with {@code #} are skipped, and so are delimiters at the end of all lines;
 *   <li>delimited text with one line an entry: row, column, value, in any order. Rows and columns
 *       are any names, and come in ascending order: as numbers if all of them are integers, else by
 *       their characters' codes; so the order of the lines doesn't matter. Split as above, or by
 *       {@code ::}. Names of columns, such as userId, asin, overall and unixReviewTime, tell which
 *       hold what, or {@link ReadOptions#entryColumns}; without names they are in this order, and a
 *       fourth field is ignored;
 *   <li>MatrixMarket, array or coordinate; entries that a coordinate file leaves out are missing.
 *       It may have a million rows or columns, and a hundred more for each entry;
 *   <li>NumPy's .npy; NaN is missing;
 *   <li>a .npz of one array, or of a sparse matrix by SciPy (csr, csc or coo), whose entries that
 *       are not listed are missing;
 *   <li>svmlight's, LIBSVM's and LDA-C's lines of {@code index:value}; what they leave out is 0.
 * </ul>
 *
 * <p>{@link ReadOptions#background} has what is left out be missing or zeros. A matrix of entries
 * is FLOAT unless otherwise told or whole numbers are among them that FLOAT can't hold.
 *
 * <p>A format that isn't told is found thus: .npy, .npz and MatrixMarket by their first bytes, or
 * the endings .npy and .mtx of the file's name; .svm, .svmlight, .libsvm and .ldac by these
 * endings. Text is taken for entries if
 *
 * <ul>
 *   <li>the name ends in .triples, the first line is split by {@code ::}, or {@link
 *       ReadOptions#entryColumns} tells a column;
 *   <li>or the first line is a header that names an entry's row, column and value, in whatever
 *       order and beside whatever other columns, or its row and column beside one other;
 *   <li>or no line is a row of a matrix: each has three fields of which the third is a number or
 *       missing and the second is a name, or one that can only be an id in every other line; or
 *       four fields, of which the first two are ids and the last is a time from 1990 to 2065, in
 *       Unix' seconds or milliseconds or as in ISO 8601;
 *   <li>or there are a thousand lines or more of three fields in a file with "rating" in its name,
 *       of which the first two are integers, the same two never twice, and the third is a number.
 * </ul>
 *
 * <p>All this is asked of the first thousand lines, as far as they are in the first 64 kB. Any
 * other text is a matrix: so three columns of numbers without a header are a matrix, unless told
 * otherwise.
 *
 * <p>A name is a field that is neither a number nor missing, nor half a number such as {@code <0.5}
 * or {@code 12%}, which is refused wherever it stands. The first line is a header if it has a name
 * after its first field and no number; or is one field short; or if it is ascending whole numbers,
 * years for instance, under an empty or named corner, and the other lines don't speak against it.
 * So is the last comment before it, if it has a name for each field. The first column holds row
 * labels if it is names, or the header has no name for it; or whole numbers that are all different,
 * under a name such as id, index, row, user or year. Several columns of names at the beginning name
 * the rows together. All lines are asked, and where something else might have been meant, that is
 * told.
 */
public final class MatrixFiles {

  private static final Logger LOG = LoggerFactory.getLogger(MatrixFiles.class);

  /** A number and pairs of an index and a number. */
  private static final Pattern INDEXED =
      Pattern.compile("[-+]?[\\d.]++(?:\\s++(?:qid|\\d++):[-+\\d.eE]++)++\\s*+(?:#.*+)?");

  private MatrixFiles() {}

  /**
   * As {@link #read(Path, ReadOptions)}, with {@link ReadOptions#defaults()}.
   *
   * @param file to read
   * @return the matrix, m×n
   * @throws IOException if the file can't be read or holds no matrix
   */
  public static MaskedMatrix read(Path file) throws IOException {
    return read(file, ReadOptions.defaults());
  }

  /**
   * Reads a matrix: a {@link SparseMatrix} if it is given by its entries, in one pass and with at
   * most 24 bytes an entry beside the matrix itself; else a {@link DenseMatrix}. What might have
   * been meant otherwise is logged as a warning.
   *
   * @param file to read
   * @param options how
   * @return the matrix, m×n
   * @throws FileFormatException if the file holds no matrix; the message is one line that names
   *     file, line, column and value
   * @throws IOException if the file can't be read
   */
  public static MaskedMatrix read(Path file, ReadOptions options) throws IOException {
    MatrixFile read = open(file, options);
    read.warnings().forEach(LOG::warn);
    return read.matrix();
  }

  /**
   * Reads a matrix as {@link #read(Path, ReadOptions)} does, and what can be said of it. Nothing is
   * logged.
   *
   * @param file to read
   * @param options how
   * @return the matrix, what was read in one line, and warnings
   * @throws FileFormatException if the file holds no matrix; the message is one line that names
   *     file, line, column and value
   * @throws IOException if the file can't be read
   */
  public static MatrixFile open(Path file, ReadOptions options) throws IOException {
    try (Source source = Source.open(file, options.encoding())) {
      String name = source.name();
      MatrixFormat format = format(source, options);
      if (format == MatrixFormat.MATRIX) {
        return new TextMatrixReader(source, options).read();
      }
      List<String> notes = new ArrayList<>();
      MaskedMatrix a =
          switch (format) {
            case NPY -> readNpy(source, options);
            case NPZ -> new NpzMatrixReader(source, options).read();
            case MTX -> new MatrixMarketReader(source, options).read();
            case SVMLIGHT -> new IndexedReader(source, options, false).read();
            case LDAC -> new IndexedReader(source, options, true).read();
            default -> new TriplesReader(source, options, notes::add).read();
          };
      MaskedMatrix counted = options.counted(a, format);
      if (a instanceof SparseMatrix listed && counted.background().isMissing()) {
        ListedEntries.warnIfAlike(listed, options, notes::add);
      }
      return MatrixFile.of(name, counted, format.words(), notes);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(file.toString(), e.getMessage());
    } catch (OutOfMemoryError e) {
      // Thrown for one array that is too large, which leaves the JVM as sound as before.
      throw FileFormatException.of(
          file.toString(), "the matrix does not fit into memory: " + e.getMessage());
    }
  }

  /**
   * The number of columns that the first lines of delimited text have, names of rows not counted.
   *
   * @param file that is read twice if it is a matrix: no pipe
   * @param options how it would be read
   * @return nothing if it would not be read as {@link MatrixFormat#MATRIX}
   * @throws FileFormatException if it would be, and its first lines are none of a matrix
   * @throws IOException if the file can't be read
   */
  public static OptionalInt columnsOfText(Path file, ReadOptions options) throws IOException {
    try (Source source = Source.open(file, options.encoding())) {
      return format(source, options) == MatrixFormat.MATRIX
          ? OptionalInt.of(new TextMatrixReader(source, options).columns())
          : OptionalInt.empty();
    }
  }

  private static MatrixFormat format(Source source, ReadOptions options) throws IOException {
    if (options.format() != MatrixFormat.AUTO) {
      return options.format();
    }
    if (source.startsWith("\u0093NUMPY") || source.isNamed(".npy")) {
      return MatrixFormat.NPY;
    }
    if (source.startsWith(ZipMember.MAGIC)) {
      return MatrixFormat.NPZ;
    }
    if (source.isNamed(".svm") || source.isNamed(".svmlight") || source.isNamed(".libsvm")) {
      return MatrixFormat.SVMLIGHT;
    }
    if (source.isNamed(".ldac") || source.isNamed(".lda-c")) {
      return MatrixFormat.LDAC;
    }
    if (INDEXED.matcher(source.firstLine()).matches()) {
      throw FileFormatException.of(
          source.name(),
          "its lines are svmlight's or LDA-C's: --format svmlight or --format ldac says which");
    }
    if (source.startsWith("%%MatrixMarket") || source.isNamed(".mtx")) {
      return MatrixFormat.MTX;
    }
    return EntryLayout.recognises(source, options) ? MatrixFormat.TRIPLES : MatrixFormat.MATRIX;
  }

  private static MaskedMatrix readNpy(Source source, ReadOptions options) throws IOException {
    INDArray array = NpyFormat.read(source.bytes(), source.name());
    if (array.rank() != 2) {
      throw FileFormatException.of(
          source.name(), "a matrix is needed, this array has rank " + array.rank());
    }
    return MaskedMatrix.of(array.castTo(options.dataType()));
  }

  /**
   * Reads delimited text with one line a pair of a row's and a column's name; further fields are
   * ignored. A header is not looked for: whoever knows the names can tell.
   *
   * @param file to read
   * @param options of which delimiter, encoding, comments and lines to skip count
   * @return the pairs, in the file's order
   * @throws FileFormatException if a line has fewer than two fields; in one line, naming it
   * @throws IOException if the file can't be read
   */
  public static List<Pair> readPairs(Path file, ReadOptions options) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    try (Source source = Source.open(file, options.encoding());
        FieldScanner text = new FieldScanner(source, options)) {
      Fields fields = text.fields();
      while (text.next()) {
        if (fields.count() < 2) {
          throw FileFormatException.at(
              source.name(), fields.line(), "row and column are needed, got one field");
        }
        pairs.add(new Pair(fields.text(0), fields.text(1), fields.line()));
      }
    }
    return pairs;
  }

  /**
   * As {@link #write(Path, INDArray, List, List, boolean)}, with the matrix's own labels.
   *
   * @param file to write
   * @param matrix m×n
   * @param overwrite whether a file that is there may be replaced
   * @throws IOException if the file can't be written, or is there and may not be replaced
   */
  public static void write(Path file, MaskedMatrix matrix, boolean overwrite) throws IOException {
    write(file, matrix.toArray(), matrix.rowLabels(), matrix.columnLabels(), overwrite);
  }

  /**
   * Writes a matrix: as .npy if the file's name ends so, without labels; otherwise as text,
   * tab-split if it ends in .tsv, else by commas, NA where an entry is NaN, with all digits that
   * tell a number from its neighbours; each compressed by gzip if .gz follows. The file appears
   * whole or not at all.
   *
   * @param file to write
   * @param matrix m×n
   * @param rowLabels m names, or an empty list
   * @param columnLabels n names, or an empty list
   * @param overwrite whether a file that is there may be replaced
   * @throws IllegalArgumentException if the array is no FLOAT or DOUBLE matrix, or labels are
   *     neither none nor one for each row and column
   * @throws IOException if the file can't be written, or is there and may not be replaced
   */
  public static void write(
      Path file,
      INDArray matrix,
      List<String> rowLabels,
      List<String> columnLabels,
      boolean overwrite)
      throws IOException {
    requireMatrix(matrix, rowLabels, columnLabels);
    write(
        file,
        overwrite,
        isNpy(file)
            ? out -> NpyFormat.write(matrix, out)
            : out ->
                new TextWriter(out, plainName(file).endsWith(".tsv") ? "\t" : ",", '.')
                    .matrix(matrix, rowLabels, columnLabels));
  }

  static boolean isNpy(Path file) {
    return plainName(file).endsWith(".npy");
  }

  /** A file's name in small letters, without what says that it is packed. */
  static String plainName(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return isPacked(file) ? name.substring(0, name.length() - ".gz".length()) : name;
  }

  private static boolean isPacked(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  /** Writes a file, packed if its name says so. */
  static void write(Path file, boolean overwrite, WholeFile.Content content) throws IOException {
    WholeFile.write(file, overwrite, isPacked(file) ? out -> pack(content, out) : content);
  }

  /**
   * Writes a matrix as text split by commas, as into a .csv file.
   *
   * @param out is written to, and left open
   * @param matrix m×n
   * @param rowLabels m names, or an empty list
   * @param columnLabels n names, or an empty list
   * @throws IllegalArgumentException if the array is no FLOAT or DOUBLE matrix, or labels are
   *     neither none nor one for each row and column
   * @throws IOException if it can't be written
   */
  public static void write(
      OutputStream out, INDArray matrix, List<String> rowLabels, List<String> columnLabels)
      throws IOException {
    requireMatrix(matrix, rowLabels, columnLabels);
    new TextWriter(out, ",", '.').matrix(matrix, rowLabels, columnLabels);
  }

  private static void requireMatrix(
      INDArray matrix, List<String> rowLabels, List<String> columnLabels) {
    if (matrix.rank() != 2 || !matrix.dataType().isFPType()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "matrix must be a FLOAT or DOUBLE matrix, got %s of rank %d",
              matrix.dataType(),
              matrix.rank()));
    }
    requireLabels("rowLabels", rowLabels, matrix.rows());
    requireLabels("columnLabels", columnLabels, matrix.columns());
  }

  private static void pack(WholeFile.Content content, OutputStream out) throws IOException {
    GZIPOutputStream packed = new GZIPOutputStream(out);
    content.writeTo(packed);
    packed.finish();
  }

  private static void requireLabels(String name, List<String> labels, int count) {
    if (!labels.isEmpty() && labels.size() != count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s must be none or %d, one each, got %d", name, count, labels.size()));
    }
  }

  /**
   * A row and a column, by name.
   *
   * @param row the row's name
   * @param column the column's name
   * @param line where it stands in its file, from 1
   */
  public record Pair(String row, String column, long line) {}
}
