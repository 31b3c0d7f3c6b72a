package org.nmf4j.solver;

import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/** Adam with a learning rate in the unit of the factors, which Adam's steps don't know. */
final class ScaledAdam {

  /** The first steps' length, as a part of the factors' mean size. */
  private static final double RELATIVE_STEP = 0.05;

  private ScaledAdam() {}

  static IUpdater forFactors(Factors initial) {
    double w = initial.w().norm1Number().doubleValue() / initial.w().length();
    double h = initial.h().norm1Number().doubleValue() / initial.h().length();
    double size = Math.sqrt(w * h);
    return new Adam(RELATIVE_STEP * (size > 0 ? size : 1));
  }
}
