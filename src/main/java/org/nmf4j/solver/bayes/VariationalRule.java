package org.nmf4j.solver.bayes;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.Components;
import org.nmf4j.internal.rows.EntryRows;
import org.nmf4j.internal.rows.JointPosterior;
import org.nmf4j.internal.rows.Noise;
import org.nmf4j.internal.rows.Posterior;
import org.nmf4j.internal.rows.PosteriorFactor;
import org.nmf4j.internal.rows.Priors;
import org.nmf4j.internal.rows.Rotation;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Uncertainty;
import org.nmf4j.solver.UpdateRule;

/** A step takes W's posterior, then H's, then the most probable precisions. */
final class VariationalRule implements UpdateRule {

  /**
   * Steps before the first, in which the priors stay as wide as at first, and the noise of factors
   * that can't be turned as small: else components that no entries tell apart yet would be taken
   * for noise, all the more the more they are, and never come back.
   */
  private static final int FIRST_STEPS = 10;

  /** Of the mean square of the entries. */
  private static final double FIRST_NOISE_OF_FIXED_BASIS = .1;

  private static final int ROUNDS = 2;

  private final Factors factors;
  private final PosteriorFactor w;
  private final PosteriorFactor h;
  private final Priors priors;
  private final Noise noise;
  private final Optional<Rotation> rotation;
  private final double[] ones;

  /** The means before the last step. */
  private final HeapMatrix beforeW;

  private final HeapMatrix beforeH;

  private double entropyW;
  private double entropyH;
  private double logEvidence;
  private double objective;
  private double moved;
  private boolean isPublished;

  VariationalRule(Problem problem, Factors initial, Threads workers, boolean noisePerColumn) {
    factors = initial;
    Objective wanted = problem.objective();
    wanted.constraintW().project(initial.w());
    wanted.constraintH().project(initial.h());
    List<EntryRows> bothWays = EntryRows.ofMeanWeightOne(problem.a());
    Components ofW = Components.of(wanted, true, initial.rank());
    Components ofH = Components.of(wanted, false, initial.rank());
    boolean[] fixedRows = fixed(wanted, true, bothWays.get(0).count());
    boolean[] fixedColumns = fixed(wanted, false, bothWays.get(1).count());
    Posterior ofRows = ofW.posterior(mean(initial.w()));
    Posterior ofColumns = ofH.posterior(mean(initial.h().transpose()));
    w = new PosteriorFactor(bothWays.get(0), ofRows, fixedRows, ROUNDS, workers);
    h = new PosteriorFactor(bothWays.get(1), ofColumns, fixedColumns, ROUNDS, workers);
    boolean areFree = !ofW.isAnyNonNegative() && !ofH.isAnyNonNegative();
    rotation =
        areFree && w.freeRows() == fixedRows.length && h.freeRows() == fixedColumns.length
            ? Rotation.of(
                (JointPosterior) ofRows,
                (JointPosterior) ofColumns,
                ofW,
                ofH,
                offset(ofRows, ofW, ofH))
            : Optional.empty();
    double square = problem.a().squares() / problem.a().totalWeight();
    square = square > 0 ? square : 1;
    priors = new Priors(w, h, ofW, ofH, rotation.isPresent(), bothWays.get(1).isCentred(), square);
    double first = rotation.isPresent() ? Noise.USUAL_FIRST : FIRST_NOISE_OF_FIXED_BASIS;
    noise = Noise.of(problem.a().columns(), square, first, noisePerColumn);
    ones = new double[Math.max(problem.a().rows(), problem.a().columns())];
    Arrays.fill(ones, 1);
    beforeW = copy(ofRows.mean());
    beforeH = copy(ofColumns.mean());
    rotation.ifPresent(Rotation::start);
    for (int step = 0; step < FIRST_STEPS; step++) {
      updateW();
      updateH();
      if (rotation.isPresent() || step == FIRST_STEPS - 1) {
        noise.update(h.squaredErrors(), h.weights());
      }
    }
    moved = Math.hypot(beforeW.distance(ofRows.mean()), beforeH.distance(ofColumns.mean()));
    evaluate();
  }

  private static HeapMatrix copy(HeapMatrix matrix) {
    HeapMatrix copy = new HeapMatrix(matrix.dataType(), matrix.rows(), matrix.columns());
    copy.copyFrom(matrix);
    return copy;
  }

  private static HeapMatrix mean(INDArray factor) {
    return HeapMatrix.of(factor.castTo(DataType.DOUBLE).dup('c'));
  }

  private static boolean[] fixed(Objective wanted, boolean isW, int count) {
    boolean[] fixed = new boolean[count];
    for (int row = 0; row < count; row++) {
      fixed[row] = RowTerms.boundsOfRows(wanted, isW).apply(row).fixed();
    }
    return fixed;
  }

  /** The component of H's offsets, whose numbers in W are all the same, or −1. */
  private static int offset(Posterior w, Components ofW, Components ofH) {
    return IntStream.range(0, ofW.fixed().length)
        .filter(c -> ofW.fixed()[c] && !ofH.fixed()[c] && isEven(w.mean(), c))
        .findFirst()
        .orElse(-1);
  }

  private static boolean isEven(HeapMatrix rows, int component) {
    double first = rows.get(0, component);
    return first != 0
        && IntStream.range(1, rows.rows()).allMatch(i -> rows.get(i, component) == first);
  }

  private void updateW() {
    entropyW = w.update(h.x(), noise.precisions(), ones, priors.ofW());
  }

  private void updateH() {
    entropyH = h.update(w.x(), ones, noise.precisions(), priors.ofH());
  }

  @Override
  public void step() {
    beforeW.copyFrom(w.x().mean());
    beforeH.copyFrom(h.x().mean());
    updateW();
    rotation.ifPresentOrElse(r -> entropyW += r.run(priors), priors::update);
    updateH();
    priors.update();
    noise.update(h.squaredErrors(), h.weights());
    moved = Math.hypot(beforeW.distance(w.x().mean()), beforeH.distance(h.x().mean()));
    evaluate();
  }

  private void evaluate() {
    isPublished = false;
    logEvidence =
        noise.logProbability(h.squaredErrors(), h.weights())
            + priors.logProbability()
            + entropyW
            + entropyH;
    double entries = Arrays.stream(h.weights()).sum();
    objective = Math.exp(-logEvidence / entries) / Math.sqrt(2 * Math.PI * Math.E);
  }

  @Override
  public double objective() {
    return objective;
  }

  @Override
  public boolean neverRises() {
    return true;
  }

  /** Brings the means to the arrays that others see. */
  private void publish() {
    if (!isPublished) {
      factors.w().assign(w.x().mean().toArray());
      factors.h().assign(h.x().mean().transpose().toArray());
      isPublished = true;
    }
  }

  @Override
  public Factors factors() {
    publish();
    return factors;
  }

  @Override
  public Optional<Uncertainty> uncertainty() {
    double[] variances = Arrays.stream(noise.precisions()).map(p -> 1 / p).toArray();
    return Optional.of(
        new Uncertainty(
            w.x().spread(),
            h.x().spread(),
            Nd4j.createFromArray(priors.ofW()),
            Nd4j.createFromArray(priors.ofH()),
            Nd4j.createFromArray(variances),
            logEvidence));
  }

  /** How far the last step has moved the means, which rest where the evidence is highest. */
  @Override
  public double projectedGradientNorm() {
    return moved;
  }

  @Override
  public Map<String, INDArray> state() {
    publish();
    return Map.of(
        "W", factors.w(),
        "H", factors.h(),
        "mean_W", w.x().mean().toArray(),
        "mean_H", h.x().mean().toArray(),
        "spread_W", w.x().spread(),
        "spread_H", h.x().spread(),
        "priors_W", Nd4j.createFromArray(priors.ofW()),
        "priors_H", Nd4j.createFromArray(priors.ofH()),
        "noise", Nd4j.createFromArray(noise.state()),
        "objective", Nd4j.createFromArray(objective, logEvidence, moved));
  }

  @Override
  public void restore(Map<String, INDArray> state, int steps) {
    factors.w().assign(state.get("W"));
    factors.h().assign(state.get("H"));
    w.x().mean().copyFrom(state.get("mean_W"));
    h.x().mean().copyFrom(state.get("mean_H"));
    w.x().restore(state.get("spread_W"));
    h.x().restore(state.get("spread_H"));
    priors.restore(state.get("priors_W").toDoubleVector(), state.get("priors_H").toDoubleVector());
    noise.restore(state.get("noise").toDoubleVector());
    objective = state.get("objective").getDouble(0);
    logEvidence = state.get("objective").getDouble(1);
    moved = state.get("objective").getDouble(2);
    isPublished = true;
  }
}
