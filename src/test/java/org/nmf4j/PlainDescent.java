package org.nmf4j;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Projected gradient descent on the masked RMSE, written down as plainly as SameDiff allows. */
final class PlainDescent {

  private final SameDiff sd = SameDiff.create();
  private final INDArray w;
  private final INDArray h;
  private final INDArray initialW;
  private final INDArray initialH;
  private final GradientUpdater<?> updaterW;
  private final GradientUpdater<?> updaterH;

  PlainDescent(INDArray a, int rank, IUpdater updater) {
    initialW = TestMatrices.random(DataType.DOUBLE, a.rows(), rank, 11);
    initialH = TestMatrices.random(DataType.DOUBLE, rank, a.columns(), 12);
    INDArray mask = a.eq(a).castTo(DataType.DOUBLE);
    INDArray values = a.dup();
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.columns(); j++) {
        if (Double.isNaN(a.getDouble(i, j))) {
          values.putScalar(i, j, 0);
        }
      }
    }
    SDVariable prediction = sd.var("W", initialW.dup()).mmul(sd.var("H", initialH.dup()));
    SDVariable residual = prediction.sub(sd.constant(values)).mul(sd.constant(mask));
    SDVariable loss =
        sd.math().sqrt(residual.mul(residual).sum().div(mask.sumNumber().doubleValue()));
    loss.markAsLoss();
    w = sd.getVariable("W").getArr();
    h = sd.getVariable("H").getArr();
    updaterW = instantiate(updater, w);
    updaterH = instantiate(updater, h);
  }

  private static GradientUpdater<?> instantiate(IUpdater updater, INDArray factor) {
    long size = updater.stateSize(factor.length());
    INDArray state = size == 0 ? null : Nd4j.zeros(DataType.DOUBLE, 1, size);
    return updater.instantiate(state, true);
  }

  void run(int iterations) {
    for (int i = 0; i < iterations; i++) {
      Map<String, INDArray> gradients = sd.calculateGradients(null, "W", "H");
      step(w, gradients.get("W"), updaterW, i);
      step(h, gradients.get("H"), updaterH, i);
    }
  }

  private static void step(INDArray factor, INDArray gradient, GradientUpdater<?> updater, int i) {
    INDArray flat = gradient.dup('c').reshape(1, gradient.length());
    updater.applyUpdater(flat, i, i);
    factor.subi(flat.reshape(factor.shape()));
    factor.assign(Transforms.relu(factor, true));
  }

  INDArray initialW() {
    return initialW;
  }

  INDArray initialH() {
    return initialH;
  }

  INDArray w() {
    return w;
  }

  INDArray h() {
    return h;
  }
}
