package org.nmf4j.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchingTest {

  @Test
  void noOtherPermutationIsWorthMore() {
    Random random = new Random(3);
    for (int trial = 0; trial < 200; trial++) {
      int k = 1 + random.nextInt(6);
      boolean hasTies = random.nextBoolean();
      double[][] likeness = new double[k][k];
      for (double[] row : likeness) {
        Arrays.setAll(row, j -> hasTies ? random.nextInt(3) / 2.0 : random.nextDouble());
      }
      int[] matched = Matching.of(likeness);
      assertThat(matched).containsExactlyInAnyOrder(IntStream.range(0, k).toArray());
      assertThat(worth(likeness, matched)).isCloseTo(best(likeness, new int[k], 0), within(1e-9));
    }
  }

  @Test
  void findsAHiddenPermutationOfMany() {
    int[] hidden = new Random(1).ints(0, 1000).distinct().limit(60).toArray();
    int[] ranks = Arrays.stream(hidden).map(x -> rank(x, hidden)).toArray();
    Random random = new Random(2);
    double[][] likeness = new double[60][60];
    for (int i = 0; i < 60; i++) {
      Arrays.setAll(likeness[i], j -> 0.8 * random.nextDouble());
      likeness[i][ranks[i]] = 0.9;
    }
    assertThat(Matching.of(likeness)).containsExactly(ranks);
    assertThat(Matching.of(new double[4][4])).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  private static int rank(int x, int[] all) {
    return (int) Arrays.stream(all).filter(other -> other < x).count();
  }

  private static double worth(double[][] likeness, int[] matched) {
    return IntStream.range(0, matched.length).mapToDouble(i -> likeness[i][matched[i]]).sum();
  }

  private static double best(double[][] likeness, int[] matched, int from) {
    if (from == matched.length) {
      return worth(likeness, matched);
    }
    double best = 0;
    for (int j = 0; j < matched.length; j++) {
      int candidate = j;
      if (Arrays.stream(matched, 0, from).noneMatch(taken -> taken == candidate)) {
        matched[from] = j;
        best = Math.max(best, best(likeness, matched, from + 1));
      }
    }
    return best;
  }
}
