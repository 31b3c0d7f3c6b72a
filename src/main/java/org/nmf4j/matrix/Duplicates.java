package org.nmf4j.matrix;

/** What becomes of several entries that are given for one place of a matrix. */
public enum Duplicates {
  /** They are an error. */
  REFUSE {
    @Override
    Entry merge(Entry before, Entry next) {
      throw new IllegalStateException("duplicates are refused before they are merged");
    }
  },
  /** Their sum, with the weight of the last. */
  SUM {
    @Override
    Entry merge(Entry before, Entry next) {
      return new Entry(before.value + next.value, next.weight, next.time);
    }
  },
  /** The last one by the entries' times, of those of one time the last one given. */
  LAST {
    @Override
    Entry merge(Entry before, Entry next) {
      return next.time >= before.time ? next : before;
    }
  },
  /** As {@link #LAST}, but files whose entries have no times are refused. */
  LATEST {
    @Override
    Entry merge(Entry before, Entry next) {
      return LAST.merge(before, next);
    }
  },
  /** Their weighted mean, with the sum of their weights where weights are given, else weight 1. */
  MEAN {
    @Override
    Entry merge(Entry before, Entry next) {
      double weight = before.weight + next.weight;
      double share = next.weight / weight;
      return new Entry(before.value + share * (next.value - before.value), weight, next.time);
    }
  };

  /** Puts one more entry, in the order they were given, to what those before it have become. */
  abstract Entry merge(Entry before, Entry next);

  record Entry(double value, double weight, double time) {}
}
