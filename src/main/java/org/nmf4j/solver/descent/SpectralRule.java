package org.nmf4j.solver.descent;

import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.UpdateRule;

/**
 * Spectral projected gradient on the whole matrix (Birgin, Martínez and Raydan 2000,
 * doi:10.1137/S1052623497330963; lengths in turn as in Dai and Fletcher 2005,
 * doi:10.1007/s00211-004-0569-y): a step of the length that the last change of the gradient
 * suggests, projected, and shortened until the objective has fallen. Each factor is measured by its
 * own size, so that it makes no difference how large one is beside the other.
 */
final class SpectralRule implements UpdateRule {

  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final int MAX_SHORTENINGS = 40;

  /** What the first step moves the factors by at most, as a part of themselves. */
  private static final double FIRST_MOVE = 0.1;

  private static final double LEAST_FIRST_MOVE = 1e-3;
  private static final double LENGTHENING = 100;
  private static final int MAX_LENGTHENINGS = 100;

  private static final double GROWTH = 10;

  private static final int LENGTHS_IN_TURN = 3;
  private static final int CHUNK = 1 << 12;

  private final Factors factors;
  private final DescentObjective lowered;
  private final Part w;
  private final Part h;
  private double objective;

  /** Of what is lowered. */
  private double value;

  /** The length of the next step in the factors' own measures; 0 before the first. */
  private double length;

  /** Whether the same search from here has failed before. */
  private boolean isStuck;

  private int steps;

  SpectralRule(Problem problem, Factors initial, Threads workers) {
    Objective wanted = problem.objective();
    factors = initial;
    lowered = new DescentObjective(problem, initial, workers);
    w = new Part(initial.w(), wanted.constraintW().boundTo(initial.w()));
    h = new Part(initial.h(), wanted.constraintH().boundTo(initial.h()));
    w.projection.run();
    h.projection.run();
    lowered.begin();
    start();
    objective = lowered.lowest(value);
  }

  /** One factor: where it is, and where it was before the step at hand. */
  private static final class Part {

    private final NativeArray point;
    private NativeArray gradient;
    private final Runnable projection;
    private final NativeArray start;
    private final NativeArray startGradient;
    private final NativeArray direction;
    private final double[] moves = new double[CHUNK];
    private final double[] changes = new double[CHUNK];

    Part(INDArray factor, Runnable projection) {
      this.projection = projection;
      point = NativeArray.of(factor);
      start = like(factor);
      startGradient = like(factor);
      direction = like(factor);
    }

    private static NativeArray like(INDArray factor) {
      return NativeArray.of(Nd4j.create(factor.dataType(), factor.shape()));
    }

    /** The mean square of its numbers. */
    double size() {
      double squares = Math.pow(rootMeanSquare(point), 2);
      return squares > 0 && squares < Double.POSITIVE_INFINITY ? squares : 1;
    }

    static double rootMeanSquare(NativeArray array) {
      return array.norm() / Math.sqrt(array.array().length());
    }

    /** {@code d = P(x − length·g) − x}; gives {@code d·g}. */
    double setDirection(double length) {
      start.copyFrom(point);
      startGradient.copyFrom(gradient);
      point.addScaled(-length, gradient);
      projection.run();
      direction.copyFrom(point);
      direction.addScaled(-1, start);
      return direction.dot(startGradient);
    }

    void moveTo(double part) {
      point.copyFrom(start);
      if (part > 0) {
        point.addScaled(part, direction);
        projection.run();
      } else {
        gradient.copyFrom(startGradient);
      }
    }

    /**
     * {@code ‖y‖} over the numbers that the last step has moved, as others are held where they are;
     * y is 0 at those afterwards.
     */
    double changeOfMoved() {
      long length = direction.array().length();
      for (long place = 0; place < length; place += moves.length) {
        int count = (int) Math.min(moves.length, length - place);
        direction.get(place, moves, 0, count);
        startGradient.get(place, changes, 0, count);
        for (int i = 0; i < count; i++) {
          changes[i] = moves[i] == 0 ? 0 : changes[i];
        }
        startGradient.put(place, changes, 0, count);
      }
      return startGradient.norm();
    }

    /** Turns the direction into the last move, and the start's gradient into its change. */
    void setChanges() {
      direction.copyFrom(point);
      direction.addScaled(-1, start);
      startGradient.scale(-1);
      startGradient.addScaled(1, gradient);
    }
  }

  /** Goes on from here by a gradient of its own. */
  private void start() {
    w.gradient = lowered.gradientW();
    h.gradient = lowered.gradientH();
    value = lowered.evaluate();
    length = 0;
    isStuck = false;
  }

  @Override
  public double objective() {
    return objective;
  }

  /** Where smooth losses fall, the objective itself may rise, though only the lowest is told. */
  @Override
  public boolean neverRises() {
    return !lowered.hasEdges();
  }

  @Override
  public void step() {
    steps++;
    if (isStuck) {
      return;
    }
    double sizeOfW = w.size();
    double sizeOfH = h.size();
    boolean isFirst = length == 0;
    if (isFirst) {
      length = firstLength(sizeOfW, sizeOfH);
    }
    double before = value;
    double slope = w.setDirection(length * sizeOfW) + h.setDirection(length * sizeOfH);
    if (!(slope < 0) || !search(before, slope)) {
      w.moveTo(0);
      h.moveTo(0);
      value = before;
      length = 0;
      isStuck = isFirst;
    } else {
      objective = lowered.lowest(value);
      w.setChanges();
      h.setChanges();
      length = spectralLength(sizeOfW, sizeOfH);
    }
    if (isStuck ? lowered.narrow(objective) : lowered.narrowIfDue(objective)) {
      start();
    }
  }

  /**
   * {@code s·s / s·y}, or {@code s·y / y·y} every third time, s being the last move and y the
   * change of the gradient: the one steps as far as the flattest direction allows, the other as the
   * steepest, and in turn they settle both.
   */
  private double spectralLength(double sizeOfW, double sizeOfH) {
    double curved = w.direction.dot(w.startGradient) + h.direction.dot(h.startGradient);
    if (!(curved > 0)) {
      return GROWTH * length;
    }
    if (steps % LENGTHS_IN_TURN != 0) {
      return (w.direction.dot(w.direction) / sizeOfW + h.direction.dot(h.direction) / sizeOfH)
          / curved;
    }
    double change =
        Math.hypot(Math.sqrt(sizeOfW) * w.changeOfMoved(), Math.sqrt(sizeOfH) * h.changeOfMoved());
    return curved / change / change;
  }

  /** What moves by a part of their size the factors that the constraints let move. */
  private double firstLength(double sizeOfW, double sizeOfH) {
    double steepness =
        inOwnMeasures(w.gradient, Math.sqrt(sizeOfW), h.gradient, Math.sqrt(sizeOfH));
    if (steepness == 0) {
      return 0;
    }
    double first = FIRST_MOVE / steepness;
    double moved = moved(first, sizeOfW, sizeOfH);
    // The steepest numbers may be held at their bounds.
    for (int i = 0; i < MAX_LENGTHENINGS && moved < LEAST_FIRST_MOVE; i++) {
      first *= LENGTHENING;
      moved = moved(first, sizeOfW, sizeOfH);
    }
    w.moveTo(0);
    h.moveTo(0);
    return moved > 0 ? first * FIRST_MOVE / moved : first;
  }

  /** The part of their size that a step of a length would move the factors by. */
  private double moved(double length, double sizeOfW, double sizeOfH) {
    w.setDirection(length * sizeOfW);
    h.setDirection(length * sizeOfH);
    double moved =
        inOwnMeasures(w.direction, 1 / Math.sqrt(sizeOfW), h.direction, 1 / Math.sqrt(sizeOfH));
    w.point.copyFrom(w.start);
    h.point.copyFrom(h.start);
    return moved;
  }

  private static double inOwnMeasures(
      NativeArray ofW, double measureOfW, NativeArray ofH, double measureOfH) {
    return Math.hypot(measureOfW * Part.rootMeanSquare(ofW), measureOfH * Part.rootMeanSquare(ofH));
  }

  /** Moves along the direction as far as the objective falls enough; gives whether it does. */
  private boolean search(double before, double slope) {
    double part = 1;
    for (int i = 0; i < MAX_SHORTENINGS; i++) {
      if (part < 1) {
        w.moveTo(part);
        h.moveTo(part);
      }
      value = lowered.evaluate();
      if (value <= before + SUFFICIENT_DECREASE * part * slope) {
        return true;
      }
      double parabola = -part * part * slope / (2 * (value - before - part * slope));
      part = parabola >= 0.1 * part && parabola <= 0.9 * part ? parabola : part / 2;
    }
    return false;
  }

  @Override
  public Factors factors() {
    return factors;
  }

  @Override
  public double projectedGradientNorm() {
    return lowered.projectedGradientNorm();
  }

  @Override
  public Map<String, INDArray> state() {
    Map<String, INDArray> state = new TreeMap<>();
    state.put("W", factors.w());
    state.put("H", factors.h());
    state.put("length", Nd4j.createFromArray(length));
    lowered.addState(state);
    return state;
  }

  @Override
  public void restore(Map<String, INDArray> state, int steps) {
    factors.w().assign(state.get("W"));
    factors.h().assign(state.get("H"));
    lowered.restore(state);
    start();
    objective = lowered.lowest(value);
    length = state.get("length").getDouble(0);
    this.steps = steps;
  }
}
