package org.nmf4j.solver;

import java.util.Arrays;

/**
 * The least squares problem of one row x of a factor while the other factor Y is kept,
 *
 * <pre>{@code
 * min ½·xᵀGx − bᵀx + Σ_c l1_c·|x_c| + ½·Σ_c l2_c·x_c²,  lower ≤ x ≤ upper
 * }</pre>
 *
 * with {@code G = Σ_j weight_j·y_j·y_jᵀ} and {@code b = Σ_j weight_j·a_j·y_j} over the row's
 * observed entries, solved by cyclic coordinate descent. For one thread, used again for each row.
 */
final class RowProblem {

  private final int rank;

  /** G, k·k numbers. */
  final double[] gram;

  /** b. */
  final double[] right;

  /** {@code Σ_j weight_j·a_j²}. */
  double squares;

  final double[] x;
  final double[] lower;
  final double[] upper;
  final boolean[] fixed;
  final double[] l1;
  final double[] l2;

  /** An earlier x. */
  final double[] before;

  /** Gx − b. */
  private final double[] slope;

  /** 1 / (G_cc + l2_c), 0 where a component is fixed or only its l1 says anything of it. */
  private final double[] step;

  RowProblem(int rank) {
    this.rank = rank;
    gram = new double[rank * rank];
    right = new double[rank];
    x = new double[rank];
    lower = new double[rank];
    upper = new double[rank];
    fixed = new boolean[rank];
    l1 = new double[rank];
    l2 = new double[rank];
    before = new double[rank];
    slope = new double[rank];
    step = new double[rank];
  }

  /** Computes {@code Gx − b} at the present x. Comes after all else is set. */
  void start() {
    for (int c = 0; c < rank; c++) {
      slope[c] = -right[c];
      double curvature = gram[c * rank + c] + l2[c];
      step[c] = fixed[c] || curvature < Double.MIN_NORMAL ? 0 : 1 / curvature;
    }
    for (int c = 0; c < rank; c++) {
      if (x[c] != 0) {
        addRow(c, x[c]);
      }
    }
  }

  /** Adds a multiple of a row of G, which is one of its columns too, to the slope. */
  private void addRow(int component, double factor) {
    int start = component * rank;
    for (int c = 0; c < rank; c++) {
      slope[c] += factor * gram[start + c];
    }
  }

  /**
   * Lowers the objective by going over all components again and again, until a round moves x by
   * less than a part of what the first has moved it.
   *
   * @param maxRounds at most so many rounds
   * @param precision the part, ≥ 0
   */
  void descend(int maxRounds, double precision) {
    double enough = 0;
    for (int round = 0; round < maxRounds; round++) {
      double moved = 0;
      for (int c = 0; c < rank; c++) {
        double move = best(c) - x[c];
        if (move != 0) {
          x[c] += move;
          addRow(c, move);
          moved += move * move;
        }
      }
      if (round == 0) {
        enough = precision * precision * moved;
      }
      if (moved <= enough) {
        return;
      }
    }
  }

  /** The best value of one component while the others stay. */
  private double best(int c) {
    if (step[c] == 0) {
      return fixed[c] || l1[c] == 0 ? x[c] : bounded(c, 0);
    }
    double best = x[c] - step[c] * (slope[c] + l2[c] * x[c]);
    if (l1[c] != 0) {
      double shrunk = Math.abs(best) - step[c] * l1[c];
      best = shrunk > 0 ? Math.copySign(shrunk, best) : 0;
    }
    return bounded(c, best);
  }

  /** The nearest number allowed; comparisons, since Math.min and Math.max take longer. */
  private double bounded(int c, double number) {
    if (number < lower[c]) {
      return lower[c];
    }
    return number > upper[c] ? upper[c] : number;
  }

  /** {@code x ← P(x + beta · (x − before))}, P the projection into the bounds. */
  void extrapolate(double beta) {
    for (int c = 0; c < rank; c++) {
      if (!fixed[c]) {
        x[c] = bounded(c, x[c] + beta * (x[c] - before[c]));
      }
    }
  }

  /** {@code Σ_j weight_j·(a_j − y_jᵀx)²}, the row's squared error at the present x. */
  double squaredError() {
    double sum = squares;
    for (int c = 0; c < rank; c++) {
      sum += x[c] * (slope[c] - right[c]);
    }
    return sum;
  }

  /**
   * {@code ‖x − P(x − g)‖²} for the gradient g of a multiple of the objective.
   *
   * @param scale of the objective of which g is the gradient
   */
  double squaredResidual(double scale) {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      if (!fixed[c]) {
        double stepped = x[c] - scale * (slope[c] + l2[c] * x[c]);
        double shrunk = Math.max(Math.abs(stepped) - scale * l1[c], 0);
        double moved = bounded(c, Math.copySign(shrunk, stepped));
        sum += (moved - x[c]) * (moved - x[c]);
      }
    }
    return sum;
  }

  /** Forgets G, b and the squares. */
  void clear() {
    Arrays.fill(gram, 0);
    Arrays.fill(right, 0);
    squares = 0;
  }
}
