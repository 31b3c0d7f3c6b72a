package org.nmf4j.io;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.format.Decimal;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.OneLine;

/** How numbers and missing entries are written in a text file. */
final class Numbers {

  private static final Set<String> MISSING =
      Set.of("", "nan", "na", "n/a", "#n/a", "#na", "<na>", "null", "none", "nil", "?", "-", ".");

  private static final int LONGEST_MISSING = 4;

  /** Numbers elsewhere, never names: better refused as a value than taken for a label. */
  private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(?:inity)?");

  /** Likewise decimal commas and commas between thousands. */
  private static final Pattern WITH_COMMA =
      Pattern.compile("[+-]?(?:\\d[\\d.]*+)?(?:,[\\d.]++)++(?:[eE][+-]?\\d++)?");

  /**
   * What is measured and no number all the same: with a sign for less or more, a currency, a unit,
   * blanks or such between thousands, a footnote.
   */
  private static final Pattern HALF_A_NUMBER =
      Pattern.compile(
          "(?i)(?:[<>≤≥≈~=±(]|\\+/-|US)*+\\s*+(?:[\\p{Sc}]|EUR|USD|GBP|CHF)?+\\s*+[+-]?"
              + "(?:\\p{Nd}[\\p{Nd}.,'’\\h_]*+|\\.\\p{Nd}++)(?:e[+-]?\\d++)?+"
              + "(?:±.*+|\\h*+(?:[%‰*†‡°)?]|\\p{Sc}|°?[CF]|EUR|USD|GBP|CHF|pp[mb]|bn"
              + "|[kmµμnMG]?(?:g|m|l|s|Hz|W|Wh|V|A|Pa|mol|J)(?:/[dm]?[mlLs][23²³]?)?|h|min)*+)");

  /** What a decoder puts in place of bytes that are not in the text's encoding. */
  static final char UNREADABLE = OneLine.UNREADABLE;

  private static final int MOST_DIGITS = 15;
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private final String file;
  private final double limit;
  private final char decimal;
  private final Set<String> otherMissing;
  private final double[] missingNumbers;
  private int decimals;
  private boolean hasExponent;

  Numbers(String file, ReadOptions options, DataType dataType) {
    this.file = file;
    this.limit = dataType == DataType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
    this.decimal = options.decimal();
    this.otherMissing =
        options.missing().stream()
            .map(spelling -> spelling.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.missingNumbers =
        options.missing().stream().filter(Decimal::isNumber).mapToDouble(Decimal::parse).toArray();
  }

  /** What the first column of a table may hold. */
  enum Kind {
    MISSING,
    NUMBER,
    HALF_A_NUMBER,
    NAME
  }

  Kind kind(Fields fields, int field) throws FileFormatException {
    boolean isPlain = !Double.isNaN(plain(fields.bytes(), fields.start(field), fields.end(field)));
    return isPlain ? Kind.NUMBER : kind(fields.text(field));
  }

  /** By all that is known of numbers and missing entries here. */
  Kind kind(String field) {
    String token = field.strip();
    if (isMissing(token) || otherMissing.contains(token.toLowerCase(Locale.ROOT))) {
      return Kind.MISSING;
    }
    if (Decimal.isNumber(withPoint(token))) {
      return Kind.NUMBER;
    }
    return isText(token) && !isHalfANumber(token) ? Kind.NAME : Kind.HALF_A_NUMBER;
  }

  /** Whether a field is measured, with a unit, a currency or such. */
  static boolean isHalfANumber(String token) {
    return isText(token) && HALF_A_NUMBER.matcher(token).matches();
  }

  /** Of a field of {@link Kind#NUMBER}. */
  double value(String field) {
    return Double.parseDouble(withPoint(field));
  }

  /** With a decimal point, whatever the decimal sign; nothing that is a number if it has both. */
  private String withPoint(String token) {
    return decimal == '.' ? token : token.replace('.', 'x').replace(decimal, '.');
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
    return token.length() <= LONGEST_MISSING && MISSING.contains(token.toLowerCase(Locale.ROOT));
  }

  /**
   * The number of a field, NaN if it is missing.
   *
   * @throws FileFormatException if it is neither
   */
  double parse(Fields fields, int field) throws FileFormatException {
    double number = plain(fields.bytes(), fields.start(field), fields.end(field));
    if (Double.isNaN(number)) {
      number = parse(fields.text(field), fields.line(), field + 1);
    }
    for (double missing : missingNumbers) {
      if (number == missing) {
        return Double.NaN;
      }
    }
    return number;
  }

  private double parse(String token, long line, int column) throws FileFormatException {
    if (isMissing(token) || otherMissing.contains(token.toLowerCase(Locale.ROOT))) {
      return Double.NaN;
    }
    String number = withPoint(token);
    if (!Decimal.isNumber(number)) {
      throw FileFormatException.at(
          file, line, column, quoted(token) + " is not a number" + rule(token));
    }
    double value = Double.parseDouble(number);
    if (Math.abs(value) > limit) {
      throw FileFormatException.at(file, line, column, quoted(token) + " is too large a number");
    }
    int exponent = Math.max(number.indexOf('e'), number.indexOf('E'));
    int end = exponent < 0 ? number.length() : exponent;
    int point = number.indexOf('.');
    hasExponent = exponent >= 0;
    decimals = point < 0 ? 0 : end - point - 1;
    return value;
  }

  private String rule(String token) {
    if (decimal == '.' && WITH_COMMA.matcher(token).matches()) {
      return ": decimals are written with a point, thousands without a comma (--decimal , reads"
          + " decimal commas)";
    }
    return "";
  }

  /** Of the number that was read last, how many digits stand behind its point. */
  int decimals() {
    return decimals;
  }

  /** Whether the number that was read last was written with an exponent. */
  boolean hasExponent() {
    return hasExponent;
  }

  /**
   * A number of up to 15 digits without an exponent; NaN if it is anything else. One that such
   * digits and a power of ten hold exactly is their quotient, rounded once (Clinger 1990,
   * doi:10.1145/93548.93557).
   */
  private double plain(byte[] text, int start, int end) {
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
      } else if (text[at] == decimal && point == end) {
        point = at;
      } else {
        return Double.NaN;
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    hasExponent = false;
    decimals = Math.max(end - point - 1, 0);
    double number = digits / POWERS_OF_TEN[decimals];
    return isNegative ? -number : number;
  }

  /** A value as it is shown in messages. */
  static String quoted(String value) {
    return '"' + OneLine.start(value) + '"';
  }
}
