package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.List;
import org.nmf4j.internal.compute.SimplexProjection;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;

/**
 * Finds one row x of a factor while the other factor Y is kept,
 *
 * <pre>{@code
 * min ½·xᵀGx − bᵀx + Σ_c l1_c·|x_c| + ½·Σ_c l2_c·x_c²,  lower ≤ x ≤ upper
 * }</pre>
 *
 * with {@code G = Σ_j weight_j·y_j·y_jᵀ} and {@code b = Σ_j weight_j·a_j·y_j} over the row's
 * observed entries, by cyclic coordinate descent, or {@code x ≥ 0} of a given sum, by {@link
 * SimplexSolver}. For one thread, used again for each row: write G, b and a first x, {@link
 * #prepare}, then {@link #start} and {@link #descend}, or {@link #solve}.
 */
public final class RowSolver {

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

  /** {@code (Gx − b)_c · scale_c}. */
  private final double[] slope;

  /** {@code G_cq · scale_q}. */
  private final double[] scaledGram;

  /**
   * 1 / (G_cc + l2_c), so that a component's best value is a difference: every operation between a
   * move and the next adds to the time that a round takes. 1 for a component that stays.
   */
  final double[] scale;

  /** {@code 1 − l2_c·scale_c}. */
  final double[] shrinkage;

  /** Components that are fixed, or of which neither entries nor terms say anything. */
  final boolean[] stays;

  /** Those that stay, and those of which only l1 says something. */
  private final boolean[] held;

  private final Cholesky cholesky;
  private final double[] before;
  private RowTerms terms;
  private SimplexSolver simplex;
  private ElasticNet[] penalties;
  private boolean isPenalised;

  public RowSolver(RowTerms terms) {
    rank = terms.rank();
    gram = new double[rank * rank];
    right = new double[rank];
    x = new double[rank];
    lower = new double[rank];
    upper = new double[rank];
    fixed = new boolean[rank];
    l1 = new double[rank];
    l2 = new double[rank];
    slope = new double[rank];
    scaledGram = new double[rank * rank];
    scale = new double[rank];
    shrinkage = new double[rank];
    stays = new boolean[rank];
    held = new boolean[rank];
    cholesky = new Cholesky(rank);
    before = new double[rank];
    use(terms);
  }

  /** Goes over to other terms of as many components. */
  void use(RowTerms terms) {
    if (terms == this.terms) {
      return;
    }
    List<Bounds> bounds = terms.bounds();
    for (int c = 0; c < rank; c++) {
      lower[c] = bounds.get(c).lower();
      upper[c] = bounds.get(c).upper();
      fixed[c] = bounds.get(c).fixed();
    }
    penalties = terms.penalties().toArray(ElasticNet[]::new);
    isPenalised = terms.isPenalised();
    if (terms.hasSum() && simplex == null) {
      simplex = new SimplexSolver(rank);
    }
    Arrays.fill(l1, 0);
    Arrays.fill(l2, 0);
    this.terms = terms;
  }

  /** {@code x ← P(scale · from)}, but for fixed components, which are as given. */
  void setX(double[] from, double scale) {
    for (int c = 0; c < rank; c++) {
      x[c] = fixed[c] ? from[c] : scale * from[c];
    }
    project(x);
  }

  /** To the nearest numbers allowed; gives whether any changed. */
  private boolean project(double[] numbers) {
    if (terms.hasSum()) {
      SimplexProjection.project(numbers, terms.sum());
      return true;
    }
    boolean any = false;
    for (int c = 0; c < rank; c++) {
      double inside = fixed[c] ? numbers[c] : bounded(c, numbers[c]);
      any |= inside != numbers[c];
      numbers[c] = inside;
    }
    return any;
  }

  /** Room for an earlier x. */
  double[] before() {
    return before;
  }

  /** Sets G and b to 0. */
  void clear() {
    Arrays.fill(gram, 0);
    Arrays.fill(right, 0);
  }

  /**
   * Puts the terms to G and b, which are those of the entries.
   *
   * @param weight of all entries of the row
   */
  void prepare(double weight) {
    if (isPenalised) {
      double multiplier = terms.multiplier();
      for (int c = 0; c < rank; c++) {
        ElasticNet penalty = penalties[c];
        l1[c] = (multiplier * penalty.l1() + weight * penalty.l1PerObservation()) / 2;
        l2[c] = multiplier * penalty.l2() / 2 + weight * penalty.l2PerObservation();
      }
    }
    setScales();
  }

  private void setScales() {
    for (int c = 0; c < rank; c++) {
      double curvature = gram[c * rank + c] + l2[c];
      boolean isFlat = curvature < Double.MIN_NORMAL;
      held[c] = fixed[c] || isFlat;
      stays[c] = fixed[c] || (isFlat && l1[c] == 0);
      scale[c] = held[c] ? 1 : 1 / curvature;
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

  /** Prepares to tell of the present x, whose product with G is known; not for descent. */
  void start(double[] product) {
    for (int c = 0; c < rank; c++) {
      slope[c] = (product[c] - right[c]) * scale[c];
    }
  }

  /**
   * Finds x to the last digits: from what it would be without bounds and l1 if G tells that,
   * otherwise from the present x.
   *
   * @param maxRounds at most so many rounds of descent
   * @param precision the part of x that a round's move is to be less than, ≥ 0
   */
  public void solve(int maxRounds, double precision) {
    if (terms.hasSum()) {
      start();
      descend(maxRounds, precision);
      return;
    }
    boolean isUnique = startUnconstrained();
    boolean isDone = isUnique && !project(x) && Arrays.stream(l1).allMatch(l -> l == 0);
    start();
    if (!isDone) {
      double squares = isUnique ? Arrays.stream(x).map(number -> number * number).sum() : 0;
      descend(maxRounds, precision, precision * precision * squares);
    }
  }

  /** {@code x ← argmin} without bounds and l1; false, and x as it was, if there are many. */
  private boolean startUnconstrained() {
    if (!cholesky.factorize(gram, l2, held)) {
      return false;
    }
    for (int c = 0; c < rank; c++) {
      if (held[c] && !stays[c]) {
        x[c] = 0;
      }
    }
    for (int c = 0; c < rank; c++) {
      if (!held[c]) {
        x[c] = right[c];
        for (int q = 0; q < rank; q++) {
          x[c] -= held[q] ? gram[c * rank + q] * x[q] : 0;
        }
      }
    }
    cholesky.solve(x);
    return true;
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
   * less than a part of what the first has moved it; by finding the minimum at once where x has a
   * sum to keep.
   *
   * @param maxRounds at most so many rounds
   * @param precision the part, ≥ 0
   */
  void descend(int maxRounds, double precision) {
    if (!terms.hasSum()) {
      descend(maxRounds, precision, 0);
    } else if (maxRounds > 0) {
      simplex.solve(this, terms.sum());
      start();
    }
  }

  private void descend(int maxRounds, double precision, double enoughAtLeast) {
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
        enough = Math.max(precision * precision * moved, enoughAtLeast);
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

  /** The nearest number allowed; comparisons, since Math.min and Math.max take longer. */
  private double bounded(int c, double number) {
    if (number < lower[c]) {
      return lower[c];
    }
    return number > upper[c] ? upper[c] : number;
  }

  /** {@code x ← P(x + beta · (x − before))}, P the projection onto what is allowed. */
  void extrapolate(double beta, double[] before) {
    for (int c = 0; c < rank; c++) {
      if (!fixed[c]) {
        x[c] += beta * (x[c] - before[c]);
      }
    }
    project(x);
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
   * {@code ‖x − P(x − g)‖} for the gradient g of a multiple of the objective. Squares might leave
   * the range of the type.
   *
   * @param multiplier of the objective of which g is the gradient
   */
  double residual(double multiplier) {
    double[] moved = x.clone();
    for (int c = 0; c < rank; c++) {
      if (!fixed[c]) {
        double stepped = x[c] - multiplier * (slope[c] / scale[c] + l2[c] * x[c]);
        double drawn = multiplier * l1[c];
        moved[c] =
            terms.hasSum()
                ? stepped - drawn
                : Math.copySign(Math.max(Math.abs(stepped) - drawn, 0), stepped);
      }
    }
    project(moved);
    double norm = 0;
    for (int c = 0; c < rank; c++) {
      norm = Math.hypot(norm, moved[c] - x[c]);
    }
    return norm;
  }
}
