package org.nmf4j.internal.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Penalty;

/** The parts of the objective as graphs whose arrays are all given, and their names. */
public final class ObjectiveGraphs {

  public static final String W = "W";
  public static final String H = "H";
  public static final String A = "A";
  public static final String WEIGHT = "weight";
  public static final String PREDICTION = "prediction";
  public static final String OBSERVED = "observed";
  public static final String FACTOR = "factor";

  /** SameDiff's own name for the function. */
  public static final String GRADIENTS = "grad";

  private ObjectiveGraphs() {}

  /** The loss, summed over some rows of A, with its gradients by W and H. */
  public static CompiledGraph ofRows(Loss loss, DataType type, long rows, long columns, long rank) {
    SameDiff sd = SameDiff.create();
    SDVariable w = sd.placeHolder(W, type, rows, rank);
    SDVariable h = sd.placeHolder(H, type, rank, columns);
    return ofLoss(sd, loss, w.mmul(PREDICTION, h), rows, columns, W, H);
  }

  /** The loss, summed over a row of entries, with its gradient by their predictions. */
  public static CompiledGraph ofEntries(Loss loss, DataType type, long count) {
    SameDiff sd = SameDiff.create();
    SDVariable prediction = sd.placeHolder(PREDICTION, type, 1, count);
    return ofLoss(sd, loss, prediction, 1, count, PREDICTION);
  }

  private static CompiledGraph ofLoss(
      SameDiff sd,
      Loss loss,
      SDVariable prediction,
      long rows,
      long columns,
      String... differentiated) {
    SDVariable target = sd.placeHolder(A, prediction.dataType(), rows, columns);
    SDVariable weight = sd.placeHolder(WEIGHT, prediction.dataType(), rows, columns);
    SDVariable total = loss.total(sd, prediction, target, weight);
    return new CompiledGraph(sd, "loss", total, PREDICTION, differentiated);
  }

  /** A penalty on a factor, with its gradient, for arrays shaped like these. */
  public static CompiledGraph ofPenalty(
      Penalty.PerObservation penalty, INDArray factor, INDArray observed) {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder(FACTOR, factor.dataType(), factor.shape());
    SDVariable counts = sd.placeHolder(OBSERVED, observed.dataType(), observed.shape());
    return new CompiledGraph(sd, "penalty", penalty.total(sd, x, counts), FACTOR, FACTOR);
  }
}
