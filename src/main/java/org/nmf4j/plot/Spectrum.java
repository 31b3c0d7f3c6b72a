package org.nmf4j.plot;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.nmf4j.matrix.MaskedMatrix;

/** Singular values, by the eigenvalues of the smaller of A·Aᵀ and Aᵀ·A. */
final class Spectrum {

  private static final int SHOWN = 30;
  private static final int MOST = 1000;

  private Spectrum() {}

  static double[] of(MaskedMatrix given) {
    MaskedMatrix a = given.rows() <= given.columns() ? given : given.transpose();
    if (a.rows() > MOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a singular spectrum is of at most %d rows or columns, got %d×%d",
              MOST,
              given.rows(),
              given.columns()));
    }
    double[] values =
        new EigenDecomposition(new Array2DRowRealMatrix(gram(a))).getRealEigenvalues();
    double[] largest = Arrays.copyOf(values, Math.min(values.length, SHOWN));
    return Arrays.stream(largest).map(value -> Math.sqrt(Math.max(value, 0))).toArray();
  }

  /** A·Aᵀ, of a column at a time. */
  private static double[][] gram(MaskedMatrix a) {
    double mean = a.mean();
    double[] rowMeans = means(a);
    double[] columnMeans = means(a.transpose());
    double[][] gram = new double[a.rows()][a.rows()];
    MaskedMatrix columns = a.transpose();
    double[] column = new double[a.rows()];
    for (int j = 0; j < a.columns(); j++) {
      double ofColumn = mean == 0 ? 0 : columnMeans[j] / mean;
      Arrays.setAll(column, i -> rowMeans[i] * ofColumn);
      columns.forEachObserved(j, (same, i, value, weight) -> column[i] = value);
      for (int i = 0; i < column.length; i++) {
        for (int other = 0; other <= i; other++) {
          gram[i][other] += column[i] * column[other];
          gram[other][i] = gram[i][other];
        }
      }
    }
    return gram;
  }

  /** Of the observed entries of each row; of all entries for one without any. */
  private static double[] means(MaskedMatrix a) {
    double[] means = new double[a.rows()];
    double all = a.mean();
    for (int i = 0; i < means.length; i++) {
      double[] sums = new double[2];
      a.forEachObserved(
          i,
          (row, column, value, weight) -> {
            sums[0] += value;
            sums[1]++;
          });
      means[i] = sums[1] > 0 ? sums[0] / sums[1] : all;
    }
    return means;
  }
}
