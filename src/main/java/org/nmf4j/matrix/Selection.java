package org.nmf4j.matrix;

import java.util.SplittableRandom;

/**
 * Draws an exact number of observed entries at random in one pass over them: selection sampling
 * (Knuth, TAOCP 2, 3.4.2 S).
 */
final class Selection {

  private final SplittableRandom random;
  private long needed;
  private long left;

  private Selection(long needed, long left, long seed) {
    this.needed = needed;
    this.left = left;
    this.random = new SplittableRandom(seed);
  }

  /**
   * The test part of a split.
   *
   * @throws IllegalArgumentException if the fraction is out of range or fewer than two entries are
   *     observed
   */
  static Selection of(double testFraction, long observed, long seed) {
    if (!(testFraction > 0 && testFraction < 1)) {
      throw new IllegalArgumentException("testFraction must be in (0, 1), got " + testFraction);
    }
    if (observed < 2) {
      throw new IllegalArgumentException(
          "a split needs at least 2 observed entries, A has " + observed);
    }
    long wanted = Math.min(Math.max(Math.round(testFraction * observed), 1), observed - 1);
    return new Selection(wanted, observed, seed);
  }

  /** Whether the next entry is drawn. */
  boolean next() {
    boolean drawn = random.nextDouble() * left < needed;
    left--;
    if (drawn) {
      needed--;
    }
    return drawn;
  }
}
