package org.nmf4j.internal.evaluation;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.graph.CompiledGraph;
import org.nmf4j.internal.graph.ObjectiveGraphs;
import org.nmf4j.internal.graph.Scratch;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalty;

/**
 * A look at a loss and penalties of the caller's own before a fit: whether they are finite where it
 * starts, and the loss a sum over entries, on a few of them.
 */
public final class StartCheck {

  private static final int HALF = 4;

  private final DataType type;
  private final double[] predictions = new double[2 * HALF];
  private final double[] targets = new double[2 * HALF];
  private final double[] weights = new double[2 * HALF];
  private int count;

  private StartCheck(DataType type) {
    this.type = type;
  }

  /**
   * Refuses what no fit can minimise.
   *
   * @param shift what is subtracted from A's entries first
   * @param w where the fit starts, c-ordered, of the type of A
   * @param h likewise
   */
  public static void run(
      MaskedMatrix a, double shift, Objective objective, INDArray w, INDArray h) {
    if (Losses.id(objective.loss()).isEmpty()) {
      StartCheck check = new StartCheck(a.dataType());
      for (int row = 0; row < a.rows() && check.count < 2 * HALF; row++) {
        a.forEachObserved(
            row, (i, j, value, weight) -> check.add(value - shift, weight, w, h, i, j));
      }
      check.repeat();
      check.requireSum(objective.loss());
    }
    requireFinite("penalty of W", objective.penaltyW(), w);
    requireFinite("penalty of H", objective.penaltyH(), h);
  }

  private void add(double target, double weight, INDArray w, INDArray h, int row, int column) {
    if (count < 2 * HALF) {
      for (int c = 0; c < w.columns(); c++) {
        predictions[count] += w.getDouble(row, c) * h.getDouble(c, column);
      }
      targets[count] = target;
      weights[count++] = weight;
    }
  }

  /** Fills up a matrix of fewer entries. */
  private void repeat() {
    for (int i = count; i < 2 * HALF; i++) {
      predictions[i] = predictions[i - count];
      targets[i] = targets[i - count];
      weights[i] = weights[i - count];
    }
  }

  private void requireSum(Loss loss) {
    double whole = total(ObjectiveGraphs.ofEntries(loss, type, 2 * HALF), 0, 2 * HALF);
    if (!Double.isFinite(whole)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "loss must be finite at the start, got %s for the predictions and targets of %d entries",
              whole,
              2 * HALF));
    }
    CompiledGraph ofHalf = ObjectiveGraphs.ofEntries(loss, type, HALF);
    double first = total(ofHalf, 0, HALF);
    double second = total(ofHalf, HALF, 2 * HALF);
    double rounding = (type == DataType.FLOAT ? 1e-3 : 1e-6) * (Math.abs(first) + Math.abs(second));
    if (!(Math.abs(whole - (first + second)) <= rounding)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "loss must be a sum over entries, got %s for some, and %s and %s for their halves",
              whole,
              first,
              second));
    }
  }

  private double total(CompiledGraph graph, int from, int to) {
    return graph
        .bind(
            Map.of(
                ObjectiveGraphs.PREDICTION, row(predictions, from, to),
                ObjectiveGraphs.A, row(targets, from, to),
                ObjectiveGraphs.WEIGHT, row(weights, from, to)),
            Map.of(),
            Set.of(),
            new Scratch())
        .value(false);
  }

  private INDArray row(double[] numbers, int from, int to) {
    INDArray row = Nd4j.create(type, 1, to - from);
    for (int i = from; i < to; i++) {
      row.putScalar(i - from, numbers[i]);
    }
    return row;
  }

  private static void requireFinite(String name, Penalty penalty, INDArray factor) {
    if (penalty.ofComponent(0).isEmpty()) {
      double value = PenaltyGradient.outsideMean(penalty, factor).value();
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " must be finite at the start, got " + value);
      }
    }
  }
}
