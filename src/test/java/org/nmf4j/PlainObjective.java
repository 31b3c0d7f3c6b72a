package org.nmf4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalty;

/** The objective of squared error, written down as plainly as loops allow. */
public final class PlainObjective {

  private PlainObjective() {}

  /** f(W, H), for rmse or mse and elastic nets. */
  public static double value(MaskedMatrix a, Objective objective, INDArray w, INDArray h) {
    double[] sum = {0};
    a.forEachObserved(
        (row, column, value, weight) -> {
          double error = -value;
          double penalty = 0;
          for (int c = 0; c < w.columns(); c++) {
            double x = w.getDouble(row, c);
            double y = h.getDouble(c, column);
            error += x * y;
            penalty += perObservation(objective.penaltyW(), c, x);
            penalty += perObservation(objective.penaltyH(), c, y);
          }
          sum[0] += weight * (error * error + penalty);
        });
    return loss(objective.loss(), sum[0] / a.totalWeight())
        + plain(objective.penaltyW(), w, 1)
        + plain(objective.penaltyH(), h, 0);
  }

  private static double loss(Loss loss, double mean) {
    return loss.name().equals("rmse") ? Math.sqrt(mean) : mean;
  }

  private static double perObservation(Penalty penalty, int component, double x) {
    ElasticNet net = penalty.ofComponent(component).orElseThrow();
    return net.l1PerObservation() * Math.abs(x) + net.l2PerObservation() * x * x;
  }

  private static double plain(Penalty penalty, INDArray factor, int componentAxis) {
    double sum = 0;
    for (int i = 0; i < factor.rows(); i++) {
      for (int j = 0; j < factor.columns(); j++) {
        ElasticNet net = penalty.ofComponent(componentAxis == 1 ? j : i).orElseThrow();
        double x = factor.getDouble(i, j);
        sum += net.l1() * Math.abs(x) + net.l2() / 2 * x * x;
      }
    }
    return sum;
  }
}
