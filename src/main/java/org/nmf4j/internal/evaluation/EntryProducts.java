package org.nmf4j.internal.evaluation;

import java.util.Arrays;
import org.nmf4j.matrix.CompressedLines;

/**
 * Products of a sparse matrix's lines with dense matrices, as loops over entries, for solvers that
 * share the lines out among threads. Dense matrices have k numbers for each line, one after
 * another.
 */
public final class EntryProducts {

  private EntryProducts() {}

  /**
   * {@code products_e = Σ_c left_ic · right_jc} for each entry e = (i, j) of the lines {@code from}
   * to {@code to − 1}.
   */
  public static void multiply(
      CompressedLines lines,
      int from,
      int to,
      double[] left,
      double[] right,
      int rank,
      double[] products) {
    for (int line = from; line < to; line++) {
      int a = line * rank;
      int end = lines.start(line + 1);
      for (int entry = lines.start(line); entry < end; entry++) {
        products[entry] = dot(left, a, right, lines.index(entry) * rank, rank);
      }
    }
  }

  /** In four sums, as one would have each addition wait for the one before. */
  public static double dot(double[] x, int a, double[] y, int b, int length) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int c = 0;
    for (; c + 3 < length; c += 4) {
      sum0 += x[a + c] * y[b + c];
      sum1 += x[a + c + 1] * y[b + c + 1];
      sum2 += x[a + c + 2] * y[b + c + 2];
      sum3 += x[a + c + 3] * y[b + c + 3];
    }
    for (; c < length; c++) {
      sum0 += x[a + c] * y[b + c];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /**
   * {@code sums_ic = Σ_e coefficients_e · right_jc} over the entries e = (i, j) of each line i from
   * {@code from} to {@code to − 1}.
   *
   * @param places where an entry's coefficient is, or null if it is at the entry's own number
   */
  public static void accumulate(
      CompressedLines lines,
      int from,
      int to,
      double[] coefficients,
      int[] places,
      double[] right,
      int rank,
      double[] sums) {
    double[] sum = new double[rank];
    for (int line = from; line < to; line++) {
      Arrays.fill(sum, 0);
      int end = lines.start(line + 1);
      for (int entry = lines.start(line); entry < end; entry++) {
        double coefficient = coefficients[places == null ? entry : places[entry]];
        int b = lines.index(entry) * rank;
        for (int c = 0; c < rank; c++) {
          sum[c] += coefficient * right[b + c];
        }
      }
      System.arraycopy(sum, 0, sums, line * rank, rank);
    }
  }
}
