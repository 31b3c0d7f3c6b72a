package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.nmf4j.internal.evaluation.EntryProducts;

/**
 * Lowers a row's least squares problem by products with its G alone. Each costs one step: by
 * conjugate gradients as long as the components inside their bounds stay the same, and otherwise
 * along a projected gradient as long as the last step's curvature suggests, as far as is best (Moré
 * and Toraldo 1991, doi:10.1137/0801008; Birgin, Martínez and Raydan 2000,
 * doi:10.1137/S1052623497330963). Each component is counted in the root of one over its curvature.
 * For one thread.
 */
final class ConjugateGradients {

  private final int rank;

  /** What x may be at least and at most. */
  private final double[] least;

  private final double[] most;

  private final double[] gradient;

  /** The gradient where it points into the bounds, otherwise 0. */
  private final double[] slopes;

  private final double[] direction;
  private final double[] move;

  /** The change of the gradient by the move. */
  private final double[] change;

  ConjugateGradients(int rank) {
    this.rank = rank;
    least = new double[rank];
    most = new double[rank];
    gradient = new double[rank];
    slopes = new double[rank];
    direction = new double[rank];
    move = new double[rank];
    change = new double[rank];
  }

  /**
   * Moves x, which is within its bounds; what is lowered never rises.
   *
   * @param problem prepared, of whose G the diagonal is known roughly; its l1 must be 0 wherever
   *     numbers of both signs are allowed
   * @param gram G
   * @param steps at most so many
   * @param precision ends where the slopes' norm is this part of the first or less
   * @return {@code xᵀGx − 2bᵀx}
   */
  double descend(RowSolver problem, FactoredGram gram, int steps, double precision) {
    start(problem, gram);
    double length = 1;
    double enough = 0;
    double last = 0;
    for (int i = 0; i < steps; i++) {
      setSlopes(problem);
      double squares = squares(problem.scale);
      enough = i == 0 ? precision * precision * squares : enough;
      if (squares <= enough) {
        break;
      }
      turn(last == 0 ? 0 : squares / last, problem.scale);
      boolean isInside = setMove(problem.x, length);
      if (!isInside && last != 0) {
        // Projected, only the gradient is sure to lead down.
        turn(0, problem.scale);
        isInside = setMove(problem.x, length);
      }
      multiply(move, gram, problem.l2);
      double curvature = dot(move, change);
      double best = -dot(gradient, move) / curvature;
      if (!(best > 0)) {
        break;
      }
      double farthest = !isInside ? 1 : best > 1 ? farthest(problem.x) : best;
      length = isInside ? best * length : moved(problem.scale) / curvature;
      last = isInside && best <= farthest ? squares : 0;
      go(problem.x, Math.min(best, farthest));
    }
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      double x = problem.x[c];
      sum += x * (gradient[c] - problem.l2[c] * x - problem.l1[c] - problem.right[c]);
    }
    return sum;
  }

  private void start(RowSolver problem, FactoredGram gram) {
    multiply(problem.x, gram, problem.l2);
    Arrays.fill(direction, 0);
    for (int c = 0; c < rank; c++) {
      least[c] = problem.fixed[c] ? problem.x[c] : problem.lower[c];
      most[c] = problem.fixed[c] ? problem.x[c] : problem.upper[c];
      gradient[c] = change[c] - problem.right[c] + problem.l1[c];
    }
  }

  private void multiply(double[] vector, FactoredGram gram, double[] l2) {
    gram.multiply(vector, change);
    for (int c = 0; c < rank; c++) {
      change[c] += l2[c] * vector[c];
    }
  }

  private void setSlopes(RowSolver problem) {
    double[] x = problem.x;
    for (int c = 0; c < rank; c++) {
      // Faster than to ask for its sign, which no processor can predict.
      double ahead = x[c] - problem.scale[c] * gradient[c];
      slopes[c] = Math.min(Math.max(ahead, least[c]), most[c]) == x[c] ? 0 : gradient[c];
    }
  }

  private double squares(double[] scale) {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      sum += scale[c] * slopes[c] * slopes[c];
    }
    return sum;
  }

  private double moved(double[] scale) {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      sum += move[c] / scale[c] * move[c];
    }
    return sum;
  }

  private void turn(double beta, double[] scale) {
    for (int c = 0; c < rank; c++) {
      direction[c] = slopes[c] == 0 ? 0 : beta * direction[c] - scale[c] * slopes[c];
    }
  }

  /** Sets the move to that along the direction, projected; whether it stays inside the bounds. */
  private boolean setMove(double[] x, double length) {
    double beyond = 0;
    for (int c = 0; c < rank; c++) {
      double wished = length * direction[c];
      move[c] = Math.min(Math.max(wished, least[c] - x[c]), most[c] - x[c]);
      beyond += Math.abs(move[c] - wished);
    }
    return beyond == 0;
  }

  /** How many times the move stays inside the bounds. */
  private double farthest(double[] x) {
    double farthest = Double.MAX_VALUE;
    for (int c = 0; c < rank; c++) {
      if (move[c] != 0) {
        farthest = Math.min(farthest, ((move[c] > 0 ? most[c] : least[c]) - x[c]) / move[c]);
      }
    }
    return farthest;
  }

  /** Goes along the move; where rounding would lead out of the bounds, to these. */
  private void go(double[] x, double part) {
    for (int c = 0; c < rank; c++) {
      x[c] = Math.min(Math.max(x[c] + part * move[c], least[c]), most[c]);
    }
    for (int c = 0; c < rank; c++) {
      gradient[c] += part * change[c];
    }
  }

  private static double dot(double[] a, double[] b) {
    return EntryProducts.dot(a, 0, b, 0, a.length);
  }
}
