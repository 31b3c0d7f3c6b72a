package org.nmf4j.solver;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.nmf4j.compute.HeapMatrix;
import org.nmf4j.compute.RowSums;
import org.nmf4j.compute.Workers;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Penalties;

/**
 * One factor X of alternating least squares, W or Hᵀ, and the problems of its rows while the other,
 * Y, is kept. Rows are gathered into blocks, each a piece of work for one thread; sums are taken
 * over blocks in their order, so that they have the same bits on any number of threads.
 */
final class FactorRows {

  private static final int BLOCK_ROWS = CompleteRows.MOST_ROWS;

  private final LeastSquaresRows rows;
  private final HeapMatrix x;
  private final Bounds[] componentBounds;
  private final Bounds[] rowBounds;
  private final ElasticNet[] penalties;
  private final boolean isPenalised;
  private final Workers workers;
  private final ThreadState[] threads;

  /** What one thread works with. */
  private record ThreadState(RowProblem problem, CompleteRows block, RowSums sums) {}

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
   * @param componentBounds what the numbers of each component are allowed
   * @param rowBounds what the numbers of each row are allowed
   * @param penalties of each component
   */
  FactorRows(
      LeastSquaresRows rows,
      HeapMatrix x,
      IntFunction<Bounds> componentBounds,
      IntFunction<Bounds> rowBounds,
      IntFunction<ElasticNet> penalties,
      Workers workers) {
    this.rows = rows;
    this.x = x;
    int rank = x.columns();
    this.componentBounds =
        IntStream.range(0, rank).mapToObj(componentBounds).toArray(Bounds[]::new);
    this.rowBounds = IntStream.range(0, x.rows()).mapToObj(rowBounds).toArray(Bounds[]::new);
    this.penalties = IntStream.range(0, rank).mapToObj(penalties).toArray(ElasticNet[]::new);
    isPenalised = Arrays.stream(this.penalties).anyMatch(net -> !net.equals(Penalties.none()));
    this.workers = workers;
    threads = new ThreadState[workers.count()];
    for (int i = 0; i < threads.length; i++) {
      RowProblem problem = new RowProblem(rank);
      RowSums sums = RowSums.of(x.dataType(), rank);
      threads[i] = new ThreadState(problem, new CompleteRows(rank, problem), sums);
    }
  }

  /** X: the matrix itself. */
  HeapMatrix x() {
    return x;
  }

  /**
   * Lowers {@code Σ squared errors + multiplier · penalty + penalty inside the mean} over X.
   *
   * @param y the other factor
   * @return the sum of squared errors at the new X
   */
  double update(HeapMatrix y, double multiplier, int maxRounds, double precision) {
    rows.prepare(y, workers);
    return forEachBlock(
        (thread, from, to) -> {
          if (areAlike(from, to)) {
            return updateTogether(thread, from, to, y, multiplier, maxRounds, precision);
          }
          double sum = 0;
          for (int row = from; row < to; row++) {
            RowProblem problem = load(thread, row, y, multiplier);
            problem.descend(maxRounds, precision);
            x.write(row, problem.x);
            sum += problem.squaredError();
          }
          return sum;
        });
  }

  /** Whether the problems of some rows differ in their right-hand side alone. */
  private boolean areAlike(int from, int to) {
    for (int row = from; row < to; row++) {
      if (!rows.isComplete(row) || !rowBounds[row].equals(rowBounds[from])) {
        return false;
      }
    }
    return true;
  }

  private double updateTogether(
      ThreadState thread,
      int from,
      int to,
      HeapMatrix y,
      double multiplier,
      int maxRounds,
      double precision) {
    CompleteRows block = thread.block;
    RowProblem first = load(thread, from, y, multiplier);
    for (int row = from; row < to; row++) {
      x.read(row, first.x);
      rows.loadRight(row, first.right);
      block.set(row - from, first.x, first.right);
    }
    block.descend(to - from, maxRounds, precision);
    double sum = 0;
    for (int row = from; row < to; row++) {
      block.get(row - from, first.x);
      x.write(row, first.x);
      sum += block.squaredError(row - from, rows.squares(row));
    }
    return sum;
  }

  /** {@code Σ weight·a²}. */
  double squares() {
    return forEachRow((thread, row) -> rows.squares(row));
  }

  /** The sum of squared errors at the present X. */
  double squaredError(HeapMatrix y) {
    return sum(y, 0, RowProblem::squaredError);
  }

  /**
   * {@code ‖X − P(X − ∇f)‖²}.
   *
   * @param scale from half the sum that {@link #update} lowers to the objective f
   */
  double squaredResidual(HeapMatrix y, double multiplier, double scale) {
    return sum(y, multiplier, problem -> problem.squaredResidual(scale));
  }

  private double sum(HeapMatrix y, double multiplier, ToDoubleFunction<RowProblem> ofRow) {
    rows.prepare(y, workers);
    return forEachRow((thread, row) -> ofRow.applyAsDouble(load(thread, row, y, multiplier)));
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

  private RowProblem load(ThreadState thread, int row, HeapMatrix y, double multiplier) {
    RowProblem problem = thread.problem;
    rows.load(row, y, thread.sums, problem);
    x.read(row, problem.x);
    problem.setBounds(componentBounds, rowBounds[row]);
    if (isPenalised) {
      problem.setPenalties(penalties, multiplier, rows.weight(row));
    }
    problem.start();
    return problem;
  }

  /** The penalty of X that the objective adds to the loss. */
  double penalty() {
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
  double penaltyInsideMean() {
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
  void extrapolate(HeapMatrix last, double beta, HeapMatrix target) {
    forEachRow(
        (thread, row) -> {
          RowProblem problem = thread.problem;
          x.read(row, problem.x);
          last.read(row, problem.before);
          last.write(row, problem.x);
          problem.setBounds(componentBounds, rowBounds[row]);
          problem.extrapolate(beta);
          target.write(row, problem.x);
          return 0;
        });
  }
}
