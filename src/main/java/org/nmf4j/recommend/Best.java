package org.nmf4j.recommend;

import java.util.List;
import java.util.PriorityQueue;

/** The n best of many that come one by one. */
final class Best {

  private final int limit;

  /** The worst of them at its head. */
  private final PriorityQueue<Scored> kept = new PriorityQueue<>(Scored.BEST_FIRST.reversed());

  /**
   * @throws IllegalArgumentException if the number is not positive
   */
  Best(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n must be ≥ 1, got " + n);
    }
    this.limit = n;
  }

  /** Takes one, of an index higher than those before; a score that is NaN is none. */
  void offer(int index, double score) {
    if (kept.size() < limit ? !Double.isNaN(score) : score > kept.element().score()) {
      if (kept.size() == limit) {
        kept.remove();
      }
      kept.add(new Scored(index, score));
    }
  }

  /** The best first. */
  List<Scored> sorted() {
    return kept.stream().sorted(Scored.BEST_FIRST).toList();
  }
}
