package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.OneLine;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.MatrixFormat;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.io.ReadOptions.Presence;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Option;

final class ReadingOptions {

  private static final Pattern ID = Pattern.compile("\\+?\\d++(\\.0*+)?");

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
    return precision == null ? options : options.dataType(precision.dataType);
  }

  /**
   * Reads a matrix to fit to. Three or four columns that begin with two of ids are taken for a
   * matrix if nothing else is known, but for entries where the rank asks for more columns and the
   * entries' matrix has them.
   */
  MaskedMatrix readToFit(Path file, int rank, PrintWriter err) throws IOException {
    return read(
        file,
        columns -> columns < rank,
        columns -> String.format(Locale.ROOT, "--rank is larger than its %d columns", columns),
        entries -> rank <= Math.max(entries.rows(), entries.columns()),
        err);
  }

  /** Reads a matrix that a model is used on, likewise where the model has other columns. */
  MaskedMatrix readToUse(Path file, NmfModel model, PrintWriter err) throws IOException {
    return read(
        file,
        columns -> columns != model.columns(),
        columns -> String.format(Locale.ROOT, "the model has %d columns", model.columns()),
        entries -> true,
        err);
  }

  /** Looks at the beginning first: a large file of entries is not to be read as a matrix before. */
  private MaskedMatrix read(
      Path file,
      IntPredicate isOther,
      IntFunction<String> reason,
      Predicate<MaskedMatrix> suits,
      PrintWriter err)
      throws IOException {
    ReadOptions options = toReadOptions();
    if (!Files.isRegularFile(file)) {
      return MatrixFiles.read(file, options); // A pipe, which can't be looked at before.
    }
    int columns =
        format == MatrixFormat.AUTO ? MatrixFiles.columnsOfText(file, options).orElse(0) : 0;
    if ((columns != 3 && columns != 4) || !isOther.test(columns)) {
      return load(file, options);
    }
    MaskedMatrix entries;
    try {
      entries = load(file, options.format(MatrixFormat.TRIPLES));
    } catch (FileFormatException e) {
      MaskedMatrix a = load(file, options);
      if (!beginsWithIds(a)) {
        return a;
      }
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s (read as lines of row, column, value since %s)",
              e.getMessage(),
              reason.apply(columns)),
          e);
    }
    if (!haveIds(entries) || !suits.test(entries)) {
      return load(file, options);
    }
    err.printf(
        Locale.ROOT,
        "%s: read as lines of row, column, value since %s (--format matrix reads a matrix)%n",
        OneLine.of(file.toString()),
        reason.apply(columns));
    err.flush();
    return entries;
  }

  private static MaskedMatrix load(Path file, ReadOptions options) throws IOException {
    try (NativeStart start = new NativeStart()) {
      return MatrixFiles.read(file, options);
    }
  }

  private static boolean beginsWithIds(MaskedMatrix a) {
    return IntStream.range(0, a.rows())
        .allMatch(row -> isId(a.value(row, 0)) && isId(a.value(row, 1)));
  }

  private static boolean isId(double number) {
    return number >= 0 && number == Math.rint(number);
  }

  /** Whether ids are in the first two columns, or in the two after the rows' names. */
  private static boolean haveIds(MaskedMatrix entries) {
    return areIds(entries.columnLabels())
        && (areIds(entries.rowLabels()) || haveIdsAsValues(entries));
  }

  private static boolean areIds(List<String> labels) {
    return labels.stream().allMatch(label -> ID.matcher(label).matches());
  }

  private static boolean haveIdsAsValues(MaskedMatrix a) {
    boolean[] all = {true};
    a.forEachObserved((row, column, value, weight) -> all[0] &= isId(value));
    return all[0];
  }
}
