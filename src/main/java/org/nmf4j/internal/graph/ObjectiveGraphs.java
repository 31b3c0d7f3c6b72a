package org.nmf4j.internal.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Penalty;

/** The parts of the objective as SameDiff graphs, and the names of their variables. */
public final class ObjectiveGraphs {

  public static final String W = "W";
  public static final String H = "H";
  public static final String A = "A";
  public static final String WEIGHT = "weight";
  public static final String PREDICTION = "prediction";
  public static final String TOTAL = "total";
  public static final String LOSS = "loss";
  public static final String OBSERVED = "observed";
  public static final String FACTOR = "factor";
  public static final String PENALTY = "penalty";

  /** SameDiff's own name for the function. */
  public static final String GRADIENTS = "grad";

  private ObjectiveGraphs() {}

  /** The loss, summed over some rows of A, as a graph whose arrays are all placeholders. */
  public static SameDiff ofRows(Loss loss, DataType type, long rows, long columns, long rank) {
    SameDiff sd = SameDiff.create();
    SDVariable w = sd.placeHolder(W, type, rows, rank);
    SDVariable h = sd.placeHolder(H, type, rank, columns);
    SDVariable target = sd.placeHolder(A, type, rows, columns);
    SDVariable weight = sd.placeHolder(WEIGHT, type, rows, columns);
    total(sd, loss, w, h, target, weight).markAsLoss();
    return sd;
  }

  /** The loss, summed over a vector of entries, as a graph whose arrays are all placeholders. */
  public static SameDiff ofEntries(Loss loss, DataType type, long count) {
    SameDiff sd = SameDiff.create();
    SDVariable prediction = sd.placeHolder(PREDICTION, type, 1, count);
    SDVariable target = sd.placeHolder(A, type, 1, count);
    SDVariable weight = sd.placeHolder(WEIGHT, type, 1, count);
    name(sd, loss.total(sd, prediction, target, weight), TOTAL).markAsLoss();
    return sd;
  }

  /** A penalty on a factor, as a graph whose arrays, shaped like these, are placeholders. */
  public static SameDiff ofPenalty(
      Penalty.PerObservation penalty, INDArray factor, INDArray observed) {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder(FACTOR, factor.dataType(), factor.shape());
    SDVariable counts = sd.placeHolder(OBSERVED, observed.dataType(), observed.shape());
    name(sd, penalty.total(sd, x, counts), PENALTY).markAsLoss();
    return sd;
  }

  public static SDVariable total(
      SameDiff sd, Loss loss, SDVariable w, SDVariable h, SDVariable target, SDVariable weight) {
    SDVariable prediction = w.mmul(PREDICTION, h);
    return name(sd, loss.total(sd, prediction, target, weight), TOTAL);
  }

  public static SDVariable name(SameDiff sd, SDVariable variable, String name) {
    return sd.updateVariableNameAndReference(variable, name);
  }
}
