package org.nmf4j.solver.als;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.evaluation.LossEvaluation;
import org.nmf4j.internal.rows.DenseRows;
import org.nmf4j.internal.rows.FactorRows;
import org.nmf4j.internal.rows.LeastSquaresRows;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.internal.rows.SparseRows;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Link;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.UpdateRule;

final class AlternatingRule implements UpdateRule {

  /** A row's rounds end when one moves it by less than this part of what the first did. */
  private static final double ROUND_PRECISION = 0.1;

  private final Factors factors;
  private final Link link;
  private final double totalWeight;
  private final double squares;
  private final int rounds;
  private final FactorRows w;
  private final FactorRows h;
  private final HeapMatrix hArray;

  /** The present point, to return to. */
  private final HeapMatrix keptW;

  private final HeapMatrix keptH;

  /** The last solutions, before extrapolation. */
  private final HeapMatrix solvedW;

  private final HeapMatrix solvedH;

  /** H extrapolated, which W's next update sees. */
  private final HeapMatrix aheadH;

  private final Momentum momentum;

  /** Below this the sum of squared errors has lost too many digits as a difference. */
  private final double smallestDifference;

  private final Supplier<LossEvaluation> exactLoss;
  private LossEvaluation exact;
  private double objective;
  private double mean;
  private boolean isPublished;

  AlternatingRule(
      Problem problem, Factors initial, Threads workers, int rounds, boolean extrapolation) {
    Objective wanted = problem.objective();
    wanted.constraintW().project(initial.w());
    wanted.constraintH().project(initial.h());
    this.factors = initial;
    this.rounds = rounds;
    this.link = wanted.loss().link();
    this.totalWeight = problem.a().totalWeight();
    this.squares = problem.a().squares();
    this.momentum = extrapolation ? Momentum.usual() : Momentum.none();
    List<? extends LeastSquaresRows> bothWays = bothWays(problem.a());
    hArray = HeapMatrix.of(initial.h());
    w =
        new FactorRows(
            bothWays.get(0),
            HeapMatrix.of(initial.w()),
            RowTerms.ofW(wanted, initial.rank()),
            i -> wanted.constraintW().rowBounds(i).orElseThrow(),
            workers);
    h =
        new FactorRows(
            bothWays.get(1),
            hArray.transpose(),
            RowTerms.ofH(wanted, initial.rank()),
            j -> wanted.constraintH().columnBounds(j).orElseThrow(),
            workers);
    keptW = like(w.x());
    keptH = like(h.x());
    solvedW = like(w.x());
    solvedH = like(h.x());
    aheadH = like(h.x());
    solvedW.copyFrom(w.x());
    solvedH.copyFrom(h.x());
    aheadH.copyFrom(h.x());
    double digits = initial.w().dataType() == DataType.FLOAT ? 3e-4 : 1e-10;
    smallestDifference = digits * squares;
    exactLoss =
        () -> LossEvaluation.of(problem.a(), wanted.loss(), initial.w(), initial.h(), workers);
    evaluate(w.squaredErrorLessSquares(h.x()));
  }

  private static HeapMatrix like(HeapMatrix matrix) {
    return new HeapMatrix(matrix.dataType(), matrix.rows(), matrix.columns());
  }

  private static List<? extends LeastSquaresRows> bothWays(MaskedMatrix a) {
    return a.choose(
        dense -> DenseRows.suit(dense) ? DenseRows.bothWays(dense) : bothWays(SparseMatrix.from(a)),
        sparse -> List.of(new SparseRows(sparse.byRows()), new SparseRows(sparse.byColumns())));
  }

  @Override
  public double objective() {
    return objective;
  }

  /**
   * Sets the objective at the present point.
   *
   * @param lessSquares the sum of squared errors less {@code Σ weight·a²}
   */
  private void evaluate(double lessSquares) {
    double squaredError = squares + lessSquares;
    if (squaredError < smallestDifference) {
      isPublished = false;
      publish();
      exact = exact == null ? exactLoss.get() : exact;
      squaredError = exact.total();
    }
    double sum = squaredError + w.penaltyInsideMean() + h.penaltyInsideMean();
    mean = sum / totalWeight;
    objective = link.value(mean) + w.penalty() + h.penalty();
  }

  /**
   * What a penalty outside the link is to be multiplied by where the sum of squared errors stands
   * for the loss. The link lies below its tangent, so that lowering the one lowers the other.
   */
  private double multiplier() {
    double slope = link.derivative(mean);
    return slope == 0 ? 0 : totalWeight / slope;
  }

  @Override
  public boolean neverRises() {
    return true;
  }

  @Override
  public void step() {
    double before = objective;
    double beforeMean = mean;
    keptW.copyFrom(w.x());
    keptH.copyFrom(h.x());
    move(momentum.beta());
    if (objective >= before && momentum.beta() > 0) {
      momentum.failed();
      takeBack(before, beforeMean);
      move(momentum.beta());
    }
    if (objective < before) {
      momentum.succeeded();
    } else {
      // At the end of the type's precision: nothing is left to be gained.
      takeBack(before, beforeMean);
    }
    isPublished = false;
  }

  private void move(double beta) {
    double multiplier = multiplier();
    w.update(aheadH, multiplier, rounds, ROUND_PRECISION);
    w.extrapolate(solvedW, beta, w.x());
    evaluate(h.update(w.x(), multiplier, rounds, ROUND_PRECISION));
    h.extrapolate(solvedH, beta, aheadH);
  }

  private void takeBack(double keptObjective, double keptMean) {
    w.x().copyFrom(keptW);
    h.x().copyFrom(keptH);
    aheadH.copyFrom(keptH);
    objective = keptObjective;
    mean = keptMean;
  }

  @Override
  public Map<String, INDArray> state() {
    publish();
    double[] schedule = momentum.state();
    return Map.of(
        "W", factors.w(),
        "H", factors.h(),
        "solved_W", solvedW.toArray(),
        "solved_H", solvedH.toArray(),
        "ahead_H", aheadH.toArray(),
        "momentum", Nd4j.createFromArray(schedule),
        "objective", Nd4j.createFromArray(objective, mean));
  }

  @Override
  public void restore(Map<String, INDArray> state, int steps) {
    factors.w().assign(state.get("W"));
    factors.h().assign(state.get("H"));
    w.x().copyFrom(factors.w());
    hArray.copyFrom(factors.h());
    h.x().copyTransposed(hArray);
    solvedW.copyFrom(state.get("solved_W"));
    solvedH.copyFrom(state.get("solved_H"));
    aheadH.copyFrom(state.get("ahead_H"));
    momentum.restore(state.get("momentum").toDoubleVector());
    objective = state.get("objective").getDouble(0);
    mean = state.get("objective").getDouble(1);
    isPublished = true;
  }

  /** Brings the present point to the arrays that others see. */
  private void publish() {
    if (isPublished) {
      return;
    }
    w.x().copyTo(factors.w());
    hArray.copyTransposed(h.x());
    hArray.copyTo(factors.h());
    isPublished = true;
  }

  @Override
  public Factors factors() {
    publish();
    return factors;
  }

  @Override
  public double projectedGradientNorm() {
    double scale = 2 * link.derivative(mean) / totalWeight;
    return Math.sqrt(
        w.squaredResidual(h.x(), multiplier(), scale)
            + h.squaredResidual(w.x(), multiplier(), scale));
  }
}
