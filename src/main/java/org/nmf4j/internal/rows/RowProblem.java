package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;

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

  final double[] x;
  final double[] lower;
  final double[] upper;
  final boolean[] fixed;
  final double[] l1;
  final double[] l2;

  /** An earlier x. */
  final double[] before;

  /** {@code (Gx − b)_c · scale_c}. */
  private final double[] slope;

  /** {@code G_cq · scale_q}. */
  private final double[] scaledGram;

  /**
   * 1 / (G_cc + l2_c), so that a component's best value is a difference: every operation between a
   * move and the next adds to the time that a round takes. 1 for a component that stays.
   */
  private final double[] scale;

  /** {@code 1 − l2_c·scale_c}. */
  private final double[] shrinkage;

  private final boolean[] stays;

  /** That the bounds were set for, always with the same components. */
  private Bounds boundsOfRow;

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
    scaledGram = new double[rank * rank];
    scale = new double[rank];
    shrinkage = new double[rank];
    stays = new boolean[rank];
  }

  /** Sets what the numbers of x are allowed: what their components and the row both allow. */
  void setBounds(Bounds[] ofComponents, Bounds ofRow) {
    if (ofRow.equals(boundsOfRow)) {
      return;
    }
    boundsOfRow = ofRow;
    for (int c = 0; c < rank; c++) {
      Bounds both = ofComponents[c].and(ofRow);
      lower[c] = both.lower();
      upper[c] = both.upper();
      fixed[c] = both.fixed();
    }
  }

  /** Sets l1 and l2. */
  void setPenalties(ElasticNet[] ofComponents, double multiplier, double weight) {
    for (int c = 0; c < rank; c++) {
      ElasticNet penalty = ofComponents[c];
      l1[c] = (multiplier * penalty.l1() + weight * penalty.l1PerObservation()) / 2;
      l2[c] = multiplier * penalty.l2() / 2 + weight * penalty.l2PerObservation();
    }
  }

  /** Prepares what does not depend on x. Comes after all else is set. */
  void setScales() {
    for (int c = 0; c < rank; c++) {
      double curvature = gram[c * rank + c] + l2[c];
      boolean isFlat = curvature < Double.MIN_NORMAL;
      stays[c] = fixed[c] || (isFlat && l1[c] == 0);
      scale[c] = fixed[c] || isFlat ? 1 : 1 / curvature;
      // Where only its l1 says anything of a component, it goes to 0.
      shrinkage[c] = isFlat ? 0 : 1 - l2[c] * scale[c];
    }
  }

  /** Prepares for the present x. */
  void start() {
    for (int c = 0; c < rank; c++) {
      slope[c] = -right[c] * scale[c];
    }
    for (int c = 0; c < rank; c++) {
      int start = c * rank;
      for (int q = 0; q < rank; q++) {
        scaledGram[start + q] = gram[start + q] * scale[q];
      }
      if (x[c] != 0) {
        addRow(c, x[c]);
      }
    }
  }

  /** What a move of one component adds to the slope; G is symmetric. */
  private void addRow(int component, double move) {
    int start = component * rank;
    for (int q = 0; q < rank; q++) {
      slope[q] += move * scaledGram[start + q];
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
        if (stays[c]) {
          continue;
        }
        double move = best(c, x[c], slope[c]) - x[c];
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
  private double best(int c, double number, double slopeOfNumber) {
    double best = number * shrinkage[c] - slopeOfNumber;
    if (l1[c] != 0) {
      double shrunk = Math.abs(best) - scale[c] * l1[c];
      best = shrunk > 0 ? Math.copySign(shrunk, best) : 0;
    }
    return bounded(c, best);
  }

  boolean stays(int c) {
    return stays[c];
  }

  double scale(int c) {
    return scale[c];
  }

  double shrinkage(int c) {
    return shrinkage[c];
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

  /** {@code xᵀGx − 2bᵀx} at the present x: the row's squared error less Σ_j weight_j·a_j². */
  double squaredErrorLessSquares() {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      sum += x[c] * (slope[c] / scale[c] - right[c]);
    }
    return sum;
  }

  /**
   * {@code ‖x − P(x − g)‖²} for the gradient g of a multiple of the objective.
   *
   * @param multiplier of the objective of which g is the gradient
   */
  double squaredResidual(double multiplier) {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      if (!fixed[c]) {
        double stepped = x[c] - multiplier * (slope[c] / scale[c] + l2[c] * x[c]);
        double shrunk = Math.max(Math.abs(stepped) - multiplier * l1[c], 0);
        double moved = bounded(c, Math.copySign(shrunk, stepped));
        sum += (moved - x[c]) * (moved - x[c]);
      }
    }
    return sum;
  }

  /** Forgets G and b. */
  void clear() {
    Arrays.fill(gram, 0);
    Arrays.fill(right, 0);
  }
}
