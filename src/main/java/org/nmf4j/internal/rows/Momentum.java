package org.nmf4j.internal.rows;

/**
 * How far to extrapolate: the schedule of Ang and Gillis 2019, arXiv:1805.06604, section 3. β grows
 * while it helps, up to a limit that grows more slowly; when it hurts, it becomes the limit, and a
 * step is made without before it goes on from less.
 */
final class Momentum {

  private static final double START = 0.4;
  private static final double GROWTH = 1.02;
  private static final double LIMIT_GROWTH = 1.01;
  private static final double SHRINKAGE = 1.5;

  private double value;
  private double limit = 1;
  private boolean resting = true;

  private Momentum(double value) {
    this.value = value;
  }

  static Momentum usual() {
    return new Momentum(START);
  }

  /** β is always 0. */
  static Momentum none() {
    return new Momentum(0);
  }

  /** β, the part of the last move to add to the next, in [0, 1]. */
  double beta() {
    return resting ? 0 : value;
  }

  double[] state() {
    return new double[] {value, limit, resting ? 1 : 0};
  }

  void restore(double[] state) {
    value = state[0];
    limit = state[1];
    resting = state[2] != 0;
  }

  void succeeded() {
    if (resting) {
      resting = false;
    } else {
      value = Math.min(limit, value * GROWTH);
      limit = Math.min(1, limit * LIMIT_GROWTH);
    }
  }

  void failed() {
    limit = value;
    value /= SHRINKAGE;
    resting = true;
  }
}
