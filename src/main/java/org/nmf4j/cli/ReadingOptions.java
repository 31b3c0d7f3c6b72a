package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
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
import org.nmf4j.io.MatrixFile;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.MatrixFormat;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.io.ReadOptions.Presence;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.Implicit;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Option;

class ReadingOptions {

  private static final Pattern ID = Pattern.compile("\\+?\\d++(\\.0*+)?");

  @Option(
      names = "--format",
      paramLabel = "matrix|triples|mtx|npy|npz|svmlight|ldac",
      defaultValue = "auto",
      description =
          "What the file holds: a text matrix, row-column-value lines, MatrixMarket, .npy, SciPy's .npz,"
              + " svmlight or LDA-C (default: ${DEFAULT-VALUE}: found from name and content).")
  private MatrixFormat format;

  @Option(
      names = "--header",
      paramLabel = "yes|no",
      defaultValue = "auto",
      description =
          "Whether the first line names the columns (default: ${DEFAULT-VALUE}: if it has names, or"
              + " ascending numbers such as years under a corner).")
  private Presence header;

  @Option(
      names = "--row-labels",
      paramLabel = "yes|no",
      defaultValue = "auto",
      description =
          "Whether the first column names the rows (default: ${DEFAULT-VALUE}: if it has names, or"
              + " different whole numbers under a name such as id, index, row or user).")
  private Presence rowLabels;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      defaultValue = "",
      description =
          "Between fields (default: the first of ::, tab, ;, , and | in the first line, else blanks).")
  private String delimiter;

  @Option(
      names = "--decimal",
      paramLabel = ".|,",
      defaultValue = ".",
      description = "What stands before a number's fraction (default: ${DEFAULT-VALUE}).")
  private char decimal;

  @Option(
      names = "--missing",
      paramLabel = "TEXT",
      split = ",",
      description =
          "How else missing entries are written, as in 99,-200,unknown: numbers, by their value, and"
              + " words (default: empty, ?, -, ., NaN, NA, N/A, #N/A, <NA>, null, None and nil are).")
  private String[] missing = {};

  @Option(
      names = "--zero-is-missing",
      description = "Take zeros for missing entries (default: ${DEFAULT-VALUE}).")
  private boolean zeroIsMissing;

  @Option(
      names = "--skip-lines",
      paramLabel = "N",
      defaultValue = "0",
      description = "Pass over lines at the beginning of the file (default: ${DEFAULT-VALUE}).")
  private int skipLines;

  @Option(
      names = "--comment",
      paramLabel = "TEXT",
      defaultValue = "#",
      description =
          "How lines begin that are passed over, \"\" if none is (default: ${DEFAULT-VALUE}).")
  private String comment;

  @Option(
      names = "--labels",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "The column of a text matrix that names its rows, by name or number from 1; several are"
              + " joined (default: as --row-labels).")
  private String[] labels = {};

  @Option(
      names = "--columns",
      paramLabel = "COLUMN",
      split = ",",
      description = "The columns of a text matrix to read, as a,b,c (default: all).")
  private String[] columns = {};

  @Option(
      names = "--drop",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns of a text matrix to leave out, as a,b,c (default: none).")
  private String[] drop = {};

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description =
          "Of text, as in windows-1252 (default: UTF-8, or UTF-16 if a byte order mark says so).")
  private Charset encoding;

  @Option(
      names = "--precision",
      paramLabel = "double|single",
      description =
          "Of the computation (default: single for row-column-value lines and coordinate"
              + " MatrixMarket, else double).")
  private Precision precision;

  @Option(
      names = "--duplicates",
      paramLabel = "refuse|sum|last|latest|mean",
      defaultValue = "REFUSE",
      description =
          "What becomes of several entries of one place in row-column-value lines or coordinate"
              + " MatrixMarket (default: refuse).")
  private Duplicates duplicates;

  @Option(
      names = "--absent",
      paramLabel = "missing|zero|weak:WEIGHT",
      description =
          "What entries count for that are not listed, or are missing: nothing, zeros, or zeros of"
              + " a weight such as weak:0.1; then pairs without a value are ones (default: zero in"
              + " svmlight and LDA-C, else missing).")
  private Background absent;

  @Option(
      names = "--implicit",
      paramLabel = "ALPHA",
      description =
          "Take numbers r for clicks: preferences 1 of weight 1 + ALPHA·r over zeros of weight 1, or"
              + " as --absent says, as in 40 (default: they are what they are).")
  private Double implicit;

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
   * @throws IllegalArgumentException if the delimiter is none, or two options don't go together
   */
  ReadOptions toReadOptions() {
    if (implicit != null && absent != null && absent.isMissing()) {
      throw new IllegalArgumentException(
          "--implicit takes what is not listed for zeros: --absent must be zero or as weak:0.1, got"
              + " missing");
    }
    ReadOptions options =
        ReadOptions.defaults()
            .format(format)
            .header(header)
            .rowLabels(rowLabels)
            .delimiter(delimiter)
            .decimal(decimal)
            .missing(missing)
            .skipLines(skipLines)
            .comment(comment)
            .labels(labels)
            .columns(columns)
            .drop(drop)
            .duplicates(duplicates);
    options = absent == null ? options : options.background(absent);
    options = implicit == null ? options : options.implicit(implicitFeedback());
    options = zeroIsMissing ? options.zeroIsMissing() : options;
    options = encoding == null ? options : options.encoding(encoding);
    return precision == null ? options : options.dataType(precision.dataType);
  }

  private Implicit implicitFeedback() {
    return OptionValues.of("--implicit", () -> Implicit.confidence(implicit));
  }

  /**
   * Reads a matrix to fit to, and tells what was read. Three or four columns that begin with two of
   * ids are taken for a matrix if nothing else is known, but for entries where the rank asks for
   * more columns and the entries' matrix has them.
   *
   * @param timed whether entries have to have times
   */
  MatrixFile openToFit(Path file, int rank, boolean timed, PrintWriter err) throws IOException {
    return told(
        read(
            file,
            timed(timed),
            columns -> columns < rank,
            columns -> String.format(Locale.ROOT, "--rank is larger than its %d columns", columns),
            entries -> rank <= Math.max(entries.rows(), entries.columns()),
            err),
        err);
  }

  final ReadOptions timed(boolean timed) {
    return timed ? toReadOptions().keepTimes() : toReadOptions();
  }

  /**
   * Reads a matrix that a model is used on, likewise where the model has other columns. What the
   * file leaves out is what it was in the fit, if that was something.
   */
  MatrixFile openToUse(Path file, NmfModel model, PrintWriter err) throws IOException {
    ReadOptions options = toReadOptions();
    return told(
        read(
            file,
            absent == null && !model.background().isMissing()
                ? options.background(model.background())
                : options,
            columns -> columns != model.columns(),
            columns -> String.format(Locale.ROOT, "the model has %d columns", model.columns()),
            entries -> true,
            err),
        err);
  }

  static MatrixFile told(MatrixFile read, PrintWriter err) {
    err.println(read.describe());
    read.warnings().forEach(err::println);
    err.flush();
    return read;
  }

  /** Looks at the beginning first: a large file of entries is not to be read as a matrix before. */
  private MatrixFile read(
      Path file,
      ReadOptions options,
      IntPredicate isOther,
      IntFunction<String> reason,
      Predicate<MaskedMatrix> suits,
      PrintWriter err)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      return MatrixFiles.open(file, options); // A pipe, which can't be looked at before.
    }
    int columns =
        options.format() == MatrixFormat.AUTO
            ? MatrixFiles.columnsOfText(file, options).orElse(0)
            : 0;
    if ((columns != 3 && columns != 4) || !isOther.test(columns)) {
      return load(file, options);
    }
    MatrixFile entries;
    try {
      entries = load(file, options.format(MatrixFormat.TRIPLES));
    } catch (FileFormatException e) {
      MatrixFile a = load(file, options);
      if (!beginsWithIds(a.matrix())) {
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
    if (!haveIds(entries.matrix()) || !suits.test(entries.matrix())) {
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

  private static MatrixFile load(Path file, ReadOptions options) throws IOException {
    try (NativeStart start = new NativeStart()) {
      return MatrixFiles.open(file, options);
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
