package org.nmf4j.solver;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;

/**
 * Finds factors of new rows while H is kept: {@code min over W ≥ 0 of Σ weight·ℓ(W·H, A)}.
 *
 * <p>For squared error each row is a non-negative least squares problem of its own, {@code min
 * ½wᵀGw − bᵀw} with {@code G = Σ_j weight_j·h_j·h_jᵀ} over its observed columns, solved by
 * coordinate descent to the last digits. Other losses take projected gradient descent.
 */
public final class FoldIn {

  private static final int MAX_SWEEPS = 10_000;
  private static final double PRECISION = 1e-12;

  /** Makes the solution unique where a row has fewer observed entries than components. */
  private static final double RIDGE = 1e-10;

  private static final int GRADIENT_ITERATIONS = 2_000;

  private FoldIn() {}

  /**
   * Factors of new rows.
   *
   * @param a p×n
   * @param h k×n, of any type
   * @param loss what to minimise
   * @param nonNegative whether W is to be kept non-negative
   * @return W, p×k, of the type of A
   */
  public static INDArray rows(DenseMatrix a, INDArray h, Loss loss, boolean nonNegative) {
    boolean squared = List.of("rmse", "mse").contains(loss.name());
    return squared ? leastSquares(a, h, nonNegative) : byGradient(a, h, loss, nonNegative);
  }

  private static INDArray leastSquares(DenseMatrix a, INDArray h, boolean nonNegative) {
    int rank = h.rows();
    double[][] columns = h.transpose().toDoubleMatrix();
    double[][] gram = new double[rank][rank];
    double[] right = new double[rank];
    double[][] w = new double[a.rows()][rank];
    for (int i = 0; i < a.rows(); i++) {
      clear(gram, right);
      for (int j = 0; j < columns.length; j++) {
        double weight = a.weight(i, j);
        if (weight > 0) {
          accumulate(gram, right, columns[j], weight, a.values().getDouble(i, j));
        }
      }
      descend(gram, right, w[i], nonNegative);
    }
    return Nd4j.createFromArray(w).castTo(a.dataType());
  }

  private static void clear(double[][] gram, double[] right) {
    Arrays.fill(right, 0);
    for (double[] row : gram) {
      Arrays.fill(row, 0);
    }
  }

  private static void accumulate(
      double[][] gram, double[] right, double[] column, double weight, double value) {
    for (int p = 0; p < column.length; p++) {
      double scaled = weight * column[p];
      right[p] += scaled * value;
      for (int q = 0; q < column.length; q++) {
        gram[p][q] += scaled * column[q];
      }
    }
  }

  /** Coordinate descent on {@code ½wᵀGw − bᵀw}, over w ≥ 0 if asked. */
  static void descend(double[][] gram, double[] right, double[] w, boolean nonNegative) {
    double trace = IntStream.range(0, w.length).mapToDouble(p -> gram[p][p]).sum();
    double ridge = RIDGE * trace / w.length;
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      double largestStep = 0;
      double largest = 0;
      for (int p = 0; p < w.length; p++) {
        double curvature = gram[p][p] + ridge;
        if (curvature == 0) {
          continue;
        }
        double slope = ridge * w[p] - right[p];
        for (int q = 0; q < w.length; q++) {
          slope += gram[p][q] * w[q];
        }
        double moved = w[p] - slope / curvature;
        double next = nonNegative ? Math.max(moved, 0) : moved;
        largestStep = Math.max(largestStep, Math.abs(next - w[p]));
        largest = Math.max(largest, Math.abs(next));
        w[p] = next;
      }
      if (largestStep <= PRECISION * largest) {
        return;
      }
    }
  }

  private static INDArray byGradient(DenseMatrix a, INDArray h, Loss loss, boolean nonNegative) {
    int[] all = IntStream.range(0, h.rows()).toArray();
    Constraint free = nonNegative ? Constraints.nonNegative() : Constraints.none();
    Objective objective = Objective.of(loss).withConstraints(free, Constraints.fixedRows(h, all));
    loss.check(a);
    INDArray fixed = h.castTo(a.dataType()).dup('c');
    Factors initial = Initializers.random().initialize(a, h.rows(), 0);
    FitLoop loop =
        new FitLoop(
            new Problem(a, objective, 0),
            Optional.empty(),
            List.of(Stopping.iterations(GRADIENT_ITERATIONS), Stopping.tolerance(1e-9)),
            List.of(),
            Runtime.getRuntime().availableProcessors());
    return loop.run(ProjectedGradientDescent.withDefaults(), new Factors(initial.w(), fixed))
        .factors()
        .w();
  }
}
