package org.nmf4j.internal.rows;

import java.util.Arrays;

/**
 * Problems of rows that have the same bounds. Their rounds of coordinate descent are made side by
 * side, a component of all rows at a time, in loops that the compiler turns into the processor's
 * vector instructions. The results are those of {@link RowSolver}, but for rounding. For one
 * thread.
 */
final class RowBlock {

  /** Enough to make the loops' overhead small, few enough for the first caches. */
  static final int MOST_ROWS = 64;

  /** So many components are summed up in one loop; with more arrays it would not be vectorised. */
  private static final int COMPONENTS_AT_ONCE = 3;

  private final int rank;

  /** k, rounded up to whole loops. The components that there are not are zeros. */
  private final int paddedRank;

  // Component by component, the numbers of all rows.

  private final double[][] x;
  private final double[][] right;

  /** See {@link RowSolver}; l1 comes times the scale. */
  private final double[][] scale;

  private final double[][] shrinkage;
  private final double[][] threshold;

  /** G_cq of all rows, the same array as that of G_qc. Made for the first rows that need them. */
  private double[][][] grams;

  /** G_cq if it is that of all rows. */
  private final double[][] sharedGram;

  private boolean isShared;

  /** {@code (Gx − b)_c} of the component at hand. */
  private final double[] slope = new double[MOST_ROWS];

  private final double[] errorLessSquares = new double[MOST_ROWS];
  private final double[] moved = new double[MOST_ROWS];
  private final double[] enough = new double[MOST_ROWS];

  /** 1 for a row that goes on, 0 for one that is done. */
  private final double[] active = new double[MOST_ROWS];

  private double[] lower;
  private double[] upper;
  private boolean[] fixed;
  private boolean hasThreshold;
  private int count;

  /** Room for rows. */
  RowBlock(int rank) {
    this.rank = rank;
    paddedRank = (rank + COMPONENTS_AT_ONCE - 1) / COMPONENTS_AT_ONCE * COMPONENTS_AT_ONCE;
    x = new double[paddedRank][MOST_ROWS];
    right = new double[rank][MOST_ROWS];
    scale = new double[rank][MOST_ROWS];
    shrinkage = new double[rank][MOST_ROWS];
    threshold = new double[rank][MOST_ROWS];
    sharedGram = new double[rank][paddedRank];
  }

  /** Begins anew, with rows that each have a G of their own. */
  void clear() {
    count = 0;
    hasThreshold = false;
    isShared = false;
    if (grams == null) {
      makeGrams();
    }
  }

  private void makeGrams() {
    grams = new double[rank][paddedRank][];
    double[] zeros = new double[MOST_ROWS];
    for (int c = 0; c < rank; c++) {
      for (int q = 0; q < paddedRank; q++) {
        grams[c][q] = q >= rank ? zeros : q < c ? grams[q][c] : new double[MOST_ROWS];
      }
    }
  }

  /** Begins anew, with rows that all have this G, k·k numbers. */
  void clear(double[] gram) {
    count = 0;
    hasThreshold = false;
    isShared = true;
    for (int c = 0; c < rank; c++) {
      System.arraycopy(gram, c * rank, sharedGram[c], 0, rank);
    }
  }

  /** Adds a row's problem. */
  void add(RowSolver problem) {
    lower = problem.lower;
    upper = problem.upper;
    fixed = problem.fixed;
    for (int c = 0; c < rank; c++) {
      boolean stays = problem.stays[c];
      x[c][count] = problem.x[c];
      right[c][count] = problem.right[c];
      // A scale of 0 leaves a component where it is.
      scale[c][count] = stays ? 0 : problem.scale[c];
      shrinkage[c][count] = stays ? 1 : problem.shrinkage[c];
      threshold[c][count] = problem.scale[c] * problem.l1[c];
      hasThreshold |= problem.l1[c] != 0;
    }
    if (!isShared) {
      for (int c = 0; c < rank; c++) {
        for (int q = 0; q <= c; q++) {
          grams[q][c][count] = problem.gram[c * rank + q];
        }
      }
    }
    count++;
  }

  /** The number of rows. */
  int count() {
    return count;
  }

  /** Copies a row's x. */
  void get(int place, double[] xOfRow) {
    for (int c = 0; c < rank; c++) {
      xOfRow[c] = x[c][place];
    }
  }

  /** {@link RowSolver#squaredErrorLessSquares} of a row after {@link #descend}. */
  double squaredErrorLessSquares(int place) {
    return errorLessSquares[place];
  }

  /** As {@link RowSolver#descend}, for all rows; once, for what has been added. */
  void descend(int maxRounds, double precision) {
    Arrays.fill(active, 0, count, 1);
    Arrays.fill(active, count, MOST_ROWS, 0);
    for (int round = 0; round < maxRounds; round++) {
      Arrays.fill(moved, 0);
      for (int c = 0; c < rank; c++) {
        if (!fixed[c]) {
          moveComponent(c);
        }
      }
      if (!goesOn(round == 0, precision)) {
        break;
      }
    }
    Arrays.fill(errorLessSquares, 0);
    for (int c = 0; c < rank; c++) {
      setSlope(c);
      addErrors(errorLessSquares, x[c], slope, right[c]);
    }
  }

  private void moveComponent(int c) {
    setSlope(c);
    toBest(slope, scale[c], x[c], shrinkage[c]);
    if (hasThreshold) {
      shrink(slope, threshold[c]);
    }
    move(x[c], slope, lower[c], upper[c], active, moved);
  }

  private void setSlope(int c) {
    negate(slope, right[c]);
    for (int q = 0; q < paddedRank; q += COMPONENTS_AT_ONCE) {
      if (isShared) {
        double[] g = sharedGram[c];
        addMultiples(slope, x[q], g[q], x[q + 1], g[q + 1], x[q + 2], g[q + 2]);
      } else {
        double[][] g = grams[c];
        addProducts(slope, x[q], g[q], x[q + 1], g[q + 1], x[q + 2], g[q + 2]);
      }
    }
  }

  private static void negate(double[] target, double[] numbers) {
    for (int row = 0; row < target.length; row++) {
      target[row] = -numbers[row];
    }
  }

  private static void addMultiples(
      double[] sum, double[] x, double g, double[] x1, double g1, double[] x2, double g2) {
    for (int row = 0; row < sum.length; row++) {
      sum[row] += x[row] * g + x1[row] * g1 + x2[row] * g2;
    }
  }

  private static void addProducts(
      double[] sum, double[] x, double[] g, double[] x1, double[] g1, double[] x2, double[] g2) {
    for (int row = 0; row < sum.length; row++) {
      sum[row] += x[row] * g[row] + x1[row] * g1[row] + x2[row] * g2[row];
    }
  }

  /** From the slope to the best number, but for l1 and bounds. */
  private static void toBest(double[] slope, double[] scale, double[] x, double[] shrinkage) {
    for (int row = 0; row < slope.length; row++) {
      slope[row] = x[row] * shrinkage[row] - slope[row] * scale[row];
    }
  }

  private static void shrink(double[] best, double[] threshold) {
    for (int row = 0; row < best.length; row++) {
      best[row] = Math.max(best[row] - threshold[row], 0) + Math.min(best[row] + threshold[row], 0);
    }
  }

  private static void move(
      double[] x, double[] best, double lower, double upper, double[] active, double[] moved) {
    for (int row = 0; row < x.length; row++) {
      double move = active[row] * (Math.min(Math.max(best[row], lower), upper) - x[row]);
      x[row] += move;
      moved[row] += move * move;
    }
  }

  private static void addErrors(double[] sum, double[] x, double[] slope, double[] right) {
    for (int row = 0; row < sum.length; row++) {
      sum[row] += x[row] * (slope[row] - right[row]);
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
}
