package org.nmf4j.io;

import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which columns lines of entries have their parts in. Each is told by its name or, where none is
 * named so, by its number from 1; {@code ""}, the default of each, leaves it to be found by the
 * names of all. Immutable: each method with an argument returns a changed copy of {@link
 * #detected()}.
 *
 * @param row whose fields name the rows of the matrix
 * @param column whose fields name the columns of the matrix
 * @param value whose fields are the entries' values
 * @param weight whose fields are the entries' weights; without one each weight is 1
 * @param time whose fields tell which of several entries for one place is the latest: numbers such
 *     as Unix time, or dates as in ISO 8601
 */
public record EntryColumns(String row, String column, String value, String weight, String time) {

  private static final EntryColumns DETECTED = new EntryColumns("", "", "", "", "");

  /**
   * Checks that there are no nulls.
   *
   * @param row not null
   * @param column not null
   * @param value not null
   * @param weight not null
   * @param time not null
   * @throws NullPointerException naming the one that is null
   */
  public EntryColumns {
    Objects.requireNonNull(row, "row");
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(weight, "weight");
    Objects.requireNonNull(time, "time");
  }

  /** {@return columns that are all found by their names} */
  public static EntryColumns detected() {
    return DETECTED;
  }

  /**
   * {@return these with another column of row names}
   *
   * @param row its name or its number from 1
   */
  public EntryColumns row(String row) {
    return new EntryColumns(row, column, value, weight, time);
  }

  /**
   * {@return these with another column of column names}
   *
   * @param column its name or its number from 1
   */
  public EntryColumns column(String column) {
    return new EntryColumns(row, column, value, weight, time);
  }

  /**
   * {@return these with another column of values}
   *
   * @param value its name or its number from 1
   */
  public EntryColumns value(String value) {
    return new EntryColumns(row, column, value, weight, time);
  }

  /**
   * {@return these with another column of weights}
   *
   * @param weight its name or its number from 1
   */
  public EntryColumns weight(String weight) {
    return new EntryColumns(row, column, value, weight, time);
  }

  /**
   * {@return these with another column of times}
   *
   * @param time its name or its number from 1
   */
  public EntryColumns time(String time) {
    return new EntryColumns(row, column, value, weight, time);
  }

  boolean isTold() {
    return Stream.of(row, column, value, weight, time).anyMatch(name -> !name.isEmpty());
  }
}
