package org.nmf4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;

/** Matrices of databases' tables. */
class DatabaseTest {

  private static final String DUCKDB = "jdbc:duckdb:";
  private static final String SQLITE = "jdbc:sqlite::memory:";

  @TempDir private Path folder;

  @FunctionalInterface
  private interface Reading<T> {
    T of(ResultSet result) throws SQLException;
  }

  private static <T> T read(String url, Reading<T> reading, String... statements)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < statements.length - 1; i++) {
        statement.execute(statements[i]);
      }
      try (ResultSet result = statement.executeQuery(statements[statements.length - 1])) {
        return reading.of(result);
      }
    }
  }

  private static List<String> entries(MaskedMatrix a) {
    return EntryTexts.of(a, (value, weight) -> value + " " + weight);
  }

  @ParameterizedTest
  @ValueSource(strings = {DUCKDB, SQLITE})
  void readsEntries(String url) throws SQLException {
    SparseMatrix a =
        read(
            url,
            Entries::read,
            "CREATE TABLE r (rating DOUBLE, w INTEGER, item VARCHAR, userId INTEGER)",
            "INSERT INTO r VALUES (4.5, 1, '007', 10), (3, 9, '7', 10), (NULL, 1, '7', 9),"
                + " (2, 2, 'é', 9)",
            "SELECT * FROM r");
    assertThat(entries(a)).containsExactly("9 é 2.0 2.0", "10 007 4.5 1.0", "10 7 3.0 9.0");
    assertThat(a.dataType()).isEqualTo(DataType.FLOAT);
  }

  @ParameterizedTest
  @ValueSource(strings = {DUCKDB, SQLITE})
  void keepsTheLatestAndWholeNumbers(String url) throws SQLException {
    ReadOptions options = ReadOptions.defaults().duplicates(Duplicates.LATEST).keepTimes();
    SparseMatrix a =
        read(
            url,
            result -> Entries.read(result, options),
            "SELECT 1 AS \"user\", 2 AS item, 33554435 AS n, '2024-02-01 10:00:00' AS created_at"
                + " UNION ALL SELECT 1, 2, 5, '2024-01-31 23:00:00'");
    assertThat(entries(a)).containsExactly("1 2 3.3554435E7 1.0");
    assertThat(a.byRows().time(0)).isEqualTo(1_706_781_600);
  }

  @Test
  void readsParquetAndTimesByDuckDb() throws SQLException {
    Path file = folder.resolve("ratings.parquet");
    ReadOptions options = ReadOptions.defaults().duplicates(Duplicates.LAST);
    SparseMatrix a =
        read(
            DUCKDB,
            result -> Entries.read(result, options),
            "COPY (SELECT 1 AS userId, 7::BIGINT AS movieId, 4.5::DECIMAL(3,1) AS rating,"
                + " TIMESTAMP '2024-02-01 10:00:00' AS ts UNION ALL"
                + " SELECT 1, 7, 1.5, TIMESTAMP '2024-01-01 10:00:00') TO '"
                + file
                + "' (FORMAT PARQUET)",
            "SELECT * FROM '" + file + "'");
    assertThat(entries(a)).containsExactly("1 7 4.5 1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {DUCKDB, SQLITE})
  void readsATable(String url) throws SQLException {
    MaskedMatrix a =
        read(
            url,
            Tables::read,
            "CREATE TABLE t (name VARCHAR, x DOUBLE, y INTEGER)",
            "INSERT INTO t VALUES ('a', 1.5, 2), ('b', NULL, 3)",
            "SELECT * FROM t");
    assertThat(a.rowLabels()).containsExactly("a", "b");
    assertThat(a.columnLabels()).containsExactly("x", "y");
    assertThat(entries(a)).containsExactly("a x 1.5 1.0", "a y 2.0 1.0", "b y 3.0 1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {DUCKDB, SQLITE})
  void takesNumbersForNamesOfRowsIfTheyAreCalledSo(String url) throws SQLException {
    MaskedMatrix a =
        read(
            url,
            Tables::read,
            "CREATE TABLE t (id INTEGER, x DOUBLE)",
            "INSERT INTO t VALUES (90002, 1.5), (90001, 2)",
            "SELECT * FROM t");
    assertThat(a.rowLabels()).containsExactly("90002", "90001");
    assertThat(a.columnLabels()).containsExactly("x");
  }

  @Test
  void asksWhetherThreeColumnsAreEntries() throws SQLException {
    List<String> warnings =
        read(
            DUCKDB,
            result -> Tables.open(result, ReadOptions.defaults()).warnings(),
            "SELECT i % 7 AS u, i // 7 AS v, i % 5 AS w FROM range(70) t(i)");
    assertThat(warnings).singleElement().asString().contains("--format triples");
  }

  @Test
  void takesTimesForNamesOfRows() throws SQLException {
    String query =
        "SELECT TIMESTAMP '2024-01-01 00:10:00' AS at, 1.5 AS x UNION ALL"
            + " SELECT TIMESTAMP '2024-01-01 00:20:00', 2";
    MaskedMatrix a = read(DUCKDB, Tables::read, query);
    assertThat(a.columnLabels()).containsExactly("x");
    assertThat(a.rowLabels()).hasSize(2).allMatch(name -> name.startsWith("2024-01-01 00:"));
    ReadOptions chosen = ReadOptions.defaults().drop("at");
    assertThatThrownBy(() -> read(DUCKDB, result -> Tables.read(result, chosen), query))
        .hasMessageContaining("a query chooses its columns itself");
  }

  @Test
  void refusesWhatIsNoMatrix() {
    refuses("SELECT 1 AS \"user\", 2 AS item", "there is no column of values");
    refuses("SELECT 1 AS \"user\", 2 AS item, 3 AS rating WHERE 1 = 0", "has no rows");
    refuses(
        "SELECT NULL AS \"user\", 2 AS item, 3 AS rating",
        "row 1 of the query's result, column \"user\": a name of a row or column is needed");
    refuses(
        "SELECT 1 AS \"user\", 2 AS item, 'x' AS rating",
        "row 1 of the query's result, column \"rating\": \"x\" is not a number");
    refuses(
        "SELECT 1 AS \"user\", 2 AS item, 3 AS rating UNION ALL SELECT 1, 2, 3",
        "the entry of row \"1\", column \"2\" is there twice");
    assertThatThrownBy(() -> read(DUCKDB, Tables::read, "SELECT 1 AS a, 'x' AS b"))
        .hasMessage("row 1 of the query's result, column \"b\": \"x\" is not a number");
  }

  private static void refuses(String query, String problem) {
    for (String url : List.of(DUCKDB, SQLITE)) {
      assertThatThrownBy(() -> read(url, Entries::read, query))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(problem);
    }
  }

  /** More entries than fit into the heap as objects would; the driver may hold what it likes. */
  @Test
  void readsThroughOnce() throws SQLException {
    SparseMatrix a =
        read(
            DUCKDB,
            Entries::read,
            "SELECT i % 1000 AS userId, i // 1000 AS itemId, i % 5 + 1 AS rating"
                + " FROM range(200000) t(i)");
    assertThat(a.byRows().entries()).isEqualTo(200_000);
    assertThat(a.value(3, 150)).isEqualTo(150_003 % 5 + 1);
  }
}
