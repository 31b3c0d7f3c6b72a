package org.nmf4j.matrix;

/**
 * Says which observed entries of a matrix are set aside to judge a model by. {@link Splitters} has
 * those in use; one of the caller's own is a lambda, as in {@code a -> (row, column) -> row % 5 ==
 * 0}.
 */
@FunctionalInterface
public interface Splitter {

  /**
   * Begins a split.
   *
   * @param a the matrix
   * @return is asked once about each observed entry, row by row, in a row by ascending column
   * @throws IllegalArgumentException if the matrix can't be split so
   */
  Choice of(MaskedMatrix a);

  /** Chooses between the parts of a split. */
  @FunctionalInterface
  interface Choice {
    /**
     * The part of an entry.
     *
     * @param row i
     * @param column j
     * @return whether it is set aside to test on
     */
    boolean isTest(int row, int column);
  }
}
