package org.nmf4j.internal.format;

import java.util.regex.Pattern;

/**
 * How numbers are written, in files and in options alike: with digits of ASCII and a decimal point.
 * Java itself takes digits of all scripts, suffixes as in {@code 1d} and hexadecimal digits as
 * well.
 */
public final class Decimal {

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d++(?:\\.\\d*+)?|\\.\\d++)(?:[eE][+-]?\\d++)?");

  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d++");

  private Decimal() {}

  public static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  public static boolean isWhole(String text) {
    return WHOLE.matcher(text).matches();
  }

  /**
   * The double that is nearest to a number.
   *
   * @throws NumberFormatException if the text is none
   */
  public static double parse(String text) {
    if (!isNumber(text)) {
      throw new NumberFormatException("not a number: \"" + OneLine.start(text) + '"');
    }
    return Double.parseDouble(text);
  }

  /**
   * @throws NumberFormatException if the text is no whole number, or too large
   */
  public static long parseWhole(String text) {
    if (!isWhole(text)) {
      throw new NumberFormatException("not a whole number: \"" + OneLine.start(text) + '"');
    }
    return Long.parseLong(text);
  }
}
