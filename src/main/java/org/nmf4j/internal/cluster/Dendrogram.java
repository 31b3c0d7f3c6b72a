package org.nmf4j.internal.cluster;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Things in a tree of clusters by average linkage: found by chains of nearest neighbours (Müllner
 * 2011, arXiv:1109.2378) in the order, ties included, of SciPy's {@code linkage}.
 */
public final class Dendrogram {

  /**
   * Two clusters that become one.
   *
   * @param left a thing below {@code count}, or {@code count} more than the merge that made it
   * @param right likewise, above left
   * @param height their mean distance
   * @param size of the cluster that they make
   */
  public record Merge(int left, int right, double height, int size) {}

  private final int count;
  private final Merge[] merges;

  private Dendrogram(int count, Merge[] merges) {
    this.count = count;
    this.merges = merges;
  }

  /** Distances of pairs. */
  @FunctionalInterface
  public interface Distance {
    double of(int i, int j);
  }

  /**
   * Clusters things.
   *
   * @param count ≥ 1
   * @param distance asked once of each pair i < j
   */
  public static Dendrogram of(int count, Distance distance) {
    double[][] distances = new double[count][];
    for (int i = 0; i < count; i++) {
      distances[i] = new double[i];
      for (int j = 0; j < i; j++) {
        distances[i][j] = distance.of(j, i);
      }
    }
    Pair[] pairs = pairs(distances);
    Arrays.sort(pairs, Comparator.comparingDouble(Pair::height));
    return new Dendrogram(count, merges(pairs));
  }

  /** Two things of the clusters that become one. */
  private record Pair(int left, int right, double height) {}

  private static Pair[] pairs(double[][] distances) {
    int count = distances.length;
    int[] sizes = new int[count];
    Arrays.fill(sizes, 1);
    int[] chain = new int[count];
    int length = 0;
    Pair[] pairs = new Pair[count - 1];
    for (int k = 0; k < pairs.length; k++) {
      if (length == 0) {
        chain[length++] = IntStream.range(0, count).filter(i -> sizes[i] > 0).findFirst().orElse(0);
      }
      int nearest = nearest(distances, sizes, chain, length);
      while (length < 2 || nearest != chain[length - 2]) {
        chain[length++] = nearest;
        nearest = nearest(distances, sizes, chain, length);
      }
      int left = Math.min(nearest, chain[length - 1]);
      int right = Math.max(nearest, chain[length - 1]);
      length -= 2;
      pairs[k] = new Pair(left, right, distances[right][left]);
      merge(distances, sizes, left, right);
    }
    return pairs;
  }

  /** Of those as near as each other the one before in the chain, so that it ends. */
  private static int nearest(double[][] distances, int[] sizes, int[] chain, int length) {
    int last = chain[length - 1];
    int nearest = length > 1 ? chain[length - 2] : -1;
    double least = length > 1 ? between(distances, last, nearest) : Double.POSITIVE_INFINITY;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] > 0 && i != last && between(distances, last, i) < least) {
        least = between(distances, last, i);
        nearest = i;
      }
    }
    return nearest;
  }

  private static double between(double[][] distances, int i, int j) {
    return i > j ? distances[i][j] : distances[j][i];
  }

  /** The right one stands for both. */
  private static void merge(double[][] distances, int[] sizes, int left, int right) {
    double ofLeft = sizes[left];
    double ofRight = sizes[right];
    sizes[left] = 0;
    sizes[right] += (int) ofLeft;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] > 0 && i != right) {
        double sum = ofLeft * between(distances, i, left) + ofRight * between(distances, i, right);
        distances[Math.max(i, right)][Math.min(i, right)] = sum / (ofLeft + ofRight);
      }
    }
  }

  private static Merge[] merges(Pair[] pairs) {
    int count = pairs.length + 1;
    int[] parents = IntStream.range(0, 2 * count - 1).toArray();
    int[] sizes = new int[2 * count - 1];
    Arrays.fill(sizes, 0, count, 1);
    Merge[] merges = new Merge[pairs.length];
    for (int k = 0; k < merges.length; k++) {
      int one = root(parents, pairs[k].left());
      int other = root(parents, pairs[k].right());
      parents[one] = count + k;
      parents[other] = count + k;
      sizes[count + k] = sizes[one] + sizes[other];
      merges[k] =
          new Merge(
              Math.min(one, other), Math.max(one, other), pairs[k].height(), sizes[count + k]);
    }
    return merges;
  }

  private static int root(int[] parents, int cluster) {
    int root = cluster;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  /** The things in the order of the leaves, like ones beside each other. */
  public int[] order() {
    int[] order = new int[count];
    // No recursion: a tree may be as deep as there are things.
    int[] open = new int[count + 1];
    int depth = 0;
    open[depth++] = 2 * count - 2;
    int place = 0;
    while (depth > 0) {
      int next = open[--depth];
      if (next < count) {
        order[place++] = next;
      } else {
        open[depth++] = merges[next - count].right();
        open[depth++] = merges[next - count].left();
      }
    }
    return order;
  }

  /**
   * The cluster of each thing, in [0, clusters), numbered by their first things, where the tree is
   * cut into so many.
   *
   * @param clusters in [1, count]
   */
  public int[] clusters(int clusters) {
    int[] parents = IntStream.range(0, 2 * count - 1).toArray();
    for (int k = 0; k < count - clusters; k++) {
      parents[merges[k].left()] = count + k;
      parents[merges[k].right()] = count + k;
    }
    int[] numbers = new int[2 * count - 1];
    Arrays.fill(numbers, -1);
    int[] of = new int[count];
    int next = 0;
    for (int i = 0; i < count; i++) {
      int root = root(parents, i);
      if (numbers[root] < 0) {
        numbers[root] = next++;
      }
      of[i] = numbers[root];
    }
    return of;
  }

  /**
   * Pearson's correlation of distances with the heights at which pairs become one cluster; NaN if
   * either are all the same.
   *
   * @param distance as was clustered by
   */
  public double copheneticCorrelation(Distance distance) {
    double pairs = count * (count - 1.0) / 2;
    double[] means = new double[2];
    double[] ends = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    forEachPair(
        (i, j, height) -> {
          double apart = distance.of(Math.min(i, j), Math.max(i, j));
          ends[0] = Math.min(ends[0], apart);
          ends[1] = Math.max(ends[1], apart);
          means[0] += apart / pairs;
          means[1] += height / pairs;
        });
    if (ends[0] >= ends[1]) {
      // Not by the moments: rounding would leave them a little above 0.
      return Double.NaN;
    }
    double[] moments = new double[3];
    forEachPair(
        (i, j, height) -> {
          double x = distance.of(Math.min(i, j), Math.max(i, j)) - means[0];
          double y = height - means[1];
          moments[0] += x * y;
          moments[1] += x * x;
          moments[2] += y * y;
        });
    return moments[0] / Math.sqrt(moments[1] * moments[2]);
  }

  private interface PairVisitor {
    void visit(int i, int j, double height);
  }

  /** Clusters are runs in the order of the leaves: a pair is one of the left's and the right's. */
  private void forEachPair(PairVisitor visitor) {
    int[] order = order();
    int[] place = new int[count];
    for (int p = 0; p < count; p++) {
      place[order[p]] = p;
    }
    int[] starts = new int[2 * count - 1];
    int[] sizes = new int[2 * count - 1];
    for (int i = 0; i < count; i++) {
      starts[i] = place[i];
      sizes[i] = 1;
    }
    for (int k = 0; k < merges.length; k++) {
      Merge merge = merges[k];
      int left = starts[merge.left()];
      int right = starts[merge.right()];
      for (int p = left; p < left + sizes[merge.left()]; p++) {
        for (int q = right; q < right + sizes[merge.right()]; q++) {
          visitor.visit(order[p], order[q], merge.height());
        }
      }
      starts[count + k] = left;
      sizes[count + k] = merge.size();
    }
  }
}
