package org.nmf4j.io;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.Implicit;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * How to read a matrix file. Immutable: each method with an argument returns a changed copy of
 * {@link #defaults()}. What is found in a file to be wrong or not clear is told together with the
 * option of the command line that settles it; {@code --skip-lines 1} is {@code skipLines(1)} here.
 */
public final class ReadOptions implements Cloneable {

  /** What is in numbers and names, and what quotes or ends them. */
  private static final Pattern NO_DELIMITER = Pattern.compile("[\\p{Alnum}\"\\r\\n+.-]");

  private MatrixFormat format = MatrixFormat.AUTO;
  private Presence header = Presence.AUTO;
  private Presence rowLabels = Presence.AUTO;
  private String delimiter = "";
  private char decimal = '.';
  private String comment = "#";
  private int skipLines;
  private Optional<Charset> encoding = Optional.empty();
  private List<String> missing = List.of();
  private List<String> labels = List.of();
  private List<String> columns = List.of();
  private List<String> drop = List.of();
  private DataType dataType = DataType.DOUBLE;
  private DataType sparseDataType = DataType.FLOAT;
  private Duplicates duplicates = Duplicates.REFUSE;
  private EntryColumns entryColumns = EntryColumns.detected();

  /** Null for that of the format. */
  private Background background;

  /** Null for numbers that are what they are. */
  private Implicit implicit;

  private boolean keepsTimes;

  private ReadOptions() {}

  /** {@return everything detected, dense matrices DOUBLE, others FLOAT, duplicates refused} */
  public static ReadOptions defaults() {
    return new ReadOptions();
  }

  private ReadOptions with(Consumer<ReadOptions> change) {
    try {
      ReadOptions changed = (ReadOptions) clone();
      change.accept(changed);
      return changed;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return the format of the file, by default {@link MatrixFormat#AUTO}} */
  public MatrixFormat format() {
    return format;
  }

  /**
   * {@return these options with another format}
   *
   * @param format of the file
   * @throws NullPointerException if it is null
   */
  public ReadOptions format(MatrixFormat format) {
    Objects.requireNonNull(format, "format");
    return with(options -> options.format = format);
  }

  /**
   * {@return whether a line of delimited text names its columns, by default {@link Presence#AUTO}}
   */
  public Presence header() {
    return header;
  }

  /**
   * {@return these options with a header told or left to be detected}
   *
   * @param header whether there is one
   * @throws NullPointerException if it is null
   */
  public ReadOptions header(Presence header) {
    Objects.requireNonNull(header, "header");
    return with(options -> options.header = header);
  }

  /**
   * {@return whether the first column of a text matrix names its rows, by default {@link
   * Presence#AUTO}}
   */
  public Presence rowLabels() {
    return rowLabels;
  }

  /**
   * {@return these options with row labels told or left to be detected}
   *
   * @param rowLabels whether there are any
   * @throws NullPointerException if it is null
   */
  public ReadOptions rowLabels(Presence rowLabels) {
    Objects.requireNonNull(rowLabels, "rowLabels");
    return with(options -> options.rowLabels = rowLabels);
  }

  /**
   * {@return what stands between fields of delimited text, {@code ""}, the default, to detect it}
   */
  public String delimiter() {
    return delimiter;
  }

  /**
   * {@return these options with another delimiter, {@code ""} to detect it}
   *
   * @param delimiter between fields; no letter, digit, quote, line break or one of {@code +-.}; a
   *     blank stands for any number of them
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException if it has such a character
   */
  public ReadOptions delimiter(String delimiter) {
    if (NO_DELIMITER.matcher(Objects.requireNonNull(delimiter, "delimiter")).find()) {
      throw new IllegalArgumentException(
          "delimiter must have no letter, digit, quote, line break, '+', '-' or '.', got \""
              + delimiter
              + '"');
    }
    return with(options -> options.delimiter = delimiter);
  }

  /** {@return what stands before a number's fraction, by default a point} */
  public char decimal() {
    return decimal;
  }

  /**
   * {@return these options with another decimal sign}
   *
   * @param decimal a point or a comma
   * @throws IllegalArgumentException if it is something else
   */
  public ReadOptions decimal(char decimal) {
    if (decimal != '.' && decimal != ',') {
      throw new IllegalArgumentException("decimal must be '.' or ',', got '" + decimal + "'");
    }
    return with(options -> options.decimal = decimal);
  }

  /** {@return how a line begins that is passed over, by default {@code #}; {@code ""} for none} */
  public String comment() {
    return comment;
  }

  /**
   * {@return these options with another sign of comments}
   *
   * @param comment how lines begin that are passed over, {@code ""} if none is
   * @throws NullPointerException if it is null
   */
  public ReadOptions comment(String comment) {
    Objects.requireNonNull(comment, "comment");
    return with(options -> options.comment = comment);
  }

  /** {@return how many lines at the beginning are passed over, by default 0} */
  public int skipLines() {
    return skipLines;
  }

  /**
   * {@return these options with some lines at the beginning passed over}
   *
   * @param skipLines how many
   * @throws IllegalArgumentException if it is negative
   */
  public ReadOptions skipLines(int skipLines) {
    if (skipLines < 0) {
      throw new IllegalArgumentException("skipLines must be ≥ 0, got " + skipLines);
    }
    return with(options -> options.skipLines = skipLines);
  }

  /** {@return the encoding of text; by default UTF-8, or UTF-16 if a byte order mark says so} */
  public Optional<Charset> encoding() {
    return encoding;
  }

  /**
   * {@return these options with a certain encoding of text}
   *
   * @param encoding of the file
   * @throws NullPointerException if it is null
   */
  public ReadOptions encoding(Charset encoding) {
    Objects.requireNonNull(encoding, "encoding");
    return with(options -> options.encoding = Optional.of(encoding));
  }

  /**
   * {@return how else a missing entry is written than as all files may: empty, {@code ?}, {@code
   * -}, {@code .}, NaN, NA, N/A, {@code #N/A}, {@code <NA>}, null, None or nil; by default in no
   * other way}
   */
  public List<String> missing() {
    return missing;
  }

  /**
   * {@return these options with more ways to write a missing entry}
   *
   * @param missing names, in upper or lower case, and numbers, by their value
   * @throws NullPointerException if one is null
   */
  public ReadOptions missing(String... missing) {
    List<String> all =
        Stream.concat(this.missing.stream(), Stream.of(missing).map(String::strip)).toList();
    all.forEach(spelling -> Objects.requireNonNull(spelling, "missing"));
    return with(options -> options.missing = all);
  }

  /** {@return these options with zeros taken for missing entries} */
  public ReadOptions zeroIsMissing() {
    return missing("0");
  }

  /** {@return the columns that name the rows, by default found out} */
  public List<String> labels() {
    return labels;
  }

  /**
   * {@return these options with other columns that name the rows of a text matrix}
   *
   * @param labels by name or by number, from 1; the names of several are joined by a blank
   * @throws NullPointerException if one is null
   */
  public ReadOptions labels(String... labels) {
    List<String> copy = List.of(labels);
    return with(options -> options.labels = copy);
  }

  /** {@return the columns of a text matrix that are read, by default all} */
  public List<String> columns() {
    return columns;
  }

  /**
   * {@return these options with only some columns of a text matrix read, and what names its rows}
   *
   * @param columns by name or by number, from 1
   * @throws NullPointerException if one is null
   */
  public ReadOptions columns(String... columns) {
    List<String> copy = List.of(columns);
    return with(options -> options.columns = copy);
  }

  /** {@return the columns of a text matrix that are left out, by default none} */
  public List<String> drop() {
    return drop;
  }

  /**
   * {@return these options with some columns of a text matrix left out}
   *
   * @param drop by name or by number, from 1
   * @throws NullPointerException if one is null
   */
  public ReadOptions drop(String... drop) {
    List<String> copy = List.of(drop);
    return with(options -> options.drop = copy);
  }

  /**
   * Whether columns are chosen or left out, or are to name the rows, as they can in a table only.
   */
  boolean haveColumnsOfTable() {
    return !(labels.isEmpty() && columns.isEmpty() && drop.isEmpty());
  }

  /** {@return the data type of a dense matrix, FLOAT or DOUBLE, by default DOUBLE} */
  public DataType dataType() {
    return dataType;
  }

  /**
   * {@return these options with another data type, of dense matrices and of those given by entries}
   *
   * @param dataType FLOAT or DOUBLE
   * @throws IllegalArgumentException if it is neither
   */
  public ReadOptions dataType(DataType dataType) {
    requireType("dataType", dataType);
    return with(
        options -> {
          options.dataType = dataType;
          options.sparseDataType = dataType;
        });
  }

  /** {@return the data type of a matrix given by its entries, likewise, by default FLOAT} */
  public DataType sparseDataType() {
    return sparseDataType;
  }

  /**
   * {@return these options with another data type of matrices given by their entries}
   *
   * @param sparseDataType FLOAT or DOUBLE
   * @throws IllegalArgumentException if it is neither
   */
  public ReadOptions sparseDataType(DataType sparseDataType) {
    requireType("sparseDataType", sparseDataType);
    return with(options -> options.sparseDataType = sparseDataType);
  }

  /**
   * {@return what becomes of several entries for one place, in lines of entries and in
   * MatrixMarket's coordinates, by default {@link Duplicates#REFUSE}}
   */
  public Duplicates duplicates() {
    return duplicates;
  }

  /**
   * {@return these options with another rule for several entries of one place}
   *
   * @param duplicates the rule
   * @throws NullPointerException if it is null
   */
  public ReadOptions duplicates(Duplicates duplicates) {
    Objects.requireNonNull(duplicates, "duplicates");
    return with(options -> options.duplicates = duplicates);
  }

  /**
   * {@return which columns lines of entries have their parts in, by default {@link
   * EntryColumns#detected()}}
   */
  public EntryColumns entryColumns() {
    return entryColumns;
  }

  /**
   * {@return these options with other columns for the parts of lines of entries}
   *
   * @param entryColumns told by name or number; lines are then read as entries unless another
   *     format is told
   * @throws NullPointerException if it is null
   */
  public ReadOptions entryColumns(EntryColumns entryColumns) {
    Objects.requireNonNull(entryColumns, "entryColumns");
    return with(options -> options.entryColumns = entryColumns);
  }

  /**
   * {@return these options with another meaning of entries that a file leaves out: of those that
   * are not listed, and of missing ones} By default they are zeros in svmlight's and LDA-C's
   * formats, and missing in all others. With a background a list needs no values: each then is 1.
   *
   * @param background such as {@link Background#zeros}
   * @throws NullPointerException if it is null
   */
  public ReadOptions background(Background background) {
    Objects.requireNonNull(background, "background");
    return with(options -> options.background = background);
  }

  /**
   * {@return these options with numbers taken for implicit feedback} A list of it needs no values:
   * each then is 1.
   *
   * @param implicit makes preferences of them
   * @throws NullPointerException if it is null
   */
  public ReadOptions implicit(Implicit implicit) {
    Objects.requireNonNull(implicit, "implicit");
    return with(options -> options.implicit = implicit);
  }

  /** Whether a list of places tells something without values, as other places are not like them. */
  boolean takesPairs() {
    return implicit != null || (background != null && !background.isMissing());
  }

  /** Whether what is read is implicit feedback. */
  boolean takesClicks() {
    return implicit != null;
  }

  /** A matrix that was read, with what it leaves out. */
  MaskedMatrix counted(MaskedMatrix a, MatrixFormat format) {
    MaskedMatrix counted = a.background(background == null ? format.background() : background);
    return implicit == null ? counted : implicit.of(counted);
  }

  /** {@return whether a matrix keeps the times of lines of entries, by default not} */
  public boolean keepsTimes() {
    return keepsTimes;
  }

  /**
   * {@return these options with the times of lines of entries kept, for {@linkplain
   * org.nmf4j.matrix.Splitters splits} by time} Lines without a time are then an error.
   */
  public ReadOptions keepTimes() {
    return with(options -> options.keepsTimes = true);
  }

  /** Whether lines of entries have to have times. */
  boolean needTimes() {
    return keepsTimes || duplicates == Duplicates.LATEST;
  }

  private static void requireType(String name, DataType type) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException(name + " must be FLOAT or DOUBLE, got " + type);
    }
  }

  /** Whether a text file has a header line, or a column of row labels. */
  public enum Presence {
    /** Decided from the file. */
    AUTO,

    /** There is one. */
    YES,

    /** There is none. */
    NO
  }
}
