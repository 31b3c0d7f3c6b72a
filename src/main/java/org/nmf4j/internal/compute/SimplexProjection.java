package org.nmf4j.internal.compute;

import java.util.Arrays;

/**
 * Onto the simplex {@code x ≥ 0, Σx = s}: {@code max(x − θ, 0)} with the θ that makes the sum s.
 * Held, Wolfe and Crowder 1974, doi:10.1007/BF01580223.
 */
public final class SimplexProjection {

  /** A smaller part of s is what rounding has left of 0. */
  private static final double LEAST = 1e-14;

  private SimplexProjection() {}

  /** In place; all is measured from the largest number, so that s is not lost beside large ones. */
  public static void project(double[] x, double required) {
    double[] descending = x.clone();
    Arrays.sort(descending);
    double largest = descending[x.length - 1];
    double sum = 0;
    double theta = 0;
    for (int count = 1; count <= x.length; count++) {
      double value = descending[x.length - count] - largest;
      double candidate = (sum + value - required) / count;
      if (value <= candidate) {
        break;
      }
      sum += value;
      theta = candidate;
    }
    int ofLargest = 0;
    double left = required;
    for (int i = 0; i < x.length; i++) {
      ofLargest = x[i] == largest ? i : ofLargest;
      double above = x[i] - largest - theta;
      x[i] = above > LEAST * required ? above : 0;
      left -= x[i];
    }
    x[ofLargest] += left;
  }
}
