package org.nmf4j.recommend;

import java.util.Arrays;
import java.util.List;

/**
 * What a row's columns were ranked to, beside those that are relevant.
 *
 * @param n how many are looked at
 * @param top the first n, or fewer if there are fewer
 * @param hits the ranks of relevant ones among them, from 1, ascending
 * @param relevant how many are, ≥ 1
 * @param auc see {@link RankingMetric#AUC}
 */
record RankedRow(int n, int[] top, int[] hits, int relevant, double auc) {

  /**
   * @param scores of all columns, NaN of those that are not ranked
   * @param relevant some that are ranked, ascending
   */
  static RankedRow of(double[] scores, int[] relevant, int n) {
    Best best = new Best(n);
    for (int column = 0; column < scores.length; column++) {
      best.offer(column, scores[column]);
    }
    List<Scored> sorted = best.sorted();
    int[] top = sorted.stream().mapToInt(Scored::index).toArray();
    int[] hits = new int[top.length];
    int count = 0;
    for (int i = 0; i < top.length; i++) {
      if (Arrays.binarySearch(relevant, top[i]) >= 0) {
        hits[count++] = i + 1;
      }
    }
    return new RankedRow(
        n, top, Arrays.copyOf(hits, count), relevant.length, auc(scores, relevant));
  }

  /** Each pair is counted twice where it is in order, once where its scores are equal. */
  private static double auc(double[] scores, int[] relevant) {
    double[] wanted =
        Arrays.stream(relevant).mapToDouble(column -> scores[column]).sorted().toArray();
    long inOrder = 0;
    long ranked = 0;
    for (double score : scores) {
      if (!Double.isNaN(score)) {
        inOrder += 2L * wanted.length - below(wanted, score, true) - below(wanted, score, false);
        ranked++;
      }
    }
    // The relevant ones have been compared with one another too: half of all those pairs.
    inOrder -= (long) wanted.length * wanted.length;
    return inOrder / (2.0 * wanted.length * (ranked - wanted.length));
  }

  /** How many of ascending numbers are less than one, or as large. */
  private static int below(double[] ascending, double number, boolean orEqual) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean isBelow = orEqual ? ascending[middle] <= number : ascending[middle] < number;
      low = isBelow ? middle + 1 : low;
      high = isBelow ? high : middle;
    }
    return low;
  }
}
