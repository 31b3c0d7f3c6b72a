package org.nmf4j.io;

import java.io.IOException;
import java.io.OutputStream;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.format.OneLine;
import org.nmf4j.internal.format.TextWriter;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * A matrix as it was read from a file, and how it is written there. Immutable.
 *
 * @see MatrixFiles#open(Path, ReadOptions)
 */
public final class MatrixFile {

  private final String name;
  private final MaskedMatrix matrix;
  private final String layout;
  private final Optional<TextTable> table;
  private final List<String> skipped;
  private final List<String> warnings;
  private final RoundingMode rounding;

  private MatrixFile(
      String name,
      MaskedMatrix matrix,
      String layout,
      Optional<TextTable> table,
      List<String> skipped,
      List<String> warnings,
      RoundingMode rounding) {
    this.name = name;
    this.matrix = matrix;
    this.layout = layout;
    this.table = table;
    this.skipped = List.copyOf(skipped);
    this.warnings = List.copyOf(warnings);
    this.rounding = rounding;
  }

  static MatrixFile ofTable(
      MaskedMatrix matrix, TextTable table, List<String> skipped, List<String> warnings) {
    String name = table.source().name();
    return new MatrixFile(
        name,
        matrix,
        table.describe(),
        Optional.of(table),
        skipped,
        warnings,
        RoundingMode.HALF_EVEN);
  }

  /** Of another format, named in words. */
  static MatrixFile of(String name, MaskedMatrix matrix, String format, List<String> warnings) {
    return new MatrixFile(
        name, matrix, format, Optional.empty(), List.of(), warnings, RoundingMode.HALF_EVEN);
  }

  /**
   * {@return the same, with filled numbers that are rounded another way: by default to the nearest}
   *
   * @param rounding such as {@link RoundingMode#FLOOR} for the lower ends of intervals
   */
  public MatrixFile rounding(RoundingMode rounding) {
    Objects.requireNonNull(rounding, "rounding");
    return new MatrixFile(name, matrix, layout, table, skipped, warnings, rounding);
  }

  /** {@return the matrix, m×n} */
  public MaskedMatrix matrix() {
    return matrix;
  }

  /**
   * {@return what was read, in one line: {@code matrix.csv: 2000×300, header, row labels, ','
   * between fields, 20.1 % missing, double precision}, and what was skipped}
   */
  public String describe() {
    double all = (double) matrix.rows() * matrix.columns();
    double missing = 100 * (1 - matrix.observed() / all);
    String line =
        String.format(
            Locale.ROOT,
            "%s: %d×%d, %s, %s %% %s, %s precision%s",
            name,
            matrix.rows(),
            matrix.columns(),
            layout,
            matrix.observed() == all ? "0" : String.format(Locale.ROOT, "%.1f", missing),
            matrix.background(),
            matrix.dataType() == DataType.FLOAT ? "single" : "double",
            skipped.isEmpty() ? "" : "; skipped: " + String.join(", ", skipped));
    return OneLine.of(line);
  }

  /**
   * {@return what was decided and might have been meant otherwise, each in one line with the option
   * of the command line that settles it}
   */
  public List<String> warnings() {
    return warnings.stream().map(warning -> OneLine.of(name + ": " + warning)).toList();
  }

  /**
   * Writes the matrix with its missing entries filled in. A table of text keeps its header, its
   * labels and each observed field as it was written; a filled number has two digits more behind
   * the point than the most that its column has. It keeps its delimiter and decimal sign too, but
   * that a name that ends in .tsv asks for tabs, and one in .csv for commas or semicolons. Any
   * other matrix is written by commas or tabs, an observed entry with as many digits as it needs, a
   * filled one with two more than the most that any observed one has. A file whose name ends in
   * .npy is written as by {@link MatrixFiles#write(Path, INDArray, List, List, boolean)}.
   *
   * @param file to write
   * @param completed m×n, in which the observed entries don't count
   * @param overwrite whether a file that is there may be replaced
   * @throws IllegalArgumentException if the shape is another
   * @throws IOException if the file can't be written, or is there and may not be replaced, or the
   *     one that was read can't be read once more
   */
  public void writeCompleted(Path file, INDArray completed, boolean overwrite) throws IOException {
    Objects.requireNonNull(file, "file");
    requireShape(completed);
    if (MatrixFiles.isNpy(file)) {
      MatrixFiles.write(file, completed, matrix.rowLabels(), matrix.columnLabels(), overwrite);
    } else {
      String plainName = MatrixFiles.plainName(file);
      MatrixFiles.write(file, overwrite, out -> write(out, plainName, completed));
    }
  }

  /**
   * As {@link #writeCompleted(Path, INDArray, boolean)}, as text, with the delimiter of the text
   * that was read.
   *
   * @param out is written to, and left open
   * @param completed m×n, in which the observed entries don't count
   * @throws IllegalArgumentException if the shape is another
   * @throws IOException if it can't be written, or what was read can't be read once more
   */
  public void writeCompleted(OutputStream out, INDArray completed) throws IOException {
    requireShape(completed);
    write(out, "", completed);
  }

  private void write(OutputStream out, String plainName, INDArray completed) throws IOException {
    if (table.isPresent()) {
      table.get().write(matrix, completed, rounding, table.get().writer(out, plainName));
      return;
    }
    Digits digits = Digits.of(matrix);
    boolean isSingle = matrix.dataType() == DataType.FLOAT;
    new TextWriter(out, plainName.endsWith(".tsv") ? "\t" : ",", '.')
        .matrix(
            completed,
            matrix.rowLabels(),
            matrix.columnLabels(),
            (i, j, number) ->
                matrix.isObserved(i, j)
                    ? digits.observed(matrix.value(i, j), isSingle)
                    : digits.filled(number, rounding));
  }

  private void requireShape(INDArray completed) {
    if (completed.rank() != 2
        || completed.rows() != matrix.rows()
        || completed.columns() != matrix.columns()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "completed must be %d×%d as the matrix, got %s",
              matrix.rows(),
              matrix.columns(),
              completed.shapeInfoToString().lines().findFirst().orElse("")));
    }
  }
}
