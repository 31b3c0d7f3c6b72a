package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.parallel.Threads;

/**
 * One factor X of alternating least squares, W or Hᵀ, and the problems of its rows while the other,
 * Y, is kept. Rows are gathered into blocks, each a piece of work for one thread; sums are taken
 * over blocks in their order, so that they have the same bits on any number of threads.
 */
public final class FactorRows {

  private static final int BLOCK_ROWS = RowBlock.MOST_ROWS;

  // Where rows with Gram matrices of their own are better solved together than one after another:

  /** With fewer, most of the work side by side would be for nobody. */
  private static final int FEWEST_TOGETHER = 32;

  /**
   * Together they go on until the last is done: at a high precision that takes few of them long.
   */
  private static final int MOST_ROUNDS_TOGETHER = 50;

  /** The Gram matrices of a block then take up a megabyte, which the second cache still holds. */
  private static final int LARGEST_RANK_TOGETHER = 64;

  private final LeastSquaresRows rows;
  private final HeapMatrix x;

  /** Of all rows that have the same bounds. */
  private final RowTerms[] terms;

  /** Of each row which they are. */
  private final int[] kinds;

  private final ElasticNet[] penalties;
  private final boolean isPenalised;
  private final Threads workers;
  private final ThreadState[] threads;

  /** What one thread works with. */
  private record ThreadState(RowSolver problem, RowBlock block, RowSums sums, double[] numbers) {}

  /** What is done with some rows next to each other; gives a number to be summed up. */
  @FunctionalInterface
  private interface BlockTask {
    double run(ThreadState thread, int from, int to);
  }

  /** What is done with a row; gives a number to be summed up. */
  @FunctionalInterface
  private interface RowTask {
    double run(ThreadState thread, int row);
  }

  /**
   * A factor.
   *
   * @param rows the matrix whose rows are the problems
   * @param x the factor, which the updates change
   * @param terms of every row
   * @param rowBounds what the numbers of each row are allowed besides
   */
  public FactorRows(
      LeastSquaresRows rows,
      HeapMatrix x,
      RowTerms terms,
      IntFunction<Bounds> rowBounds,
      Threads workers) {
    this.rows = rows;
    this.x = x;
    kinds = new int[x.rows()];
    Map<Bounds, Integer> kindOf = new LinkedHashMap<>();
    for (int row = 0; row < kinds.length; row++) {
      kinds[row] = kindOf.computeIfAbsent(rowBounds.apply(row), bounds -> kindOf.size());
    }
    this.terms = kindOf.keySet().stream().map(terms::within).toArray(RowTerms[]::new);
    penalties = terms.penalties().toArray(ElasticNet[]::new);
    isPenalised = terms.isPenalised();
    this.workers = workers;
    threads = new ThreadState[workers.count()];
    int rank = x.columns();
    for (int i = 0; i < threads.length; i++) {
      RowSums sums = new RowSums(x.dataType(), rank);
      threads[i] =
          new ThreadState(new RowSolver(terms), new RowBlock(rank), sums, new double[rank]);
    }
  }

  /** X: the matrix itself. */
  public HeapMatrix x() {
    return x;
  }

  /**
   * Lowers {@code Σ squared errors + multiplier · penalty + penalty inside the mean} over X.
   *
   * @param y the other factor
   * @return the sum of squared errors at the new X, less {@code Σ weight·a²}
   */
  public double update(HeapMatrix y, double multiplier, int maxRounds, double precision) {
    prepare(y, multiplier);
    return forEachBlock(
        (thread, from, to) -> {
          if (goTogether(from, to, maxRounds)) {
            fill(thread, from, to, y);
            return updateTogether(thread, from, maxRounds, precision);
          }
          double sum = 0;
          for (int row = from; row < to; row++) {
            RowSolver problem = start(thread, row, y);
            problem.descend(maxRounds, precision);
            x.write(row, problem.x);
            sum += problem.squaredErrorLessSquares();
          }
          return sum;
        });
  }

  private void prepare(HeapMatrix y, double multiplier) {
    rows.prepare(y, workers);
    Arrays.setAll(terms, kind -> terms[kind].withMultiplier(multiplier));
  }

  private boolean goTogether(int from, int to, int maxRounds) {
    boolean isWorthwhile =
        to - from >= FEWEST_TOGETHER
            && maxRounds <= MOST_ROUNDS_TOGETHER
            && x.columns() <= LARGEST_RANK_TOGETHER;
    return haveSameBounds(from, to) && (isWorthwhile || areComplete(from, to));
  }

  private boolean haveSameBounds(int from, int to) {
    for (int row = from; row < to; row++) {
      if (kinds[row] != kinds[from]) {
        return false;
      }
    }
    return true;
  }

  private boolean areComplete(int from, int to) {
    for (int row = from; row < to; row++) {
      if (!rows.isComplete(row)) {
        return false;
      }
    }
    return true;
  }

  /** Puts the problems of some rows side by side; if nothing is missing, G is that of all. */
  private void fill(ThreadState thread, int from, int to, HeapMatrix y) {
    RowBlock block = thread.block;
    if (!areComplete(from, to)) {
      block.clear();
      for (int row = from; row < to; row++) {
        block.add(load(thread, row, y));
      }
      return;
    }
    RowSolver problem = load(thread, from, y);
    block.clear(problem.gram);
    for (int row = from; row < to; row++) {
      x.read(row, problem.x);
      rows.loadRight(row, problem.right);
      block.add(problem);
    }
  }

  private double updateTogether(ThreadState thread, int from, int maxRounds, double precision) {
    RowBlock block = thread.block;
    block.descend(maxRounds, precision);
    double sum = 0;
    for (int place = 0; place < block.count(); place++) {
      block.get(place, thread.problem.x);
      x.write(from + place, thread.problem.x);
      sum += block.squaredErrorLessSquares(place);
    }
    return sum;
  }

  /** The sum of squared errors at the present X, less {@code Σ weight·a²}. */
  public double squaredErrorLessSquares(HeapMatrix y) {
    return update(y, 0, 0, 0);
  }

  /**
   * {@code ‖X − P(X − ∇f)‖²}.
   *
   * @param scale from half the sum that {@link #update} lowers to the objective f
   */
  public double squaredResidual(HeapMatrix y, double multiplier, double scale) {
    prepare(y, multiplier);
    return forEachRow((thread, row) -> start(thread, row, y).squaredResidual(scale));
  }

  private double forEachRow(RowTask task) {
    return forEachBlock(
        (thread, from, to) -> {
          double sum = 0;
          for (int row = from; row < to; row++) {
            sum += task.run(thread, row);
          }
          return sum;
        });
  }

  private double forEachBlock(BlockTask task) {
    int blocks = (x.rows() + BLOCK_ROWS - 1) / BLOCK_ROWS;
    double[] sums = new double[blocks];
    workers.forEach(
        blocks,
        (worker, block) -> {
          int end = (int) Math.min((block + 1L) * BLOCK_ROWS, x.rows());
          sums[block] = task.run(threads[worker], block * BLOCK_ROWS, end);
        });
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    return total;
  }

  private RowSolver load(ThreadState thread, int row, HeapMatrix y) {
    RowSolver problem = thread.problem;
    rows.load(row, y, thread.sums, problem);
    x.read(row, problem.x);
    problem.use(terms[kinds[row]]);
    problem.prepare(isPenalised ? rows.weight(row) : 0);
    return problem;
  }

  private RowSolver start(ThreadState thread, int row, HeapMatrix y) {
    RowSolver problem = load(thread, row, y);
    problem.start();
    return problem;
  }

  /** The penalty of X that the objective adds to the loss. */
  public double penalty() {
    return isPenalised ? forEachRow((thread, row) -> penalty(row)) : 0;
  }

  private double penalty(int row) {
    double sum = 0;
    for (int c = 0; c < penalties.length; c++) {
      double number = x.get(row, c);
      sum += penalties[c].l1() * Math.abs(number) + penalties[c].l2() / 2 * number * number;
    }
    return sum;
  }

  /** The penalty of X that the observed entries add to their losses, for all entries together. */
  public double penaltyInsideMean() {
    return isPenalised
        ? forEachRow((thread, row) -> rows.weight(row) * penaltyPerObservation(row))
        : 0;
  }

  private double penaltyPerObservation(int row) {
    double sum = 0;
    for (int c = 0; c < penalties.length; c++) {
      double number = x.get(row, c);
      sum +=
          penalties[c].l1PerObservation() * Math.abs(number)
              + penalties[c].l2PerObservation() * number * number;
    }
    return sum;
  }

  /**
   * {@code target ← P(X + beta · (X − last))} and {@code last ← X}, P the projection into the
   * bounds. Fixed numbers stay as they are in X.
   *
   * @param target may be X
   */
  public void extrapolate(HeapMatrix last, double beta, HeapMatrix target) {
    forEachRow(
        (thread, row) -> {
          RowSolver problem = thread.problem;
          x.read(row, problem.x);
          last.read(row, thread.numbers);
          last.write(row, problem.x);
          problem.use(terms[kinds[row]]);
          problem.extrapolate(beta, thread.numbers);
          target.write(row, problem.x);
          return 0;
        });
  }
}
