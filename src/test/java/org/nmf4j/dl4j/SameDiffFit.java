package org.nmf4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nmf4j.matrix.DenseMatrix;

/**
 * The masked root-mean-square error in SameDiff, trained by its own fit and a projecting listener.
 */
final class SameDiffFit {

  private final SameDiff graph = SameDiff.create();
  private final MultiDataSet batch;

  SameDiffFit(DenseMatrix a, INDArray w0, INDArray h0) {
    SDVariable w = graph.var("W", w0.dup());
    SDVariable h = graph.var("H", h0.dup());
    SDVariable target = graph.placeHolder("A", a.dataType(), a.rows(), a.columns());
    SDVariable weight = graph.placeHolder("weight", a.dataType(), a.rows(), a.columns());
    SDVariable residual = w.mmul(h).sub(target);
    SDVariable total = residual.mul(residual).mul(weight).sum();
    graph
        .math()
        .sqrt("loss", total.div(graph.constant(Nd4j.scalar(a.dataType(), a.totalWeight()))))
        .markAsLoss();
    batch =
        new MultiDataSet(
            new INDArray[] {a.values()}, new INDArray[0], new INDArray[] {a.weights()}, null);
  }

  void run(
      IUpdater updater, List<Regularization> regularizations, int epochs, Listener... listeners) {
    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(updater)
            .regularization(regularizations)
            .dataSetFeatureMapping("A")
            .dataSetFeatureMaskMapping("weight")
            .markLabelsUnused()
            .build());
    List<Listener> all = new ArrayList<>(List.of(listeners));
    all.add(0, new Projection());
    graph.fit(new SingletonMultiDataSetIterator(batch), epochs, all.toArray(Listener[]::new));
  }

  INDArray w() {
    return graph.getVariable("W").getArr();
  }

  INDArray h() {
    return graph.getVariable("H").getArr();
  }

  private static final class Projection extends BaseListener {
    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void iterationDone(
        SameDiff sd, At at, org.nd4j.linalg.dataset.api.MultiDataSet data, Loss loss) {
      for (String factor : List.of("W", "H")) {
        Transforms.relu(sd.getVariable(factor).getArr(), false);
      }
    }
  }
}
