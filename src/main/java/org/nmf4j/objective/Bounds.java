package org.nmf4j.objective;

import java.io.Serializable;

/**
 * What a constraint allows the numbers of a row, or of a column, each by itself.
 *
 * @param lower the smallest number, −∞ for none
 * @param upper the largest number, ∞ for none
 * @param fixed whether they keep the value that they have
 * @serial exclude
 */
public record Bounds(double lower, double upper, boolean fixed) implements Serializable {

  private static final long serialVersionUID = 1;

  /** Every number. */
  public static final Bounds FREE =
      new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false);

  /** Every number that is not negative. */
  public static final Bounds NON_NEGATIVE = new Bounds(0, Double.POSITIVE_INFINITY, false);

  /** Only the number that is there. */
  public static final Bounds FIXED =
      new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true);

  /**
   * What both allow.
   *
   * @param other bounds of the same numbers
   * @return the stricter of each
   */
  public Bounds and(Bounds other) {
    return new Bounds(
        Math.max(lower, other.lower), Math.min(upper, other.upper), fixed || other.fixed);
  }
}
