package org.nmf4j.plot;

import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.nmf4j.internal.cluster.Dendrogram;

/** Orders of lines. */
final class LeafOrder {

  private static final int MOST = 5000;

  private LeafOrder() {}

  static int[] asGiven(int count) {
    return IntStream.range(0, count).toArray();
  }

  /** The leaves of a clustering by cosine distances: those that are alike beside each other. */
  static int[] of(String name, double[][] lines) {
    if (lines.length > MOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "at most %d %s can be ordered, got %d", MOST, name, lines.length));
    }
    double[][] directions = new double[lines.length][];
    for (int i = 0; i < lines.length; i++) {
      double length = Math.sqrt(dot(lines[i], lines[i]));
      directions[i] = DoubleStream.of(lines[i]).map(x -> length > 0 ? x / length : 0).toArray();
    }
    return Dendrogram.of(lines.length, (i, j) -> 1 - dot(directions[i], directions[j])).order();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
