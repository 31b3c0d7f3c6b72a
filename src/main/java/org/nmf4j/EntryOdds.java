package org.nmf4j;

/**
 * How much likelier an entry is among those that intervals are for than among the held-out ones.
 */
@FunctionalInterface
interface EntryOdds {

  EntryOdds EVEN = (row, column) -> 1;

  /** {@return a number > 0, up to a factor that is the same for all} */
  double of(int row, int column);
}
