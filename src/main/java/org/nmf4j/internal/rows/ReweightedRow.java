package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.nmf4j.internal.evaluation.EntryProducts;
import org.nmf4j.objective.Loss;

/**
 * Lowers {@code Σ weight·ℓ(x·y, a)} and the terms over one row x of a factor while the other factor
 * Y is kept, for losses that are known entry by entry: a quadratic model of each entry's loss makes
 * a weighted least squares problem, whose solution shows where to go; how far is found by a search
 * along the way. The row's loss never rises. For one thread, one row after another.
 */
final class ReweightedRow {

  private static final int ROUNDS = 12;
  private static final double PRECISION = 0.05;
  private static final int MAX_SEARCHES = 30;

  /** What is left of the slope at most where a search ends. */
  private static final double SLOPE_LEFT = 0.1;

  /** What of the slope may point up there: rounding has its part in it. */
  private static final double SLOPE_BEYOND = 1e-3;

  private static final double SUFFICIENT_DECREASE = 1e-4;

  /** A component is moved to at most so many times itself where hardly any curvature holds it. */
  private static final double LARGEST_GROWTH = 1e6;

  private final int rank;
  private final RowSolver solver;
  private final RowEntries entries = new RowEntries();
  private final double[] x;
  private final double[] gradient;
  private final RowBackground others;
  private final double[] solved;
  private final double[] direction;
  private final double[] l1;
  private final double[] l2;
  private double[] predictions = {};
  private double[] changes = {};
  private double[] moved = {};
  private double[] slopes = {};
  private double[] curvatures = {};

  private KeptFactor y;
  private Loss.Pointwise loss;
  private GramSum sum;

  /**
   * For rows of a factor.
   *
   * @param solver of the least squares problems; its terms are those of the rows
   */
  ReweightedRow(RowSolver solver, int rank) {
    this.solver = solver;
    this.rank = rank;
    x = new double[rank];
    gradient = new double[rank];
    others = new RowBackground(rank);
    solved = new double[rank];
    direction = new double[rank];
    l1 = new double[rank];
    l2 = new double[rank];
  }

  /** Goes over to another Y or loss. */
  void use(KeptFactor y, Loss.Pointwise loss) {
    if (y != this.y) {
      this.y = y;
      sum = new GramSum(y.rows(), solver.gram);
    }
    this.loss = loss;
  }

  /** Where the next row's entries are to be written. */
  RowEntries entries() {
    return entries;
  }

  /** The present row of X. */
  double[] x() {
    return x;
  }

  /** Prepares for the entries and x that have been written. */
  void start() {
    startWithout();
    multiply(x, predictions);
  }

  /** As {@link #start}, where the caller writes the predictions. */
  void startWithout() {
    if (predictions.length < entries.count) {
      int room = entries.targets.length;
      predictions = new double[room];
      changes = new double[room];
      moved = new double[room];
      slopes = new double[room];
      curvatures = new double[room];
    }
    others.set(entries, y, loss);
  }

  double[] predictions() {
    return predictions;
  }

  double[] slopes() {
    return slopes;
  }

  double[] curvatures() {
    return curvatures;
  }

  double[] gradient() {
    return gradient;
  }

  double[] direction() {
    return direction;
  }

  double[] changes() {
    return changes;
  }

  private void multiply(double[] row, double[] products) {
    double[] numbers = y.numbers();
    for (int entry = 0; entry < entries.count; entry++) {
      products[entry] = EntryProducts.dot(row, 0, numbers, entries.place(entry) * rank, rank);
    }
  }

  /** {@code Σ weight·ℓ} at the present x. */
  double loss(Loss.Pointwise loss) {
    return loss.total(predictions, entries.targets, entries.weightsOrNull(), entries.count)
        + others.loss(x);
  }

  /** What gives the predictions the sum of the targets. */
  double scaleToTargets() {
    double sumOfTargets = others.weight() * entries.others.value();
    double sumOfPredictions = others.predictions(x);
    for (int entry = 0; entry < entries.count; entry++) {
      double weight = entries.isWeighted ? entries.weights[entry] : 1;
      sumOfTargets += weight * entries.targets[entry];
      sumOfPredictions += weight * predictions[entry];
    }
    double scale = sumOfTargets / sumOfPredictions;
    return scale > 0 && scale < Double.MAX_VALUE ? scale : 1;
  }

  /** Sets each entry's slope and curvature at the present x. */
  void expand() {
    weigh(predictions);
  }

  private void addUpGradient() {
    double[] numbers = y.numbers();
    others.gradient(x, gradient);
    for (int entry = 0; entry < entries.count; entry++) {
      double slope = slopes[entry];
      int start = entries.place(entry) * rank;
      for (int c = 0; c < rank; c++) {
        gradient[c] += slope * numbers[start + c];
      }
    }
  }

  private void addUpGram() {
    others.curvatures(solver.gram);
    for (int entry = 0; entry < entries.count; entry++) {
      if (curvatures[entry] != 0) {
        sum.add(entries.place(entry), curvatures[entry]);
      }
    }
    sum.finish();
  }

  private void weigh(double[] at) {
    loss.expand(at, entries.targets, 0, entries.count, slopes, curvatures);
    if (entries.isWeighted) {
      for (int entry = 0; entry < entries.count; entry++) {
        slopes[entry] *= entries.weights[entry];
        curvatures[entry] *= entries.weights[entry];
      }
    }
  }

  /**
   * Moves x once; its loss with the terms does not rise.
   *
   * @param prepareTerms completes the least squares problem by the row's terms
   * @return the part of x that it moved by, 0 if it is at a minimum
   */
  double step(Runnable prepareTerms) {
    expand();
    addUpGradient();
    addUpGram();
    solve(prepareTerms);
    multiply(direction, changes);
    return move();
  }

  /** Sets the direction to the minimum of the model that the solver's G and the gradient make. */
  void solve(Runnable prepareTerms) {
    System.arraycopy(x, 0, solver.x, 0, rank);
    // The solver minimises half of what is lowered here.
    for (int c = 0; c < rank; c++) {
      int row = c * rank;
      double least = x[c] > 0 ? Math.abs(gradient[c]) / (LARGEST_GROWTH * x[c]) : 0;
      solver.gram[row + c] = Math.max(solver.gram[row + c], least);
    }
    for (int c = 0; c < rank; c++) {
      int row = c * rank;
      double product = -gradient[c];
      for (int q = 0; q < rank; q++) {
        product += solver.gram[row + q] * x[q];
      }
      solver.right[c] = product / 2;
    }
    for (int i = 0; i < solver.gram.length; i++) {
      solver.gram[i] /= 2;
    }
    prepareTerms.run();
    solver.start();
    solver.descend(ROUNDS, PRECISION);
    System.arraycopy(solver.x, 0, solved, 0, rank);
    System.arraycopy(solver.l1, 0, l1, 0, rank);
    System.arraycopy(solver.l2, 0, l2, 0, rank);
    for (int c = 0; c < rank; c++) {
      direction[c] = solved[c] - x[c];
    }
  }

  /** Moves x along the direction, whose part in the predictions is in the changes. */
  double move() {
    double part = loss.isConvex() ? searchBySlope() : searchByValue();
    if (part == 0) {
      return 0;
    }
    double size = 0;
    double largest = 0;
    for (int c = 0; c < rank; c++) {
      size = Math.max(size, Math.abs(x[c]));
      x[c] = part == 1 ? solved[c] : x[c] + part * direction[c];
      largest = Math.max(largest, Math.abs(part * direction[c]));
    }
    moveTo(part);
    double[] last = predictions;
    predictions = moved;
    moved = last;
    return largest / Math.max(size, largest);
  }

  private void moveTo(double part) {
    for (int entry = 0; entry < entries.count; entry++) {
      moved[entry] = predictions[entry] + part * changes[entry];
    }
  }

  private double slopeAtStart() {
    return dot(gradient, direction) + penaltySlope(0);
  }

  /** As a convex function has fallen wherever its slope still points down. */
  private double searchBySlope() {
    double first = slopeAtStart();
    if (!(first < 0)) {
      return 0;
    }
    double low = 0;
    double high = 1;
    double part = 1;
    for (int i = 0; i < MAX_SEARCHES; i++) {
      moveTo(part);
      weigh(moved);
      double slope = others.slope(x, direction, part) + penaltySlope(part);
      double curvature = others.curvature(direction);
      for (int entry = 0; entry < entries.count; entry++) {
        slope += slopes[entry] * changes[entry];
        curvature += curvatures[entry] * changes[entry] * changes[entry];
      }
      if (slope <= -SLOPE_BEYOND * first) {
        if (part == 1 || slope >= SLOPE_LEFT * first) {
          return part;
        }
        low = part;
      } else {
        high = part;
      }
      double newton = part - slope / curvature;
      double margin = 0.1 * (high - low);
      part =
          newton > low && newton < high
              ? Math.min(Math.max(newton, low + margin), high - margin)
              : (low + high) / 2;
    }
    return low;
  }

  private double searchByValue() {
    double slope = slopeAtStart();
    if (!(slope < 0)) {
      return 0;
    }
    double before = loss(loss) + penaltyValue(0);
    double[] xAhead = new double[rank];
    double part = 1;
    for (int i = 0; i < MAX_SEARCHES; i++) {
      moveTo(part);
      double value =
          loss.total(moved, entries.targets, entries.weightsOrNull(), entries.count)
              + others.loss(ahead(part, xAhead))
              + penaltyValue(part);
      if (value <= before + SUFFICIENT_DECREASE * part * slope) {
        return part;
      }
      double parabola = -part * part * slope / (2 * (value - before - part * slope));
      part = parabola >= 0.1 * part && parabola <= 0.7 * part ? parabola : part / 2;
    }
    return 0;
  }

  private double[] ahead(double part, double[] into) {
    Arrays.setAll(into, c -> x[c] + part * direction[c]);
    return into;
  }

  /** The terms at {@code x + part·direction}; the solver's are half of them. */
  private double penaltyValue(double part) {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      double number = x[c] + part * direction[c];
      sum += 2 * l1[c] * Math.abs(number) + l2[c] * number * number;
    }
    return sum;
  }

  /** The slope of {@link #penaltyValue} by part. */
  private double penaltySlope(double part) {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      double number = x[c] + part * direction[c];
      double sign = number == 0 ? Math.signum(direction[c]) : Math.signum(number);
      sum += direction[c] * 2 * (l1[c] * sign + l2[c] * number);
    }
    return sum;
  }

  /** As {@link RowSolver#residual}, at the present x. */
  double residual(Runnable prepareTerms, double scale) {
    expand();
    addUpGradient();
    solver.clear();
    System.arraycopy(x, 0, solver.x, 0, rank);
    for (int c = 0; c < rank; c++) {
      solver.right[c] = -gradient[c] / 2;
    }
    prepareTerms.run();
    solver.start();
    return solver.residual(2 * scale);
  }

  private double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }
}
