package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntFunction;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.parallel.Threads;

/**
 * One factor X, W or Hᵀ, and the problems of its rows while the other, Y, is kept. Rows are
 * gathered into blocks, each a piece of work for one thread; sums are taken over blocks in their
 * order, so that they have the same bits on any number of threads.
 */
public abstract class FactorRows {

  private static final double[] NONE = {};

  final HeapMatrix x;
  final Threads workers;

  /** Of all rows that have the same bounds. */
  private final RowTerms[] terms;

  /** Of each row which they are. */
  private final int[] kinds;

  private final ElasticNet[] penalties;
  private final boolean isPenalised;
  private final boolean isPenalisedInside;
  private final RowSolver[] solvers;
  private final int blockRows;

  /** What is done with some rows next to each other; gives a number to be joined. */
  @FunctionalInterface
  interface BlockTask {
    double run(int worker, int from, int to);
  }

  /** What is done with a row; gives a number to be joined. */
  @FunctionalInterface
  interface RowTask {
    double run(int worker, int row);
  }

  /**
   * A factor.
   *
   * @param x the factor, which the updates change
   * @param terms of every row
   * @param rowBounds what the numbers of each row are allowed besides
   * @param blockRows how many rows are a block
   */
  protected FactorRows(
      HeapMatrix x, RowTerms terms, IntFunction<Bounds> rowBounds, int blockRows, Threads workers) {
    this.x = x;
    this.workers = workers;
    this.blockRows = blockRows;
    kinds = new int[x.rows()];
    Map<Bounds, Integer> kindOf = new LinkedHashMap<>();
    for (int row = 0; row < kinds.length; row++) {
      kinds[row] = kindOf.computeIfAbsent(rowBounds.apply(row), bounds -> kindOf.size());
    }
    this.terms = kindOf.keySet().stream().map(terms::within).toArray(RowTerms[]::new);
    penalties = terms.penalties().toArray(ElasticNet[]::new);
    isPenalised = terms.isPenalised();
    isPenalisedInside = terms.isPenalisedInside();
    solvers = new RowSolver[workers.count()];
    Arrays.setAll(solvers, worker -> new RowSolver(terms));
  }

  /** X: the matrix itself. */
  public final HeapMatrix x() {
    return x;
  }

  /**
   * Lowers {@code Σ weight·ℓ + multiplier · penalty + penalty inside the mean} over X.
   *
   * @param y the other factor
   * @param withLoss whether the sums of losses are asked for, which may take another pass
   * @return of each block {@code Σ weight·ℓ} at the new X, or what differs from it by a constant
   */
  public abstract double[] update(HeapMatrix y, double multiplier, boolean withLoss);

  /** Has the next updates lower a smooth loss that is nearly the one given, if it has edges. */
  public void smooth(double width) {}

  /** What {@link #update} gives with the losses, at the present X. */
  public abstract double[] loss(HeapMatrix y);

  /** {@code Σ weight·ℓ} of each block at the present X, entry by entry. */
  public abstract double[] exactLoss(HeapMatrix y);

  /**
   * {@code ‖X − P(X − ∇f)‖} of each block.
   *
   * @param scale from the sum that {@link #update} lowers to the objective f
   */
  public abstract double[] residual(HeapMatrix y, double multiplier, double scale);

  /** The sum of the weights of a row's entries. */
  protected abstract double weight(int row);

  /** The sum of what blocks give, in their order. */
  public static double sum(double[] ofBlocks) {
    return join(ofBlocks, Double::sum);
  }

  /** The norm of what blocks give norms of, in their order. */
  public static double norm(double[] ofBlocks) {
    return join(ofBlocks, Math::hypot);
  }

  private static double join(double[] ofBlocks, DoubleBinaryOperator joining) {
    return Arrays.stream(ofBlocks).reduce(0, joining);
  }

  /** The solver of a thread's row problems. */
  final RowSolver solver(int worker) {
    return solvers[worker];
  }

  final void use(double multiplier) {
    Arrays.setAll(terms, kind -> terms[kind].withMultiplier(multiplier));
  }

  /** Completes a problem whose G, b and x are those of a row's entries. */
  final void prepare(RowSolver problem, int row) {
    problem.use(terms[kinds[row]]);
    problem.prepare(isPenalised ? weight(row) : 0);
  }

  /** Whether some rows have the same box. */
  final boolean haveSameBox(int from, int to) {
    if (terms[kinds[from]].hasSum()) {
      return false;
    }
    for (int row = from; row < to; row++) {
      if (kinds[row] != kinds[from]) {
        return false;
      }
    }
    return true;
  }

  /** Whether what a row's problem lowers is a parabola within its bounds. */
  final boolean isParabolaInside(int row) {
    return terms[kinds[row]].areLinearInside();
  }

  final double[] forEachRow(RowTask task) {
    return forEachRow(task, Double::sum);
  }

  final double[] forEachRow(RowTask task, DoubleBinaryOperator joining) {
    return forEachBlock(
        (worker, from, to) -> {
          double joined = 0;
          for (int row = from; row < to; row++) {
            joined = joining.applyAsDouble(joined, task.run(worker, row));
          }
          return joined;
        });
  }

  final double[] forEachBlock(BlockTask task) {
    int blocks = (x.rows() + blockRows - 1) / blockRows;
    double[] ofBlocks = new double[blocks];
    workers.forEach(
        blocks,
        (worker, block) -> {
          int end = (int) Math.min((block + 1L) * blockRows, x.rows());
          ofBlocks[block] = task.run(worker, block * blockRows, end);
        });
    return ofBlocks;
  }

  /** The penalty of X that the objective adds to the loss, of each block. */
  public final double[] penalty() {
    return isPenalised ? forEachRow((worker, row) -> penalty(row, solvers[worker].before())) : NONE;
  }

  private double penalty(int row, double[] numbers) {
    x.read(row, numbers);
    double sum = 0;
    for (int c = 0; c < penalties.length; c++) {
      double number = numbers[c];
      sum += penalties[c].l1() * Math.abs(number) + penalties[c].l2() / 2 * number * number;
    }
    return sum;
  }

  /** The penalty of X that the observed entries add to their losses, all of each block. */
  public final double[] penaltyInsideMean() {
    return isPenalisedInside
        ? forEachRow(
            (worker, row) -> weight(row) * penaltyPerObservation(row, solvers[worker].before()))
        : NONE;
  }

  private double penaltyPerObservation(int row, double[] numbers) {
    x.read(row, numbers);
    double sum = 0;
    for (int c = 0; c < penalties.length; c++) {
      double number = numbers[c];
      sum +=
          penalties[c].l1PerObservation() * Math.abs(number)
              + penalties[c].l2PerObservation() * number * number;
    }
    return sum;
  }

  /**
   * {@code target ← P(X + beta · (X − last))} and {@code last ← X}, P the projection onto what is
   * allowed. Fixed numbers stay as they are in X.
   *
   * @param target may be X
   */
  public final void extrapolate(HeapMatrix last, double beta, HeapMatrix target) {
    forEachRow(
        (worker, row) -> {
          RowSolver problem = solvers[worker];
          double[] numbers = problem.before();
          x.read(row, problem.x);
          last.read(row, numbers);
          last.write(row, problem.x);
          problem.use(terms[kinds[row]]);
          problem.extrapolate(beta, numbers);
          target.write(row, problem.x);
          return 0;
        });
  }
}
