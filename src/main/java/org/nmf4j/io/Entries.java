package org.nmf4j.io;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.nmf4j.matrix.DuplicateEntryException;
import org.nmf4j.matrix.SparseMatrix;

/**
 * Reads the entries of a matrix from a database, one a row of a query's result: names of row and
 * column, a value, perhaps a weight and a time. Which of the result's columns is which, their names
 * tell, as those of a file's columns do, or {@link ReadOptions#entryColumns}. The result is gone
 * through once, in memory as for a file: of an entry at most 24 bytes beside the matrix itself,
 * where the driver holds no more of the result than it has to.
 *
 * <pre>{@code
 * try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
 *     Statement statement = connection.createStatement();
 *     ResultSet ratings = statement.executeQuery("SELECT * FROM 'ratings.parquet'")) {
 *   SparseMatrix a = Entries.read(ratings);
 * }
 * }</pre>
 */
public final class Entries {

  private Entries() {}

  /**
   * As {@link #read(ResultSet, ReadOptions)}, with {@link ReadOptions#defaults()}.
   *
   * @param result of a query, before its first row; is not closed
   * @return the matrix, m×n, labelled
   * @throws SQLException if the database can't be read
   */
  public static SparseMatrix read(ResultSet result) throws SQLException {
    return read(result, ReadOptions.defaults());
  }

  /**
   * Reads a matrix of which what is not listed is missing, whatever {@link ReadOptions#background}
   * says: {@link Tables} heeds that.
   *
   * @param result of a query, before its first row; is not closed
   * @param options of which count those on columns, data type and duplicates
   * @return the matrix, m×n, labelled by the names of rows and columns, in their order
   * @throws IllegalArgumentException if the result holds no entries, or a name, value, weight or
   *     time is none; the message names row and column of the result
   * @throws SQLException if the database can't be read
   */
  public static SparseMatrix read(ResultSet result, ReadOptions options) throws SQLException {
    ResultColumns columns = new ResultColumns(result);
    EntryRoles roles =
        EntryRoles.of(columns.names(), options.entryColumns()).filled(options.takesPairs());
    int row = roles.at(EntryRole.ROW);
    int column = roles.at(EntryRole.COLUMN);
    int value = roles.at(EntryRole.VALUE);
    int weight = roles.at(EntryRole.WEIGHT);
    int time = roles.time(options);
    NamedEntries entries = new NamedEntries(options, false);
    while (columns.next()) {
      entries.add(
          number(entries.rows(), columns.text(row)),
          number(entries.columns(), columns.text(column)),
          value < 0 ? 1 : columns.number(value),
          weight < 0 ? 1 : columns.number(weight),
          time < 0 ? 0 : columns.time(time, options.needTimes()));
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("the result of the query has no rows");
    }
    try {
      return entries.build();
    } catch (DuplicateEntryException e) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the entry of %s is there twice", entries.place(e)), e);
    }
  }

  private static int number(LabelTable labels, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return labels.number(bytes, 0, bytes.length);
  }
}
