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
import org.nmf4j.objective.Objective;
import org.nmf4j.samediff.FactorizationGraph;

/** A factorization that is trained by SameDiff's own fit and a projecting listener. */
final class SameDiffFit {

  private static final String FEATURES = "features";
  private static final String MASK = "mask";

  private final SameDiff graph;
  private final MultiDataSet batch;

  private SameDiffFit(SameDiff graph, DenseMatrix a) {
    this.graph = graph;
    batch =
        new MultiDataSet(
            new INDArray[] {a.values()}, new INDArray[0], new INDArray[] {a.weights()}, null);
  }

  /** Of the masked root-mean-square error, written down once more. */
  static SameDiffFit ofRootMeanSquare(DenseMatrix a, INDArray w0, INDArray h0) {
    SameDiff graph = SameDiff.create();
    SDVariable w = graph.var("W", w0.dup());
    SDVariable h = graph.var("H", h0.dup());
    SDVariable target = graph.placeHolder(FEATURES, a.dataType(), a.rows(), a.columns());
    SDVariable weight = graph.placeHolder(MASK, a.dataType(), a.rows(), a.columns());
    SDVariable residual = w.mmul(h).sub(target);
    SDVariable total = residual.mul(residual).mul(weight).sum();
    graph
        .math()
        .sqrt("loss", total.div(graph.constant(Nd4j.scalar(a.dataType(), a.totalWeight()))))
        .markAsLoss();
    return new SameDiffFit(graph, a);
  }

  /** Of nmf4j's own graph, which has A inside: what the fit brings goes nowhere. */
  static SameDiffFit of(DenseMatrix a, Objective objective, INDArray w0, INDArray h0) {
    SameDiff graph = FactorizationGraph.of(a, objective, w0, h0).sameDiff();
    graph.placeHolder(FEATURES, a.dataType(), a.rows(), a.columns());
    graph.placeHolder(MASK, a.dataType(), a.rows(), a.columns());
    return new SameDiffFit(graph, a);
  }

  void run(
      IUpdater updater, List<Regularization> regularizations, int epochs, Listener... listeners) {
    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(updater)
            .regularization(regularizations)
            .dataSetFeatureMapping(FEATURES)
            .dataSetFeatureMaskMapping(MASK)
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
