package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.nmf4j.internal.compute.SimplexProjection;

/**
 * {@code min ½·xᵀQx − rᵀx, x ≥ 0, Σx = s} to the last digits, by a primal active set method
 * (Nocedal and Wright 2006, section 16.5): the minimum without bounds is sought among the
 * components that are free; one that comes to 0 on the way there is held, and one that is held and
 * would lower the objective is set free. Where Q is singular, steps are damped. For one thread.
 */
final class SimplexSolver {

  /** What slopes that are equal may differ by, of the terms that they are sums of. */
  private static final double ROUNDING = 1e-13;

  private static final double DAMPING = 1e-8;

  private final int rank;
  private final double[] curvature;
  private final double[] noMore;
  private final boolean[] held;
  private final double[] slope;
  private final double[] rounding;
  private final double[] step;
  private final double[] sideways;
  private final Cholesky cholesky;

  /** ν, what the slopes of free components are at a minimum. */
  private double level;

  SimplexSolver(int rank) {
    this.rank = rank;
    curvature = new double[rank * rank];
    noMore = new double[rank];
    held = new boolean[rank];
    slope = new double[rank];
    rounding = new double[rank];
    step = new double[rank];
    sideways = new double[rank];
    cholesky = new Cholesky(rank);
  }

  /** Moves the problem's x to the minimum; {@code Q = G + diag(l2)}, {@code r = b − l1}. */
  void solve(RowSolver problem, double sum) {
    double[] x = problem.x;
    SimplexProjection.project(x, sum);
    for (int c = 0; c < rank; c++) {
      held[c] = x[c] == 0;
    }
    int mostSteps = 20 * (rank + 5);
    for (int i = 0; i < mostSteps; i++) {
      setSlope(problem);
      if (isLevel() && !freeTheLowest()) {
        break;
      }
      setStep(problem);
      move(x);
    }
    SimplexProjection.project(x, sum);
  }

  private void setSlope(RowSolver problem) {
    for (int c = 0; c < rank; c++) {
      double product = problem.l2[c] * problem.x[c];
      double size = Math.abs(product) + Math.abs(problem.right[c]) + problem.l1[c];
      for (int q = 0; q < rank; q++) {
        double term = problem.gram[c * rank + q] * problem.x[q];
        product += term;
        size += Math.abs(term);
      }
      slope[c] = product - problem.right[c] + problem.l1[c];
      rounding[c] = ROUNDING * size;
    }
  }

  /** Whether x is at the minimum of the free components. */
  private boolean isLevel() {
    double total = 0;
    int free = 0;
    for (int c = 0; c < rank; c++) {
      total += held[c] ? 0 : slope[c];
      free += held[c] ? 0 : 1;
    }
    level = total / free;
    for (int c = 0; c < rank; c++) {
      if (!held[c] && Math.abs(slope[c] - level) > rounding[c]) {
        return false;
      }
    }
    return true;
  }

  /** False if no component that is held would lower the objective. */
  private boolean freeTheLowest() {
    int lowest = -1;
    for (int c = 0; c < rank; c++) {
      if (held[c] && slope[c] < level - rounding[c] && (lowest < 0 || slope[c] < slope[lowest])) {
        lowest = c;
      }
    }
    if (lowest >= 0) {
      held[lowest] = false;
    }
    return lowest >= 0;
  }

  /** {@code Qd + ν·1 = −slope, Σd = 0} of the free components. */
  private void setStep(RowSolver problem) {
    System.arraycopy(problem.gram, 0, curvature, 0, curvature.length);
    if (!cholesky.factorize(curvature, problem.l2, held)) {
      damp(problem.l2);
      cholesky.factorize(curvature, noMore, held);
    }
    for (int c = 0; c < rank; c++) {
      // The level is that of a step to which Σd = 0 does not matter.
      step[c] = held[c] ? 0 : level - slope[c];
      sideways[c] = held[c] ? 0 : 1;
    }
    cholesky.solve(step);
    cholesky.solve(sideways);
    double part = Arrays.stream(step).sum() / Arrays.stream(sideways).sum();
    for (int c = 0; c < rank; c++) {
      step[c] -= part * sideways[c];
    }
  }

  /** Adds what steps with Σd = 0 do not feel, and a little that they do. */
  private void damp(double[] l2) {
    double trace = 0;
    for (int c = 0; c < rank; c++) {
      curvature[c * rank + c] += l2[c];
      trace += curvature[c * rank + c];
    }
    double mean = trace > 0 ? trace / rank : 1;
    for (int i = 0; i < curvature.length; i++) {
      curvature[i] += mean;
    }
    for (int c = 0; c < rank; c++) {
      curvature[c * rank + c] *= 1 + DAMPING;
    }
  }

  private void move(double[] x) {
    double part = 1;
    int first = -1;
    for (int c = 0; c < rank; c++) {
      if (!held[c] && x[c] + part * step[c] < 0) {
        part = x[c] / -step[c];
        first = c;
      }
    }
    for (int c = 0; c < rank; c++) {
      x[c] = Math.max(x[c] + part * step[c], 0);
    }
    if (first >= 0) {
      x[first] = 0;
      held[first] = true;
    }
  }
}
