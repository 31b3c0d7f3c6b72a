package org.nmf4j.samediff;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.GivenMatrix;
import org.nmf4j.internal.graph.Derivation;
import org.nmf4j.internal.graph.ObjectiveGraphs;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalty;

/**
 * The objective as a SameDiff graph: variables {@code W} (m×k) and {@code H} (k×n), constants
 * {@code A} and {@code weight} (m×n), {@code prediction = W·H}, and the scalar {@code loss = link(Σ
 * weight·ℓ / Σ weight) + penalty(W) + penalty(H)}, marked as the graph's loss.
 *
 * <p>The constraint is no part of the graph: whoever trains it projects W and H after each step.
 * {@code SameDiff.fit} wants data to map: with {@code dataSetFeatureMapping("A")} and {@code
 * dataSetFeatureMaskMapping("weight")} any will do, since the constants stay what they are.
 */
public final class FactorizationGraph {

  private final SameDiff graph;

  private FactorizationGraph(SameDiff graph) {
    this.graph = graph;
  }

  /**
   * Builds the graph around a matrix and factors, which are copied: a model's factors make it a
   * trained one. A model's offsets, its columns' units and its range are no part of it: of such
   * units A is {@link org.nmf4j.matrix.MaskedMatrix#in in} these.
   *
   * @param a m×n
   * @param objective the loss and penalties
   * @param w m×k, of the type of A
   * @param h k×n, of the type of A
   * @return the graph
   * @throws IllegalArgumentException if a factor has another type or shape
   */
  public static FactorizationGraph of(DenseMatrix a, Objective objective, INDArray w, INDArray h) {
    return ofObserved(a.withBackgroundObserved(), objective, w, h);
  }

  private static FactorizationGraph ofObserved(
      DenseMatrix a, Objective objective, INDArray w, INDArray h) {
    GivenMatrix givenW = new GivenMatrix("W", w).typed(a.dataType());
    GivenMatrix givenH = new GivenMatrix("H", h).typed(a.dataType());
    SameDiff sd = SameDiff.create();
    SDVariable factorW =
        sd.var(ObjectiveGraphs.W, givenW.shaped(a.rows(), w.columns()).copy(a.dataType()));
    SDVariable factorH =
        sd.var(ObjectiveGraphs.H, givenH.shaped(w.columns(), a.columns()).copy(a.dataType()));
    SDVariable target = sd.constant(ObjectiveGraphs.A, a.values().dup());
    SDVariable weight = sd.constant(ObjectiveGraphs.WEIGHT, a.weights().dup());
    SDVariable prediction = factorW.mmul(ObjectiveGraphs.PREDICTION, factorH);
    SDVariable sum = objective.loss().total(sd, prediction, target, weight);
    SDVariable ofRows = sd.constant("rowWeight", a.weights().sum(true, 1));
    SDVariable ofColumns = sd.constant("columnWeight", a.weights().sum(true, 0));
    sum = withInside(sd, sum, objective.penaltyW(), factorW, ofRows);
    sum = withInside(sd, sum, objective.penaltyH(), factorH, ofColumns);
    SDVariable totalWeight = sd.constant(Nd4j.scalar(a.dataType(), a.totalWeight()));
    SDVariable loss = objective.loss().link().value(sd, sum.div(totalWeight));
    loss = withPenalty(sd, loss, objective.penaltyW(), factorW);
    loss = withPenalty(sd, loss, objective.penaltyH(), factorH);
    sd.updateVariableNameAndReference(loss, "loss").markAsLoss();
    return new FactorizationGraph(sd);
  }

  private static SDVariable withInside(
      SameDiff sd, SDVariable sum, Penalty penalty, SDVariable factor, SDVariable observed) {
    return penalty.insideMean().map(part -> sum.add(part.total(sd, factor, observed))).orElse(sum);
  }

  private static SDVariable withPenalty(
      SameDiff sd, SDVariable loss, Penalty penalty, SDVariable factor) {
    return penalty.isNone() ? loss : loss.add(penalty.value(sd, factor));
  }

  /** {@return the graph itself, to save, to load, or to train on} */
  public SameDiff sameDiff() {
    return graph;
  }

  /**
   * {@return the graph with the gradients of W and H, {@code W-grad} and {@code H-grad}, as
   * SameDiff derives it at the first call, without the lines that it prints}
   */
  public SameDiff gradients() {
    if (graph.getFunction(ObjectiveGraphs.GRADIENTS) == null) {
      Derivation.derive(graph, List.of(ObjectiveGraphs.W, ObjectiveGraphs.H));
    }
    return graph.getFunction(ObjectiveGraphs.GRADIENTS);
  }
}
