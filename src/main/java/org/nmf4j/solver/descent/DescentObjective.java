package org.nmf4j.solver.descent;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.evaluation.ObjectiveEvaluation;
import org.nmf4j.internal.evaluation.OneSidedPenalty;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;

/**
 * What steps lower: the objective itself, or, where its loss has edges, smooth ones that come ever
 * nearer to it.
 */
final class DescentObjective {

  /** Widths as parts of the objective. */
  private static final double FIRST_PART = 1;

  private static final double NARROWING = 0.5;
  private static final double LEAST_PART = 1e-3;

  /** What is gained in some steps, as a part of the width, where a narrower one gains more. */
  private static final double LEAST_GAIN = 0.02;

  private static final int STEPS = 20;

  /** What is gained from one widest to the next, where there is another. */
  private static final double LEAST_GAIN_OF_ALL = 1e-3;

  private final Problem problem;
  private final Factors factors;
  private final Threads workers;
  private final double totalWeight;
  private final boolean hasEdges;
  private final ObjectiveEvaluation exact;
  private ObjectiveEvaluation smooth;
  private double part = FIRST_PART;
  private double width;
  private int steps;
  private double objectiveBefore;
  private double objectiveAtWidest;
  private double lowest = Double.POSITIVE_INFINITY;

  DescentObjective(Problem problem, Factors factors, Threads workers) {
    this.problem = problem;
    this.factors = factors;
    this.workers = workers;
    totalWeight = problem.a().totalWeight();
    Loss loss = problem.objective().loss();
    hasEdges = loss.smooth(1) != loss;
    exact = of(loss);
    smooth = exact;
  }

  private ObjectiveEvaluation of(Loss loss) {
    Objective wanted = problem.objective().withLoss(loss);
    return ObjectiveEvaluation.of(
        problem.a(), OneSidedPenalty.of(wanted, factors.rank()), factors.w(), factors.h(), workers);
  }

  /** Starts smoothly, where the projected factors are. */
  void begin() {
    objectiveBefore = exact.value(totalWeight);
    objectiveAtWidest = objectiveBefore;
    setWidth(part * objectiveBefore);
  }

  private void setWidth(double width) {
    this.width = width;
    steps = 0;
    if (hasEdges && width > 0) {
      smooth = of(problem.objective().loss().smooth(width));
    }
  }

  boolean hasEdges() {
    return hasEdges;
  }

  /** What steps lower; its gradient is then in the two arrays. */
  double evaluate() {
    return smooth.valueAndGradient(totalWeight, 1);
  }

  /** Others after each narrowing. */
  NativeArray gradientW() {
    return smooth.gradientW();
  }

  NativeArray gradientH() {
    return smooth.gradientH();
  }

  /** The lowest that the objective itself was so far; what steps lower has a value here. */
  double lowest(double value) {
    lowest = hasEdges ? Math.min(lowest, exact.value(totalWeight)) : value;
    return lowest;
  }

  /** Comes nearer to the objective if hardly anything is gained without; gives whether it did. */
  boolean narrowIfDue(double objective) {
    steps++;
    if (!hasEdges || steps % STEPS != 0) {
      return false;
    }
    boolean gains = objectiveBefore - objective > LEAST_GAIN * part * objectiveBefore;
    objectiveBefore = objective;
    return !gains && narrow(objective);
  }

  /** Comes nearer to the objective; gives whether it could. */
  boolean narrow(double objective) {
    boolean isLeast = part < LEAST_PART;
    if (!hasEdges || isLeast && objective > (1 - LEAST_GAIN_OF_ALL) * objectiveAtWidest) {
      return false;
    }
    if (isLeast) {
      objectiveAtWidest = objective;
    }
    part = isLeast ? FIRST_PART : NARROWING * part;
    objectiveBefore = objective;
    setWidth(part * objective);
    return true;
  }

  double projectedGradientNorm() {
    return smooth.projectedGradientNorm();
  }

  void addState(Map<String, INDArray> state) {
    if (hasEdges) {
      state.put(
          "smoothing",
          Nd4j.createFromArray(part, width, steps, objectiveBefore, objectiveAtWidest, lowest));
    }
  }

  void restore(Map<String, INDArray> state) {
    if (hasEdges) {
      double[] smoothing = state.get("smoothing").toDoubleVector();
      part = smoothing[0];
      setWidth(smoothing[1]);
      steps = (int) smoothing[2];
      objectiveBefore = smoothing[3];
      objectiveAtWidest = smoothing[4];
      lowest = smoothing[5];
    }
  }
}
