package org.nmf4j.io;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.format.Decimal;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.OneLine;

/** How numbers and missing entries are written in a text file. */
final class Numbers {

  private static final Set<String> MISSING = Set.of("", "nan", "na", "null", "?");

  /** Numbers elsewhere, never names: better refused as a value than taken for a label. */
  private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(?:inity)?");

  /** Likewise decimal commas and commas between thousands. */
  private static final Pattern WITH_COMMA = Pattern.compile("[+-]?\\d[\\d.]*+(?:,[\\d.]++)++");

  /** What a decoder puts in place of bytes that are not in the text's encoding. */
  static final char UNREADABLE = OneLine.UNREADABLE;

  private static final int MOST_DIGITS = 15;
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private final String file;
  private final double limit;

  Numbers(String file, DataType dataType) {
    this.file = file;
    this.limit = dataType == DataType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
  }

  /** Whether a field can only be a name: neither a number, be it infinite, nor missing. */
  static boolean isText(String field) {
    String token = field.strip();
    return !isMissing(token)
        && !Decimal.isNumber(token)
        && !INFINITE.matcher(token).matches()
        && !WITH_COMMA.matcher(token).matches();
  }

  /** Whether a field can only be a number, finite or not. */
  static boolean isNumber(String field) {
    return !isText(field) && !isMissing(field.strip());
  }

  private static boolean isMissing(String token) {
    return token.length() <= 4 && MISSING.contains(token.toLowerCase(Locale.ROOT));
  }

  /**
   * The number of a field, NaN if it is missing.
   *
   * @throws FileFormatException if it is neither
   */
  double parse(String field, long line, int column) throws FileFormatException {
    String token = field.strip();
    if (isMissing(token)) {
      return Double.NaN;
    }
    if (!Decimal.isNumber(token)) {
      String rule =
          WITH_COMMA.matcher(token).matches()
              ? ": decimals are written with a point, thousands without a comma"
              : "";
      throw FileFormatException.at(file, line, column, quoted(token) + " is not a number" + rule);
    }
    double number = Double.parseDouble(token);
    if (Math.abs(number) > limit) {
      throw FileFormatException.at(file, line, column, quoted(token) + " is too large a number");
    }
    return number;
  }

  double parse(Fields fields, int field) throws FileFormatException {
    double number = plain(fields.bytes(), fields.start(field), fields.end(field));
    return Double.isNaN(number) ? parse(fields.text(field), fields.line(), field + 1) : number;
  }

  /**
   * A number of up to 15 digits without an exponent; NaN if it is anything else. One that such
   * digits and a power of ten hold exactly is their quotient, rounded once (Clinger 1990,
   * doi:10.1145/93548.93557).
   */
  private static double plain(byte[] text, int start, int end) {
    boolean isNegative = start < end && text[start] == '-';
    int first = isNegative || (start < end && text[start] == '+') ? start + 1 : start;
    long digits = 0;
    int count = 0;
    int point = end;
    for (int at = first; at < end; at++) {
      int digit = text[at] - '0';
      if (digit >= 0 && digit <= 9 && count < MOST_DIGITS) {
        digits = 10 * digits + digit;
        count++;
      } else if (text[at] == '.' && point == end) {
        point = at;
      } else {
        return Double.NaN;
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    double number = digits / POWERS_OF_TEN[Math.max(end - point - 1, 0)];
    return isNegative ? -number : number;
  }

  /** A value as it is shown in messages. */
  static String quoted(String value) {
    return '"' + OneLine.start(value) + '"';
  }
}
