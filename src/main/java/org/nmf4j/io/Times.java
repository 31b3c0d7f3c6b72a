package org.nmf4j.io;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nmf4j.internal.format.Decimal;

/** When an entry was made: a number, such as Unix time, or a date as in ISO 8601. */
public final class Times {

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final Pattern UNIX_TIME = Pattern.compile("\\d{13}|\\d{12}|\\d{9,10}+");

  /** Between a date and a time. */
  private static final Pattern BLANKS = Pattern.compile("^(\\d{4}-\\d\\d-\\d\\d) ++");

  /** After a time. */
  private static final Pattern OFFSET = Pattern.compile("(?<=[\\d])([+-]\\d\\d):?+(\\d\\d)$");

  /** From 1990 to 2065. */
  private static final long FIRST = 631_152_000L;

  private static final long LAST = 3_000_000_000L;

  private Times() {}

  /** Whether a field can only be a time. */
  static boolean isTime(String field) {
    if (!UNIX_TIME.matcher(field).matches()) {
      return !field.isEmpty() && !Decimal.isNumber(field) && !Double.isNaN(parse(field));
    }
    long seconds = Long.parseLong(field) / (field.length() > 10 ? 1000 : 1);
    return seconds >= FIRST && seconds <= LAST;
  }

  /**
   * The time that a text tells, as it is read from files.
   *
   * @param field a number, or a date such as {@code 2024-01-31} or {@code 2024-01-31T12:00:00Z}, in
   *     UTC if no zone is told
   * @return the number, or the date in seconds since 1970; NaN if the text is no time
   */
  public static double parse(String field) {
    if (Decimal.isNumber(field)) {
      return Double.parseDouble(field);
    }
    try {
      if (DATE.matcher(field).matches()) {
        return LocalDate.parse(field).toEpochDay() * 86_400.0;
      }
      String text = BLANKS.matcher(field).replaceFirst("$1T").replace(" UTC", "Z");
      Matcher offset = OFFSET.matcher(text);
      boolean hasOffset = text.endsWith("Z") || offset.find();
      return hasOffset
          ? seconds(OffsetDateTime.parse(offset.replaceFirst("$1:$2")))
          : seconds(LocalDateTime.parse(text).atOffset(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Double.NaN;
    }
  }

  private static double seconds(OffsetDateTime time) {
    return time.toEpochSecond() + time.getNano() / 1e9;
  }
}
