package org.nmf4j.solver.descent;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.solver.Factors;

/**
 * Adam with steps in the unit of the factors, which Adam itself doesn't know, and ever shorter
 * ones: {@code 0.1 · size / √(1 + t/100)} at iteration t, size being the factors' geometric mean
 * size. Its epsilon is in the unit of the gradient.
 */
final class ScaledAdam {

  private static final double FIRST_STEP = 0.1;
  private static final double DECAY = 0.01;
  private static final double EPSILON = 1e-6;

  private ScaledAdam() {}

  /**
   * @param gradient the root mean square of its numbers at the start
   */
  static IUpdater of(Factors initial, double gradient) {
    double size = Math.sqrt(meanSize(initial.w()) * meanSize(initial.h()));
    double first = FIRST_STEP * (size > 0 ? size : 1);
    Adam adam = new Adam(new InverseSchedule(ScheduleType.ITERATION, first, DECAY, 0.5));
    adam.setEpsilon(EPSILON * (gradient > 0 ? gradient : 1));
    return adam;
  }

  /** Not by ND4J's sums, whose last bits depend on its number of threads. */
  private static double meanSize(INDArray factor) {
    HeapMatrix numbers = HeapMatrix.of(factor);
    double sum = 0;
    for (int i = 0; i < numbers.rows(); i++) {
      for (int j = 0; j < numbers.columns(); j++) {
        sum += Math.abs(numbers.get(i, j));
      }
    }
    return sum / factor.length();
  }
}
