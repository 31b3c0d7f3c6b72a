package org.nmf4j.internal.compute;

/** How large random factors are to be, that their product may be of the entries' size. */
public final class RandomSizes {

  private static final double LEAST_MEAN = 1e-12;

  private RandomSizes() {}

  /**
   * What absolute values of normal numbers are to be multiplied by that their products, of k each,
   * may have a mean as large as that of the entries, unless this is next to nothing beside them; of
   * zeros it is not quite 0.
   *
   * @param squares {@code Σ weight·a²}
   */
  public static double ofAbsolutes(double mean, double squares, double totalWeight, int rank) {
    double least = LEAST_MEAN * Math.sqrt(squares / totalWeight);
    double size = Math.max(Math.abs(mean), Double.isFinite(least) ? least : 0);
    // E|z| = √(2/π) for a normal z, so each of the k products has a mean of scale² · 2/π.
    return Math.sqrt((size > 0 ? size : LEAST_MEAN) * Math.PI / (2.0 * rank));
  }
}
