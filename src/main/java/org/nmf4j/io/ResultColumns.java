package org.nmf4j.io;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nmf4j.internal.format.Decimal;

/** The columns of a query's result, counted from 0, as names and numbers. */
final class ResultColumns {

  /** What names rows: text, and times, which measure nothing. */
  private static final Set<Integer> NAMES =
      Set.of(
          Types.DATE,
          Types.TIME,
          Types.TIMESTAMP,
          Types.TIMESTAMP_WITH_TIMEZONE,
          Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB);

  private static final Set<Integer> WHOLE =
      Set.of(Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT);

  private final ResultSet result;
  private final ResultSetMetaData columns;
  private final List<String> names = new ArrayList<>();
  private long row;

  ResultColumns(ResultSet result) throws SQLException {
    this.result = result;
    this.columns = result.getMetaData();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      names.add(columns.getColumnLabel(column));
    }
  }

  List<String> names() {
    return names;
  }

  boolean next() throws SQLException {
    row++;
    return result.next();
  }

  /** Whether a column is declared to hold text or times, or whole numbers by the name of ids. */
  boolean holdsNames(int column) throws SQLException {
    int type = columns.getColumnType(column + 1);
    return NAMES.contains(type)
        || (WHOLE.contains(type) && FirstColumn.isNameOfLabels(names.get(column)));
  }

  /** A field as a name. */
  String text(int column) throws SQLException {
    String text = result.getString(column + 1);
    if (text == null || text.isBlank()) {
      throw wrong(column, "a name of a row or column is needed, got none");
    }
    return text.strip();
  }

  /** A field's number, NaN for NULL. */
  double number(int column) throws SQLException {
    Object field = result.getObject(column + 1);
    if (field == null) {
      return Double.NaN;
    }
    double number =
        field instanceof Number plain
            ? plain.doubleValue()
            : Decimal.isNumber(text(field)) ? Double.parseDouble(text(field)) : Double.NaN;
    if (Double.isNaN(number) && !(field instanceof Number)) {
      throw wrong(column, Numbers.quoted(field.toString()) + " is not a number");
    }
    return number;
  }

  private static String text(Object field) {
    return field instanceof Boolean truth ? (truth ? "1" : "0") : field.toString().strip();
  }

  /** The larger the later; 0 for what is no time, unless it is needed. */
  double time(int column, boolean needed) throws SQLException {
    String text = result.getString(column + 1);
    double time = text == null ? Double.NaN : Times.parse(text.strip());
    if (Double.isNaN(time) && needed) {
      throw wrong(column, Numbers.quoted(String.valueOf(text)) + " is no time");
    }
    return Double.isNaN(time) ? 0 : time;
  }

  private IllegalArgumentException wrong(int column, String problem) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "row %d of the query's result, column %s: %s",
            row,
            Numbers.quoted(names.get(column)),
            problem));
  }
}
