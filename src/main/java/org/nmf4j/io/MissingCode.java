package org.nmf4j.io;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * A number that may stand for missing, as in surveys: of nines alone, there several times, and far
 * above all others, or the only one below 0.
 */
final class MissingCode {

  private static final Pattern CODE = Pattern.compile("99{1,5}+|-9{1,6}+");

  private static final int FEWEST = 2;
  private static final double FAR = 3;

  private double most = Double.NEGATIVE_INFINITY;
  private double nextToMost = Double.NEGATIVE_INFINITY;
  private double least = Double.POSITIVE_INFINITY;
  private double nextToLeast = Double.POSITIVE_INFINITY;
  private long countOfMost;
  private long countOfLeast;

  private MissingCode() {}

  /** What is to be said of such a number, if there is one. */
  static Optional<String> warning(MaskedMatrix a) {
    MissingCode code = new MissingCode();
    a.forEachObserved((row, column, value, weight) -> code.add(value));
    return code.warning();
  }

  private void add(double value) {
    if (value > most) {
      nextToMost = most;
      most = value;
      countOfMost = 0;
    } else if (value < most && value > nextToMost) {
      nextToMost = value;
    }
    if (value < least) {
      nextToLeast = least;
      least = value;
      countOfLeast = 0;
    } else if (value > least && value < nextToLeast) {
      nextToLeast = value;
    }
    countOfMost += value == most ? 1 : 0;
    countOfLeast += value == least ? 1 : 0;
  }

  private Optional<String> warning() {
    if (isCode(least, countOfLeast) && nextToLeast >= 0) {
      return Optional.of(warning(least, countOfLeast, "all other numbers are at least 0"));
    }
    if (isCode(most, countOfMost) && nextToMost > 0 && FAR * nextToMost < most) {
      String others = String.format(Locale.ROOT, "no other number is above %s", text(nextToMost));
      return Optional.of(warning(most, countOfMost, others));
    }
    return Optional.empty();
  }

  private static boolean isCode(double number, long count) {
    return count >= FEWEST && CODE.matcher(text(number)).matches();
  }

  private static String warning(double number, long count, String others) {
    return String.format(
        Locale.ROOT,
        "%s stands there %d times, and %s: taken as data (--missing %1$s takes it for missing)",
        text(number),
        count,
        others);
  }

  private static String text(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e6
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
