package org.nmf4j.internal.rows;

/**
 * A row is open if its entries leave some direction of x next to undetermined: if along it their
 * predictions move by less than a small part τ of what those of all entries would, {@code G −
 * τ·w·YᵀY} not being positive definite, w the mean weight. Such a row may be held to a mean μ by a
 * ridge, {@code τ·w·‖Y(x − μ)‖²}, as if its other entries were observed at the mean's predictions
 * with a small weight. It depends neither on the unit of the entries nor on that of the components.
 * Of entries that are next to exact few determine a row well enough: τ is not above their noise's
 * part in their variance.
 *
 * <p>For one thread.
 */
public final class OpenRows {

  /** τ at most. */
  public static final double MOST_RIDGE = 0.03;

  /** τ at least: what less would determine is not found in single precision. */
  private static final double LEAST_RIDGE = 1e-6;

  private static final double DIAGONAL = 1e-4;

  private final int rank;
  private final double ridge;
  private final Cholesky cholesky;
  private final double[] left;
  private final double[] nothing;
  private final boolean[] held;

  OpenRows(int rank, double ridge) {
    this.rank = rank;
    this.ridge = ridge;
    cholesky = new Cholesky(rank);
    left = new double[rank * rank];
    nothing = new double[rank];
    held = new boolean[rank];
  }

  /**
   * τ by how far a fit is from its entries.
   *
   * @param squaredErrors their sum
   * @param variance of the entries
   * @param freedom how many more entries than free numbers of the fit there are, or fewer
   */
  public static double ridge(double squaredErrors, double variance, double freedom) {
    if (freedom <= 0 || variance == 0) {
      return MOST_RIDGE;
    }
    return Math.min(Math.max(squaredErrors / freedom / variance, LEAST_RIDGE), MOST_RIDGE);
  }

  /**
   * Whether a row is open, of which some entries are observed and some are not.
   *
   * @param problem with G of its entries
   * @param all {@code YᵀY}
   * @param meanWeight w
   */
  boolean contain(RowSolver problem, double[] all, double meanWeight) {
    for (int i = 0; i < left.length; i++) {
      left[i] = problem.gram[i] - ridge * meanWeight * all[i];
    }
    for (int c = 0; c < rank; c++) {
      held[c] = problem.fixed[c] || all[c * rank + c] == 0;
    }
    return !cholesky.factorize(left, nothing, held);
  }

  /** Adds the ridge to an open row's G and b. */
  void hold(RowSolver problem, double[] all, double meanWeight, double[] mean) {
    for (int i = 0; i < all.length; i++) {
      // The diagonal also holds what no row of Y says anything of.
      double onDiagonal = i % (rank + 1) == 0 ? 1 + DIAGONAL : 1;
      double added = ridge * meanWeight * all[i] * onDiagonal;
      problem.gram[i] += added;
      problem.right[i / rank] += added * mean[i % rank];
    }
  }

  void holdIfOpen(RowSolver problem, double[] all, double meanWeight, double[] mean) {
    if (contain(problem, all, meanWeight)) {
      hold(problem, all, meanWeight, mean);
    }
  }
}
