package org.nmf4j.solver;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A pair of factors of one rank k.
 *
 * @param w W, m×k
 * @param h H, k×n
 */
public record Factors(INDArray w, INDArray h) {

  /**
   * Takes two arrays as they are, without a copy.
   *
   * @param w W, m×k
   * @param h H, k×n
   * @throws IllegalArgumentException if they are not matrices that can be multiplied
   */
  public Factors {
    if (w.rank() != 2 || h.rank() != 2 || w.columns() != h.rows()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "W (m×k) and H (k×n) must share the rank k, got W %s and H %s",
              Arrays.toString(w.shape()),
              Arrays.toString(h.shape())));
    }
  }

  /** {@return the number of components, k} */
  public int rank() {
    return w.columns();
  }

  /** {@return the same numbers in arrays of their own, c-ordered} */
  public Factors copy() {
    return new Factors(w.dup('c'), h.dup('c'));
  }
}
