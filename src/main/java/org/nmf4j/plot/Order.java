package org.nmf4j.plot;

/** In which order a heat map has rows and columns. */
public enum Order {
  /** As the matrix or the model has them. */
  AS_GIVEN {
    @Override
    int[] of(String name, double[][] lines) {
      return LeafOrder.asGiven(lines.length);
    }
  },

  /**
   * Those with like factors beside each other: in the order of the leaves of a hierarchical
   * clustering, by average linkage of cosine distances; of at most 5,000 rows and columns.
   */
  CLUSTERED {
    @Override
    int[] of(String name, double[][] lines) {
      return LeafOrder.of(name, lines);
    }
  };

  /** The indices of lines, of which the factors are given. */
  abstract int[] of(String name, double[][] lines);
}
