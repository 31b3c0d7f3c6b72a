package org.nmf4j.solver;

import java.util.Arrays;

/**
 * Problems of rows in which nothing is missing, which differ in their right-hand side alone. Their
 * rounds of coordinate descent are made side by side, a component of all rows at a time, in loops
 * that the compiler turns into the processor's vector instructions. The results are those of {@link
 * RowProblem}. For one thread.
 */
final class CompleteRows {

  /** Enough to make the loops' overhead small, few enough for the first cache. */
  static final int MOST_ROWS = 64;

  private final int rank;

  /** G, bounds and penalties, those of the first row. */
  private final RowProblem shared;

  /** Component by component, the numbers of all rows. */
  private final double[][] x;

  private final double[][] right;
  private final double[][] slope;
  private final double[] move = new double[MOST_ROWS];
  private final double[] moved = new double[MOST_ROWS];
  private final double[] enough = new double[MOST_ROWS];

  /** 1 for a row that goes on, 0 for one that is done. */
  private final double[] active = new double[MOST_ROWS];

  /**
   * Room for rows.
   *
   * @param shared prepared for the first row, before each {@link #descend}
   */
  CompleteRows(int rank, RowProblem shared) {
    this.rank = rank;
    this.shared = shared;
    x = new double[rank][MOST_ROWS];
    right = new double[rank][MOST_ROWS];
    slope = new double[rank][MOST_ROWS];
  }

  /** Sets a row's x and b. */
  void set(int place, double[] xOfRow, double[] rightOfRow) {
    for (int c = 0; c < rank; c++) {
      x[c][place] = xOfRow[c];
      right[c][place] = rightOfRow[c];
    }
  }

  /** Copies a row's x. */
  void get(int place, double[] xOfRow) {
    for (int c = 0; c < rank; c++) {
      xOfRow[c] = x[c][place];
    }
  }

  /** As {@link RowProblem#descend}, for the first {@code count} rows. */
  void descend(int count, int maxRounds, double precision) {
    start(count);
    for (int round = 0; round < maxRounds; round++) {
      Arrays.fill(moved, 0);
      for (int c = 0; c < rank; c++) {
        if (!shared.stays(c)) {
          moveComponent(c);
          addToSlopes(c, move);
        }
      }
      if (!goesOn(round == 0, precision)) {
        return;
      }
    }
  }

  private void start(int count) {
    Arrays.fill(active, 0, count, 1);
    Arrays.fill(active, count, MOST_ROWS, 0);
    for (int c = 0; c < rank; c++) {
      Arrays.fill(x[c], count, MOST_ROWS, 0);
      Arrays.fill(right[c], count, MOST_ROWS, 0);
      for (int row = 0; row < MOST_ROWS; row++) {
        slope[c][row] = -right[c][row] * shared.scale(c);
      }
    }
    for (int c = 0; c < rank; c++) {
      addToSlopes(c, x[c]);
    }
  }

  private void addToSlopes(int component, double[] moves) {
    for (int c = 0; c < rank; c++) {
      addScaled(slope[c], moves, shared.scaledGram(component, c));
    }
  }

  private static void addScaled(double[] sum, double[] numbers, double factor) {
    for (int row = 0; row < sum.length; row++) {
      sum[row] += numbers[row] * factor;
    }
  }

  private void moveComponent(int c) {
    if (shared.hasOnlyLowerBound(c)) {
      moveComponent(x[c], slope[c], shared.shrinkage(c), shared.lower[c]);
      return;
    }
    for (int row = 0; row < MOST_ROWS; row++) {
      double before = x[c][row];
      double step = active[row] * (shared.best(c, before, slope[c][row]) - before);
      move[row] = step;
      x[c][row] = before + step;
      moved[row] += step * step;
    }
  }

  private void moveComponent(double[] numbers, double[] slopes, double shrinkage, double lower) {
    for (int row = 0; row < numbers.length; row++) {
      double before = numbers[row];
      double best = Math.max(before * shrinkage - slopes[row], lower);
      double step = active[row] * (best - before);
      move[row] = step;
      numbers[row] = before + step;
      moved[row] += step * step;
    }
  }

  /** Marks the rows that are done; false if all are. */
  private boolean goesOn(boolean firstRound, double precision) {
    boolean any = false;
    for (int row = 0; row < MOST_ROWS; row++) {
      if (firstRound) {
        enough[row] = precision * precision * moved[row];
      }
      if (moved[row] <= enough[row]) {
        active[row] = 0;
      }
      any |= active[row] != 0;
    }
    return any;
  }

  /** As {@link RowProblem#squaredError}. */
  double squaredError(int place, double squares) {
    double sum = squares;
    for (int c = 0; c < rank; c++) {
      sum += x[c][place] * (slope[c][place] / shared.scale(c) - right[c][place]);
    }
    return sum;
  }
}
