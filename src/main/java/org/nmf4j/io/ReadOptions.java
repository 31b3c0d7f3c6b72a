package org.nmf4j.io;

import java.util.Objects;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.matrix.Duplicates;

/**
 * How to read a matrix file. Immutable: each method with an argument returns a changed copy of
 * {@link #defaults()}.
 *
 * @param format of the file, by default {@link MatrixFormat#AUTO}
 * @param header whether the first line of delimited text names its columns, by default {@link
 *     Presence#AUTO}
 * @param rowLabels whether the first column of a text matrix names its rows, by default {@link
 *     Presence#AUTO}
 * @param delimiter between the fields of delimited text, or {@code ""}, the default, to detect it
 * @param dataType of a dense matrix, FLOAT or DOUBLE, by default DOUBLE
 * @param sparseDataType of a matrix given by its entries, likewise, by default FLOAT
 * @param duplicates what becomes of several entries for one place, in lines of entries and in
 *     MatrixMarket's coordinates, by default {@link Duplicates#REFUSE}
 * @param entryColumns which columns lines of entries have their parts in, by default {@link
 *     EntryColumns#detected()}
 * @param unlisted what entries are that a list of entries leaves out, by default {@link
 *     Unlisted#AUTO}
 */
public record ReadOptions(
    MatrixFormat format,
    Presence header,
    Presence rowLabels,
    String delimiter,
    DataType dataType,
    DataType sparseDataType,
    Duplicates duplicates,
    EntryColumns entryColumns,
    Unlisted unlisted) {

  /** What is in numbers and names, and what quotes or ends them. */
  private static final Pattern NO_DELIMITER = Pattern.compile("[\\p{Alnum}\"\\r\\n+.-]");

  /**
   * Checks the options.
   *
   * @param format not null
   * @param header not null
   * @param rowLabels not null
   * @param delimiter not null, see below
   * @param dataType FLOAT or DOUBLE
   * @param sparseDataType FLOAT or DOUBLE
   * @param duplicates not null
   * @param entryColumns not null
   * @param unlisted not null
   * @throws NullPointerException naming an option that is null
   * @throws IllegalArgumentException if a data type is neither FLOAT nor DOUBLE, or the delimiter
   *     has a letter, a digit, a quote, a line break or one of {@code +-.}
   */
  public ReadOptions {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(rowLabels, "rowLabels");
    Objects.requireNonNull(delimiter, "delimiter");
    Objects.requireNonNull(duplicates, "duplicates");
    Objects.requireNonNull(entryColumns, "entryColumns");
    Objects.requireNonNull(unlisted, "unlisted");
    requireType("dataType", dataType);
    requireType("sparseDataType", sparseDataType);
    if (NO_DELIMITER.matcher(delimiter).find()) {
      throw new IllegalArgumentException(
          "delimiter must have no letter, digit, quote, line break, '+', '-' or '.', got \""
              + delimiter
              + '"');
    }
  }

  /** {@return everything detected, dense matrices DOUBLE, others FLOAT, duplicates refused} */
  public static ReadOptions defaults() {
    return new ReadOptions(
        MatrixFormat.AUTO,
        Presence.AUTO,
        Presence.AUTO,
        "",
        DataType.DOUBLE,
        DataType.FLOAT,
        Duplicates.REFUSE,
        EntryColumns.detected(),
        Unlisted.AUTO);
  }

  /**
   * {@return these options with another format}
   *
   * @param format of the file
   */
  public ReadOptions format(MatrixFormat format) {
    return new ReadOptions(
        format,
        header,
        rowLabels,
        delimiter,
        dataType,
        sparseDataType,
        duplicates,
        entryColumns,
        unlisted);
  }

  /**
   * {@return these options with a header told or left to be detected}
   *
   * @param header whether there is one
   */
  public ReadOptions header(Presence header) {
    return new ReadOptions(
        format,
        header,
        rowLabels,
        delimiter,
        dataType,
        sparseDataType,
        duplicates,
        entryColumns,
        unlisted);
  }

  /**
   * {@return these options with row labels told or left to be detected}
   *
   * @param rowLabels whether there are any
   */
  public ReadOptions rowLabels(Presence rowLabels) {
    return new ReadOptions(
        format,
        header,
        rowLabels,
        delimiter,
        dataType,
        sparseDataType,
        duplicates,
        entryColumns,
        unlisted);
  }

  /**
   * {@return these options with another delimiter, {@code ""} to detect it}
   *
   * @param delimiter between fields; no letter, digit, quote, line break or one of {@code +-.}
   */
  public ReadOptions delimiter(String delimiter) {
    return new ReadOptions(
        format,
        header,
        rowLabels,
        delimiter,
        dataType,
        sparseDataType,
        duplicates,
        entryColumns,
        unlisted);
  }

  /**
   * {@return these options with another data type, of dense matrices and of those given by entries}
   *
   * @param dataType FLOAT or DOUBLE
   */
  public ReadOptions dataType(DataType dataType) {
    return new ReadOptions(
        format,
        header,
        rowLabels,
        delimiter,
        dataType,
        dataType,
        duplicates,
        entryColumns,
        unlisted);
  }

  /**
   * {@return these options with another data type of matrices given by their entries}
   *
   * @param sparseDataType FLOAT or DOUBLE
   */
  public ReadOptions sparseDataType(DataType sparseDataType) {
    return new ReadOptions(
        format,
        header,
        rowLabels,
        delimiter,
        dataType,
        sparseDataType,
        duplicates,
        entryColumns,
        unlisted);
  }

  /**
   * {@return these options with another rule for several entries of one place}
   *
   * @param duplicates the rule
   */
  public ReadOptions duplicates(Duplicates duplicates) {
    return new ReadOptions(
        format,
        header,
        rowLabels,
        delimiter,
        dataType,
        sparseDataType,
        duplicates,
        entryColumns,
        unlisted);
  }

  /**
   * {@return these options with other columns for the parts of lines of entries}
   *
   * @param entryColumns told by name or number; lines are then read as entries unless another
   *     format is told
   */
  public ReadOptions entryColumns(EntryColumns entryColumns) {
    return new ReadOptions(
        format,
        header,
        rowLabels,
        delimiter,
        dataType,
        sparseDataType,
        duplicates,
        entryColumns,
        unlisted);
  }

  /**
   * {@return these options with another meaning of entries that a list leaves out}
   *
   * @param unlisted missing or 0
   */
  public ReadOptions unlisted(Unlisted unlisted) {
    return new ReadOptions(
        format,
        header,
        rowLabels,
        delimiter,
        dataType,
        sparseDataType,
        duplicates,
        entryColumns,
        unlisted);
  }

  private static void requireType(String name, DataType type) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException(name + " must be FLOAT or DOUBLE, got " + type);
    }
  }

  /** What entries are that a file of entries doesn't list. */
  public enum Unlisted {
    /** 0 in svmlight's and LDA-C's formats, missing in all others. */
    AUTO,

    /** Missing. */
    MISSING,

    /** 0; the matrix then is a dense one. */
    ZERO
  }

  /** Whether a text file has a header line, or a column of row labels. */
  public enum Presence {
    /** Decided from the first lines of the file. */
    AUTO,

    /** There is one. */
    YES,

    /** There is none. */
    NO
  }
}
