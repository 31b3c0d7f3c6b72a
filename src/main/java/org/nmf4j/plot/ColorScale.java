package org.nmf4j.plot;

import java.awt.Color;

/**
 * Colours of numbers.
 *
 * @param least the number of the first colour; numbers below have it, too
 * @param most the number of the last
 * @param stops colours in equal steps
 */
record ColorScale(double least, double most, Color[] stops) {

  /** From the least number to the most, or from 0 where none is negative. */
  static ColorScale sequential(double[]... numbers) {
    Extent extent = Extent.of(numbers);
    return new ColorScale(Math.min(0, extent.least()), extent.most(), Palette.SEQUENTIAL);
  }

  /** As far below 0 as above it. */
  static ColorScale diverging(double[]... numbers) {
    Extent extent = Extent.of(numbers);
    double reach = Math.max(-extent.least(), extent.most());
    return new ColorScale(-reach, reach, Palette.DIVERGING);
  }

  /** That of a missing entry for NaN. */
  Color of(double number) {
    if (Double.isNaN(number)) {
      return Palette.MISSING;
    }
    double part = most > least ? (number - least) / (most - least) : 0;
    double place = Math.min(Math.max(part, 0), 1) * (stops.length - 1);
    int stop = Math.min((int) place, stops.length - 2);
    return between(stops[stop], stops[stop + 1], place - stop);
  }

  private static Color between(Color from, Color to, double part) {
    return new Color(
        between(from.getRed(), to.getRed(), part),
        between(from.getGreen(), to.getGreen(), part),
        between(from.getBlue(), to.getBlue(), part));
  }

  private static int between(int from, int to, double part) {
    return (int) Math.round(from + part * (to - from));
  }

  private record Extent(double least, double most) {

    static Extent of(double[]... numbers) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (double[] row : numbers) {
        for (double number : row) {
          least = number < least ? number : least;
          most = number > most ? number : most;
        }
      }
      return least > most ? new Extent(0, 0) : new Extent(least, most);
    }
  }
}
