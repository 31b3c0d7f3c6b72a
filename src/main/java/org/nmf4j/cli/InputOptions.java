package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.OneLine;
import org.nmf4j.io.EntryColumns;
import org.nmf4j.io.MatrixFile;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.io.Tables;
import picocli.CommandLine.Option;

/** How the matrix is read that a command is about: a file, or a query's result. */
final class InputOptions extends ReadingOptions {

  /** What stands for the file of a matrix from a database. */
  private static final Path DATABASE = Path.of("database");

  /** Rows that a driver may fetch at a time. */
  private static final int FETCHED = 10_000;

  @Option(
      names = "--row",
      paramLabel = "COLUMN",
      defaultValue = "",
      description =
          "Of lines of entries, the column of row names, by name or number from 1 (default: found by"
              + " name).")
  private String row;

  @Option(
      names = "--column",
      paramLabel = "COLUMN",
      defaultValue = "",
      description = "Of lines of entries, the column of column names (default: found by name).")
  private String column;

  @Option(
      names = "--value",
      paramLabel = "COLUMN",
      defaultValue = "",
      description = "Of lines of entries, the column of values (default: found by name).")
  private String value;

  @Option(
      names = "--weight",
      paramLabel = "COLUMN",
      defaultValue = "",
      description = "Of lines of entries, the column of weights (default: found by name).")
  private String weight;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      defaultValue = "",
      description =
          "Of lines of entries, the column of times, for --duplicates latest and splits by time"
              + " (default: found by name).")
  private String time;

  @Option(
      names = "--jdbc",
      paramLabel = "URL",
      description =
          "Database to read instead of a file; its driver's jar belongs into lib/ (default: none).")
  private String jdbc;

  @Option(
      names = "--query",
      paramLabel = "SQL",
      description = "What to read from --jdbc: entries or rows of a matrix (default: none).")
  private String query;

  /**
   * The file to read, or what stands for it if it is a database.
   *
   * @param name what the file is called in help
   * @throws IllegalArgumentException if neither or both are told
   */
  Path input(Path file, String name) {
    if ((jdbc == null) != (query == null)) {
      throw new IllegalArgumentException("--jdbc and --query need each other");
    }
    if (file == null && jdbc == null) {
      throw new IllegalArgumentException("Missing required parameter: '" + name + "'");
    }
    if (file != null && jdbc != null) {
      throw new IllegalArgumentException(name + " and --jdbc are two matrices, one is needed");
    }
    return file == null ? DATABASE : file;
  }

  @Override
  ReadOptions toReadOptions() {
    return super.toReadOptions().entryColumns(new EntryColumns(row, column, value, weight, time));
  }

  @Override
  MatrixFile openToFit(Path file, int rank, boolean timed, PrintWriter err) throws IOException {
    return file == DATABASE
        ? told(openDatabase(timed(timed)), err)
        : super.openToFit(file, rank, timed, err);
  }

  @Override
  MatrixFile openToUse(Path file, NmfModel model, PrintWriter err) throws IOException {
    return file == DATABASE
        ? told(openDatabase(toReadOptions()), err)
        : super.openToUse(file, model, err);
  }

  private MatrixFile openDatabase(ReadOptions options) throws IOException {
    Properties properties = new Properties();
    if (jdbc.startsWith("jdbc:duckdb:")) {
      properties.setProperty("jdbc_stream_results", "true");
    }
    try (Connection connection = DriverManager.getConnection(jdbc, properties)) {
      connection.setAutoCommit(false); // PostgreSQL's driver holds the whole result otherwise.
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(FETCHED);
        try (ResultSet result = statement.executeQuery(query)) {
          return Tables.open(result, options);
        }
      }
    } catch (SQLException e) {
      String hint =
          OneLine.of(String.valueOf(e.getMessage())).startsWith("No suitable driver")
              ? " (its jar belongs into lib/)"
              : "";
      throw FileFormatException.of(jdbc, OneLine.of(String.valueOf(e.getMessage())) + hint);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(jdbc, e.getMessage());
    }
  }
}
