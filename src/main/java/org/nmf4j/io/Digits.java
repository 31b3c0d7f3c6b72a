package org.nmf4j.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.matrix.MaskedMatrix;

/** How many digits a column's numbers have behind the point. */
final class Digits {

  /** So many more has a number that is no observed one. */
  private static final int MORE = 2;

  /** So many digits behind the point are written without an exponent. */
  private static final int MOST_PLAIN = 12;

  /** With those that a filled number has more it is as exact as it can be. */
  private static final int MOST_OF_SINGLE = 5;

  private int fewest = Integer.MAX_VALUE;
  private int most = -1;
  private boolean hasExponents;

  /** Those of a matrix that is not of a text table: as few as tell its numbers from others. */
  static Digits of(MaskedMatrix a) {
    Digits digits = new Digits();
    boolean isSingle = a.dataType() == DataType.FLOAT;
    a.forEachObserved(
        (row, column, value, weight) -> {
          BigDecimal exact = exact(value, isSingle);
          boolean isSmall = exact.scale() > MOST_PLAIN;
          digits.see(isSmall ? exact.precision() - 1 : Math.max(exact.scale(), 0), isSmall);
        });
    digits.fewest = Math.min(digits.most, 1);
    digits.most = Math.min(digits.most, isSingle ? MOST_OF_SINGLE : MOST_PLAIN);
    return digits;
  }

  /** Each column's, or for one without a number those of all. */
  static List<Digits> orOfAll(List<Digits> columns) {
    Digits all = new Digits();
    columns.stream()
        .filter(column -> column.most >= 0)
        .forEach(column -> all.see(column.most, column.hasExponents));
    return columns.stream().map(column -> column.most < 0 ? all : column).toList();
  }

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
  String filled(double number, RoundingMode rounding) {
    if (most < 0) {
      return Double.toString(number);
    }
    if (hasExponents) {
      MathContext context = new MathContext(1 + most + MORE, rounding);
      BigDecimal rounded = new BigDecimal(number).round(context);
      return String.format(Locale.ROOT, "%." + (most + MORE) + "e", rounded);
    }
    return new BigDecimal(number).setScale(most + MORE, rounding).toPlainString();
  }

  /** An observed number of which it is not known how it was written. */
  String observed(double number, boolean isSingle) {
    BigDecimal exact = exact(number, isSingle);
    return hasExponents || most < 0 || exact.scale() > most
        ? shortest(number, isSingle)
        : exact.setScale(Math.max(exact.scale(), fewest)).toPlainString();
  }

  private static BigDecimal exact(double number, boolean isSingle) {
    return new BigDecimal(shortest(number, isSingle)).stripTrailingZeros();
  }

  private static String shortest(double number, boolean isSingle) {
    return isSingle ? Float.toString((float) number) : Double.toString(number);
  }
}
