package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.MatrixFormat;
import org.nmf4j.io.Presence;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Option;

/** How to read a matrix file. */
final class ReadingOptions {

  @Option(
      names = "--format",
      paramLabel = "matrix|triples|mtx|npy",
      defaultValue = "auto",
      description =
          "What the file holds: a text matrix, row-column-value lines, MatrixMarket or .npy (default:"
              + " ${DEFAULT-VALUE}: found from name and content).")
  private MatrixFormat format;

  @Option(
      names = "--header",
      paramLabel = "yes|no",
      defaultValue = "auto",
      description =
          "Whether the first line names the columns (default: ${DEFAULT-VALUE}: if it has names, not"
              + " numbers).")
  private Presence header;

  @Option(
      names = "--row-labels",
      paramLabel = "yes|no",
      defaultValue = "auto",
      description =
          "Whether the first column names the rows (default: ${DEFAULT-VALUE}: if it has names, not"
              + " numbers).")
  private Presence rowLabels;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Between fields (default: the first of ::, tab, ; and , in the first line).")
  private String delimiter;

  @Option(
      names = "--precision",
      paramLabel = "double|single",
      description =
          "Of the computation (default: single for row-column-value lines and coordinate"
              + " MatrixMarket, else double).")
  private Precision precision;

  @Option(
      names = "--duplicates",
      paramLabel = "refuse|sum|last|mean",
      defaultValue = "REFUSE",
      description =
          "What becomes of several entries of one place in row-column-value lines or coordinate"
              + " MatrixMarket (default: refuse).")
  private Duplicates duplicates;

  /** The names of ND4J's types are those of Java's, not of the field. */
  enum Precision {
    DOUBLE(DataType.DOUBLE),
    SINGLE(DataType.FLOAT);

    private final DataType dataType;

    Precision(DataType dataType) {
      this.dataType = dataType;
    }
  }

  /**
   * @throws IllegalArgumentException if the delimiter is none
   */
  ReadOptions toReadOptions() {
    ReadOptions options =
        ReadOptions.defaults()
            .format(format)
            .header(header)
            .rowLabels(rowLabels)
            .delimiter(delimiter)
            .duplicates(duplicates);
    return precision == null
        ? options.sparseDataType(DataType.FLOAT)
        : options.dataType(precision.dataType);
  }

  MaskedMatrix read(Path file) throws IOException {
    return MatrixFiles.read(file, toReadOptions());
  }

  /**
   * Reads a matrix to fit to. Three or four columns that begin with two of ids are taken for a
   * matrix if nothing else is known, but not where the rank asks for more columns.
   */
  MaskedMatrix readToFit(Path file, int rank, PrintWriter err) throws IOException {
    MaskedMatrix a = read(file);
    if (rank <= a.columns() || !canBeEntries(file, a)) {
      return a;
    }
    String reason = "--rank is larger than its %d columns".formatted(a.columns());
    MaskedMatrix entries = readEntries(file, reason);
    if (rank > Math.min(entries.rows(), entries.columns())) {
      return a; // Too small either way, and refused as what it seems to be.
    }
    tellOfEntries(file, reason, err);
    return entries;
  }

  /** Reads a matrix that a model is used on, likewise where the model has other columns. */
  MaskedMatrix readToUse(Path file, NmfModel model, PrintWriter err) throws IOException {
    MaskedMatrix a = read(file);
    if (model.columns() == a.columns() || !canBeEntries(file, a)) {
      return a;
    }
    String reason = "the model has %d columns".formatted(model.columns());
    MaskedMatrix entries = readEntries(file, reason);
    tellOfEntries(file, reason, err);
    return entries;
  }

  private boolean canBeEntries(Path file, MaskedMatrix a) {
    return format == MatrixFormat.AUTO
        && (a.columns() == 3 || a.columns() == 4)
        && Files.isRegularFile(file)
        && beginsWithIds(a);
  }

  private MaskedMatrix readEntries(Path file, String reason) throws IOException {
    try {
      return MatrixFiles.read(file, toReadOptions().format(MatrixFormat.TRIPLES));
    } catch (FileFormatException e) {
      throw new IOException(
          "%s (read as lines of row, column, value since %s)".formatted(e.getMessage(), reason), e);
    }
  }

  private static void tellOfEntries(Path file, String reason, PrintWriter err) {
    err.printf(
        "%s: read as lines of row, column, value since %s (--format matrix reads a matrix)%n",
        file, reason);
    err.flush();
  }

  private static boolean beginsWithIds(MaskedMatrix a) {
    return IntStream.range(0, a.rows())
        .allMatch(row -> isId(a.value(row, 0)) && isId(a.value(row, 1)));
  }

  private static boolean isId(double number) {
    return number >= 0 && number == Math.rint(number);
  }
}
