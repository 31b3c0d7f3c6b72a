package org.nmf4j.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How many digits a column's numbers have behind the point. */
final class Digits {

  /** So many more has a number that is no observed one. */
  private static final int MORE = 2;

  private int fewest = Integer.MAX_VALUE;
  private int most = -1;
  private boolean hasExponents;

  void see(int digits, boolean hasExponent) {
    if (digits > most) {
      most = digits;
    }
    if (digits < fewest) {
      fewest = digits;
    }
    hasExponents |= hasExponent;
  }

  /** A number that is filled in, with two digits more than the column's own. */
  String filled(double number) {
    if (most < 0) {
      return Double.toString(number);
    }
    if (hasExponents) {
      int significant = 1 + most + MORE;
      BigDecimal rounded = new BigDecimal(number).round(new MathContext(significant));
      return String.format(Locale.ROOT, "%." + (most + MORE) + "e", rounded);
    }
    return new BigDecimal(number).setScale(most + MORE, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** An observed number of which it is not known how it was written. */
  String observed(double number, boolean isSingle) {
    String shortest = isSingle ? Float.toString((float) number) : Double.toString(number);
    BigDecimal exact = new BigDecimal(shortest).stripTrailingZeros();
    return hasExponents || most < 0 || exact.scale() > most
        ? shortest
        : exact.setScale(Math.max(exact.scale(), fewest)).toPlainString();
  }
}
