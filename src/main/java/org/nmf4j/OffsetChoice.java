package org.nmf4j;

import org.nmf4j.matrix.MaskedMatrix;

/**
 * Whether offsets help variational Bayes. The evidence can't tell: it is a lower bound, which is
 * further from the truth the more components there are, and likes offsets alone too well.
 */
final class OffsetChoice {

  /** The better one has mostly shown by then. */
  private static final int ITERATIONS = 20;

  private static final int ENOUGH_HELD_OUT = 5_000;

  private static final int MOST_ENTRIES = 1 << 18;

  private OffsetChoice() {}

  /** With offsets, if the error on held-out entries is lower with them. */
  static Nmf of(Nmf nmf, MaskedMatrix a) {
    HeldOutTrials trials = new HeldOutTrials(a, ENOUGH_HELD_OUT, MOST_ENTRIES);
    double without = trials.error(nmf.iterations(ITERATIONS));
    double with = trials.error(nmf.offsets().iterations(ITERATIONS));
    return with < without ? nmf.offsets() : nmf;
  }
}
