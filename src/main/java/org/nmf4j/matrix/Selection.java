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

  Selection(long needed, long left, SplittableRandom random) {
    this.needed = needed;
    this.left = left;
    this.random = random;
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
