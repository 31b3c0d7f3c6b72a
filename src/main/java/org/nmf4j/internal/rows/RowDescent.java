package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.internal.evaluation.EntryLoss;
import org.nmf4j.internal.evaluation.EntryProducts;
import org.nmf4j.internal.evaluation.OneSidedPenalty;
import org.nmf4j.internal.evaluation.PenaltyGradient;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Penalty;

/**
 * Finds the rows of a factor X for new data while the other factor Y is kept, for any loss, penalty
 * and constraint: {@code min Σ weight·ℓ(x_i·y_j, a_ij) + penalty}. Each row is found by itself, by
 * spectral projected gradient (Birgin, Martínez and Raydan 2000, doi:10.1137/S1052623497330963): a
 * step of the length that the last change of the gradient suggests, projected, and shortened until
 * the objective is below the highest of the last ten. Any number of threads may use it at once.
 *
 * <p>The graphs of the loss and the penalty are compiled once, at the first row that needs them. A
 * row's entries fill a vector whose length is the next power of two, so that no bit of the result
 * depends on other rows.
 */
public final class RowDescent {

  private static final int MAX_ITERATIONS = 1_000;
  private static final int MAX_SHORTENINGS = 40;
  private static final int MEMORY = 10;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double LONGEST_TO_FIRST = 1e10;

  private final Loss loss;
  private final Penalty penalty;
  private final Constraint constraint;
  private final double multiplier;
  private final DataType type;
  private final double[] y;
  private final double[] start;
  private final boolean scalesStart;
  private final long[] shape;

  /** By the length of the vectors that its graph is compiled for. */
  private final Map<Integer, EntryLoss> losses = new ConcurrentHashMap<>();

  private final BlockingQueue<Slot> slots;

  /**
   * A fold-in.
   *
   * @param penalty of a row of X as a matrix
   * @param constraint of a row of X as a matrix
   * @param multiplier of the penalty outside the mean
   * @param y n×k: the transpose of H, or W
   * @param start of each row of X, k numbers; where a component is fixed, its value
   * @param scalesStart whether a multiple of the start may be nearer
   * @param asColumns whether a row of X is a column of H: a matrix k×1, not 1×k
   */
  public RowDescent(
      Loss loss,
      Penalty penalty,
      Constraint constraint,
      double multiplier,
      HeapMatrix y,
      double[] start,
      boolean scalesStart,
      boolean asColumns) {
    this.loss = loss;
    this.penalty = OneSidedPenalty.of(penalty, constraint, !asColumns, start.length);
    this.constraint = constraint;
    this.multiplier = multiplier;
    this.type = y.dataType();
    this.start = start.clone();
    this.scalesStart = scalesStart;
    this.y = new double[y.rows() * y.columns()];
    double[] row = new double[y.columns()];
    for (int i = 0; i < y.rows(); i++) {
      y.read(i, row);
      System.arraycopy(row, 0, this.y, i * row.length, row.length);
    }
    shape = asColumns ? new long[] {start.length, 1} : new long[] {1, start.length};
    int count = Runtime.getRuntime().availableProcessors();
    slots = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      slots.add(new Slot(i, count));
    }
  }

  /**
   * The factors of new rows.
   *
   * @param a p×n
   * @param threads to use at most
   * @return p×k, of the type of Y
   */
  public HeapMatrix rows(MaskedMatrix a, int threads) {
    if (!a.background().isMissing()) {
      return rowByRow(a, threads);
    }
    CompressedLines lines = SparseMatrix.from(a).byRows();
    HeapMatrix x = new HeapMatrix(type, a.rows(), start.length);
    double[] predictions = new double[lines.entries()];
    try (Workers workers = new Workers(Math.min(threads, a.rows()))) {
      workers.forEach(
          a.rows(),
          (worker, row) -> {
            Slot slot = takeSlot();
            try {
              x.write(row, slot.solve(lines, row, predictions));
            } finally {
              slots.add(slot);
            }
          });
    }
    return x;
  }

  /** Of a background: no more than one row's is held at a time. */
  private HeapMatrix rowByRow(MaskedMatrix a, int threads) {
    HeapMatrix x = new HeapMatrix(type, a.rows(), start.length);
    double[] found = new double[start.length];
    for (int row = 0; row < a.rows(); row++) {
      Background background = a.background();
      SparseBuilder builder = MaskedMatrix.sparse(a.dataType());
      for (int column = 0; column < a.columns(); column++) {
        boolean isListed = a.isObserved(row, column);
        builder.add(
            0,
            column,
            isListed ? a.value(row, column) : background.value(),
            isListed ? a.weight(row, column) : background.weight());
      }
      rows(builder.build(1, a.columns()), threads).read(0, found);
      x.write(row, found);
    }
    return x;
  }

  private Slot takeSlot() {
    Slot slot = slots.poll();
    boolean interrupted = false;
    while (slot == null) {
      try {
        slot = slots.take();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return slot;
  }

  /** A row's objective and its descent, for one thread at a time. */
  private final class Slot {

    private final int number;
    private final int count;

    // Made when they are first needed.
    private NativeArray point;
    private NativeArray sum;
    private INDArray observed;
    private Runnable projection;
    private PenaltyGradient outside;
    private PenaltyGradient inside;

    private double[] x = new double[start.length];
    private double[] gradient = new double[start.length];
    private double[] nextX = new double[start.length];
    private double[] nextGradient = new double[start.length];
    private final double[] direction = new double[start.length];
    private final double[] highest = new double[MEMORY];

    // The row at hand.
    private CompressedLines lines;
    private int row;
    private double[] predictions;
    private EntryLoss entryLoss;

    Slot(int number, int count) {
      this.number = number;
      this.count = count;
    }

    private void prepare() {
      point = NativeArray.of(Nd4j.create(type, shape));
      sum = NativeArray.of(Nd4j.create(type, shape));
      observed = Nd4j.create(type, 1, 1);
      projection = constraint.boundTo(point.array());
      outside = PenaltyGradient.outsideMean(penalty, point.array());
      inside = PenaltyGradient.insideMean(penalty, point.array(), observed);
    }

    double[] solve(CompressedLines lines, int row, double[] predictions) {
      if (point == null) {
        prepare();
      }
      this.lines = lines;
      this.row = row;
      this.predictions = predictions;
      observed.putScalar(0, lines.totalWeight(row));
      int length = Math.max(lines.length(row), 2);
      int padded = Integer.highestOneBit(length - 1) << 1;
      entryLoss =
          losses.computeIfAbsent(
              Math.min(padded, EntryLoss.MAX_BLOCK),
              size -> new EntryLoss(loss, type, size, count));
      return descend(begin());
    }

    /** Sets x and its gradient; gives the objective. */
    private double begin() {
      System.arraycopy(start, 0, x, 0, x.length);
      project(x);
      double scale = scalesStart ? bestScale() : 1;
      double value = evaluate(x, gradient);
      if (scale != 1) {
        for (int c = 0; c < x.length; c++) {
          nextX[c] = scale * x[c];
        }
        project(nextX);
        double scaled = evaluate(nextX, nextGradient);
        if (scaled < value) {
          swap();
          return scaled;
        }
      }
      return value;
    }

    /** What gives the predictions the sum of the targets. */
    private double bestScale() {
      double targets = 0;
      double sums = 0;
      for (int entry = lines.start(row); entry < lines.start(row + 1); entry++) {
        targets += lines.weight(entry) * lines.value(entry);
        sums += lines.weight(entry) * EntryProducts.dot(x, 0, y, place(entry), x.length);
      }
      double scale = targets / sums;
      return scale > 0 && scale < Double.MAX_VALUE ? scale : 1;
    }

    private int place(int entry) {
      return lines.index(entry) * x.length;
    }

    private double[] descend(double first) {
      double smallestMove = type == DataType.FLOAT ? 1e-6 : 1e-8;
      double[] best = x.clone();
      double lowest = first;
      double value = first;
      double firstStep = largest(gradient) == 0 ? 0 : firstStep();
      double step = firstStep;
      for (int iteration = 0; iteration < MAX_ITERATIONS && step > 0; iteration++) {
        highest[iteration % MEMORY] = value;
        double slope = setDirection(step);
        if (!(slope < 0) || largest(direction) <= smallestMove * largest(x)) {
          break;
        }
        double bound = highest[0];
        for (int i = 1; i < Math.min(iteration + 1, MEMORY); i++) {
          bound = Math.max(bound, highest[i]);
        }
        double next = search(value, slope, bound);
        if (Double.isNaN(next)) {
          break;
        }
        step = spectralStep(step, firstStep);
        swap();
        value = next;
        if (value < lowest) {
          lowest = value;
          System.arraycopy(x, 0, best, 0, x.length);
        }
      }
      return best;
    }

    /** As long as x, or one of the gradient where x is 0. */
    private double firstStep() {
      double size = largest(x);
      return (size > 0 ? 0.1 * size : 1) / largest(gradient);
    }

    /** {@code d = P(x − step·g) − x}; gives {@code d·g}. */
    private double setDirection(double step) {
      for (int c = 0; c < x.length; c++) {
        direction[c] = x[c] - step * gradient[c];
      }
      project(direction);
      double slope = 0;
      for (int c = 0; c < x.length; c++) {
        direction[c] -= x[c];
        slope += direction[c] * gradient[c];
      }
      return slope;
    }

    /** Moves along d as far as the objective falls enough; NaN if it nowhere does. */
    private double search(double value, double slope, double bound) {
      double part = 1;
      for (int i = 0; i < MAX_SHORTENINGS; i++) {
        for (int c = 0; c < x.length; c++) {
          nextX[c] = x[c] + part * direction[c];
        }
        double next = evaluate(nextX, nextGradient);
        if (next <= bound + SUFFICIENT_DECREASE * part * slope) {
          return next;
        }
        double parabola = -part * part * slope / (2 * (next - value - part * slope));
        part = parabola >= 0.1 * part && parabola <= 0.9 * part ? parabola : part / 2;
      }
      return Double.NaN;
    }

    /** {@code s·s / s·(g⁺ − g)}, s being the move: one over the curvature along it. */
    private double spectralStep(double step, double firstStep) {
      double moved = 0;
      double curved = 0;
      for (int c = 0; c < x.length; c++) {
        double move = nextX[c] - x[c];
        moved += move * move;
        curved += move * (nextGradient[c] - gradient[c]);
      }
      double spectral = curved > 0 ? moved / curved : 10 * step;
      return Math.min(
          Math.max(spectral, firstStep / LONGEST_TO_FIRST), firstStep * LONGEST_TO_FIRST);
    }

    private void swap() {
      double[] point = x;
      x = nextX;
      nextX = point;
      double[] slopes = gradient;
      gradient = nextGradient;
      nextGradient = slopes;
    }

    private void project(double[] numbers) {
      point.put(0, numbers, 0, numbers.length);
      projection.run();
      point.get(0, numbers, 0, numbers.length);
    }

    /** The objective at a point, and its gradient there. */
    private double evaluate(double[] at, double[] slopes) {
      int end = lines.start(row + 1);
      for (int entry = lines.start(row); entry < end; entry++) {
        predictions[entry] = EntryProducts.dot(at, 0, y, place(entry), at.length);
      }
      double total = 0;
      for (int from = lines.start(row); from < end; from += entryLoss.blockSize()) {
        int length = Math.min(entryLoss.blockSize(), end - from);
        total += entryLoss.total(number, lines, from, length, predictions, true);
      }
      Arrays.fill(slopes, 0);
      for (int entry = lines.start(row); entry < end; entry++) {
        int place = place(entry);
        for (int c = 0; c < slopes.length; c++) {
          slopes[c] += predictions[entry] * y[place + c];
        }
      }
      return total + addPenalties(at, slopes);
    }

    private double addPenalties(double[] at, double[] slopes) {
      if (outside.isNone() && inside.isNone()) {
        return 0;
      }
      point.put(0, at, 0, at.length);
      sum.put(0, slopes, 0, slopes.length);
      double value =
          multiplier * outside.addGradientTo(sum, multiplier) + inside.addGradientTo(sum, 1);
      sum.get(0, slopes, 0, slopes.length);
      return value;
    }

    private static double largest(double[] numbers) {
      double largest = 0;
      for (double number : numbers) {
        largest = Math.max(largest, Math.abs(number));
      }
      return largest;
    }
  }
}
