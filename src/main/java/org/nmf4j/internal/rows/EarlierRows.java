package org.nmf4j.internal.rows;

import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.objective.ElasticNet;

/**
 * Rows of a factor X as earlier entries, which are not at hand, have them: what those say of row i
 * is taken for {@code n_i·(x − x_i)ᵀS(x − x_i)} and their part of the penalty, of both of which x_i
 * is the minimum: a quadratic around the mode, as in Laplace's approximation.
 *
 * @param x X, p×k
 * @param weights n_i, the sum of the weights of each row's earlier entries, p numbers; 0 for a row
 *     that has none, whose search x_i begins
 * @param gram S, k·k numbers: the mean of {@code y·yᵀ} over the earlier entries of all rows
 */
public record EarlierRows(HeapMatrix x, double[] weights, double[] gram) {

  /**
   * {@code Σ_j n_j·y_j·y_jᵀ / Σ n_j}.
   *
   * @param y the other factor, of which the first rows had earlier entries
   * @param weights of those
   */
  public static double[] meanGram(HeapMatrix y, double[] weights) {
    double[] gram = new double[y.columns() * y.columns()];
    GramSum sum = new GramSum(y, gram);
    double total = 0;
    for (int j = 0; j < weights.length; j++) {
      sum.add(j, weights[j]);
      total += weights[j];
    }
    sum.finish();
    for (int i = 0; i < gram.length; i++) {
      gram[i] /= total;
    }
    return gram;
  }

  boolean isNew(int row) {
    return weights[row] == 0;
  }

  /** Adds them to a row's problem, of whose terms the penalty is to be that of all its entries. */
  void addTo(RowSolver problem, int row, RowTerms terms) {
    double n = weights[row];
    int rank = x.columns();
    for (int i = 0; i < gram.length; i++) {
      double part = n * gram[i];
      problem.gram[i] += part;
      problem.right[i / rank] += part * x.get(row, i % rank);
    }
    for (int c = 0; c < rank; c++) {
      ElasticNet net = terms.penalties().get(c);
      double l2 = terms.multiplier() * net.l2() / 2 + n * net.l2PerObservation();
      double l1 = (terms.multiplier() * net.l1() + n * net.l1PerObservation()) / 2;
      problem.right[c] += l2 * x.get(row, c) + l1 * Math.signum(x.get(row, c));
    }
  }

  /** {@code n_i·(x − x_i)ᵀS(x − x_i)}, which the earlier entries' losses rise by. */
  public double rise(int row, HeapMatrix now) {
    int rank = x.columns();
    double sum = 0;
    for (int p = 0; p < rank && !isNew(row); p++) {
      double moved = now.get(row, p) - x.get(row, p);
      for (int q = 0; q < rank; q++) {
        sum += moved * gram[p * rank + q] * (now.get(row, q) - x.get(row, q));
      }
    }
    return weights[row] * sum;
  }
}
