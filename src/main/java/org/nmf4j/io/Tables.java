package org.nmf4j.io;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.nmf4j.internal.format.ArrayBuilder;
import org.nmf4j.io.ReadOptions.Presence;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;

/**
 * Reads a matrix from a database: one row of it a row of a query's result, whose columns hold
 * numbers, NULL and NaN where one is missing; or one entry a row, as {@link Entries} reads it. The
 * result is gone through once.
 */
public final class Tables {

  private static final String SOURCE = "the query's result";

  private Tables() {}

  /**
   * As {@link #read(ResultSet, ReadOptions)}, with {@link ReadOptions#defaults()}.
   *
   * @param result of a query, before its first row; is not closed
   * @return the matrix, m×n
   * @throws SQLException if the database can't be read
   */
  public static MaskedMatrix read(ResultSet result) throws SQLException {
    return read(result, ReadOptions.defaults());
  }

  /**
   * Reads a matrix.
   *
   * @param result of a query, before its first row; is not closed
   * @param options of which count the format, which is {@link MatrixFormat#MATRIX} unless it is
   *     told to be {@link MatrixFormat#TRIPLES} or nothing is told and the columns are named as
   *     those of entries are; the data type; and whether the first column holds the rows' labels,
   *     which it does by default if it holds text or times, or whole numbers under a name such as
   *     id
   * @return the matrix, m×n, its columns labelled
   * @throws IllegalArgumentException if the result has no rows or no columns of numbers, two rows
   *     have one label, or a field is no number
   * @throws SQLException if the database can't be read
   */
  public static MaskedMatrix read(ResultSet result, ReadOptions options) throws SQLException {
    return open(result, options).matrix();
  }

  /**
   * Reads a matrix as {@link #read(ResultSet, ReadOptions)} does, and what can be said of it.
   *
   * @param result of a query, before its first row; is not closed
   * @param options how
   * @return the matrix, what was read in one line, and warnings
   * @throws IllegalArgumentException if the result holds no matrix
   * @throws SQLException if the database can't be read
   */
  public static MatrixFile open(ResultSet result, ReadOptions options) throws SQLException {
    if (options.haveColumnsOfTable()) {
      throw new IllegalArgumentException(
          "--labels, --columns and --drop are for files, a query chooses its columns itself");
    }
    ResultColumns columns = new ResultColumns(result);
    boolean isDetected = options.format() == MatrixFormat.AUTO;
    if (options.format() != MatrixFormat.TRIPLES
        && !(isDetected && EntryRoles.of(columns.names(), options.entryColumns()).areOfEntries())) {
      MaskedMatrix a = readRows(columns, options);
      List<String> warnings = new ArrayList<>();
      MissingCode.warning(a).ifPresent(warnings::add);
      if (isDetected) {
        EntriesAsTable.warning(a).ifPresent(warnings::add);
      }
      MaskedMatrix counted = options.counted(a, MatrixFormat.MATRIX);
      return MatrixFile.of(SOURCE, counted, MatrixFormat.MATRIX.words(), warnings);
    }
    List<String> notes = new ArrayList<>();
    SparseMatrix listed = Entries.read(result, options);
    ListedEntries.warnIfAlike(listed, options, notes::add);
    MaskedMatrix counted = options.counted(listed, MatrixFormat.TRIPLES);
    return MatrixFile.of(SOURCE, counted, MatrixFormat.TRIPLES.words(), notes);
  }

  private static MaskedMatrix readRows(ResultColumns columns, ReadOptions options)
      throws SQLException {
    boolean labelled =
        options.rowLabels() == Presence.AUTO
            ? columns.holdsNames(0)
            : options.rowLabels() == Presence.YES;
    int first = labelled ? 1 : 0;
    List<String> columnLabels = columns.names().subList(first, columns.names().size());
    requireDistinct("column", columnLabels);
    List<String> rowLabels = new ArrayList<>();
    double[] row = new double[columnLabels.size()];
    ArrayBuilder values = new ArrayBuilder(SOURCE, options.dataType());
    try {
      int rows = 0;
      for (; columns.next(); rows++) {
        if (labelled) {
          rowLabels.add(columns.text(0));
        }
        for (int j = 0; j < row.length; j++) {
          row[j] = columns.number(j + first);
        }
        values.add(row, row.length);
      }
      if (rows == 0 || row.length == 0) {
        throw new IllegalArgumentException(SOURCE + " has no rows, or no columns of numbers");
      }
      requireDistinct("row", rowLabels);
      return MaskedMatrix.of(values.toArray('c', rows, row.length))
          .withLabels(rowLabels, columnLabels);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void requireDistinct(String kind, List<String> labels) {
    HashSet<String> seen = new HashSet<>();
    for (String label : labels) {
      if (!seen.add(label)) {
        throw new IllegalArgumentException(
            "the " + kind + " label " + Numbers.quoted(label) + " is there twice");
      }
    }
  }
}
