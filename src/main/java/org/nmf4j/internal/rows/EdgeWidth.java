package org.nmf4j.internal.rows;

/** How near to its target a prediction counts as at it, under a loss with an edge there. */
public final class EdgeWidth {

  private static final double FIRST = 0.3;
  private static final double DECAY = 0.74;
  private static final double LEAST = 1e-6;

  /** Sums of curvatures, which are as large as widths are small, stay finite. */
  private static final double LEAST_WIDTH = 1e-200;

  private EdgeWidth() {}

  /**
   * The width at a step, narrower from step to step.
   *
   * @param step from 0 on
   * @param meanLoss at present
   */
  public static double at(int step, double meanLoss) {
    return Math.max(meanLoss * part(step), LEAST_WIDTH);
  }

  /** Whether it gets no narrower. */
  static boolean isLeast(int step) {
    return part(step) == LEAST;
  }

  private static double part(int step) {
    return Math.max(LEAST, FIRST * Math.pow(DECAY, step));
  }
}
