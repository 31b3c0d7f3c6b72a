package org.nmf4j.plot;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The order of the leaves of a hierarchical clustering: average linkage of cosine distances, by
 * chains of nearest neighbours (Murtagh 1983, doi:10.1093/comjnl/26.4.354).
 */
final class LeafOrder {

  private static final int MOST = 5000;

  private final float[][] distances;

  /** The leaves of each cluster, null where it has gone into another. */
  private final int[][] leaves;

  private LeafOrder(double[][] lines) {
    int count = lines.length;
    distances = new float[count][count];
    leaves = new int[count][];
    double[] lengths =
        Arrays.stream(lines).mapToDouble(line -> Math.sqrt(dot(line, line))).toArray();
    for (int i = 0; i < count; i++) {
      leaves[i] = new int[] {i};
      for (int j = 0; j < i; j++) {
        double product = lengths[i] * lengths[j];
        double cosine = product > 0 ? dot(lines[i], lines[j]) / product : 0;
        distances[i][j] = distances[j][i] = (float) (1 - cosine);
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The indices of lines, those that are alike beside each other. */
  static int[] of(String name, double[][] lines) {
    if (lines.length > MOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "at most %d %s can be ordered, got %d", MOST, name, lines.length));
    }
    return new LeafOrder(lines).order();
  }

  static int[] asGiven(int count) {
    return IntStream.range(0, count).toArray();
  }

  private int[] order() {
    Deque<Integer> chain = new ArrayDeque<>();
    for (int left = leaves.length; left > 1; left--) {
      if (chain.isEmpty()) {
        chain.push(firstCluster());
      }
      int tip = chain.peek();
      int next = nearest(tip, chain);
      while (chain.size() < 2 || next != second(chain)) {
        chain.push(next);
        tip = next;
        next = nearest(tip, chain);
      }
      chain.pop();
      chain.pop();
      merge(Math.min(tip, next), Math.max(tip, next));
    }
    return leaves[firstCluster()];
  }

  private int firstCluster() {
    return IntStream.range(0, leaves.length)
        .filter(i -> leaves[i] != null)
        .findFirst()
        .orElseThrow();
  }

  private static int second(Deque<Integer> chain) {
    var links = chain.iterator();
    links.next();
    return links.next();
  }

  /** Of those as near, the one that the chain came from, so that it ends. */
  private int nearest(int tip, Deque<Integer> chain) {
    int nearest = chain.size() < 2 ? -1 : second(chain);
    for (int i = 0; i < leaves.length; i++) {
      boolean isOther = leaves[i] != null && i != tip;
      if (isOther && (nearest < 0 || distances[tip][i] < distances[tip][nearest])) {
        nearest = i;
      }
    }
    return nearest;
  }

  private void merge(int into, int other) {
    int a = leaves[into].length;
    int b = leaves[other].length;
    for (int i = 0; i < leaves.length; i++) {
      float mean = (a * distances[into][i] + b * distances[other][i]) / (a + b);
      distances[into][i] = distances[i][into] = mean;
    }
    int[] joined = Arrays.copyOf(leaves[into], a + b);
    System.arraycopy(leaves[other], 0, joined, a, b);
    leaves[into] = joined;
    leaves[other] = null;
  }
}
