package org.nmf4j.recommend;

import java.util.Arrays;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * The simplest models, of rank 1: one that is no better than they are has learnt nothing of what is
 * in rows. They are evaluated as any other, on entries that they have not seen.
 */
public final class Baselines {

  private Baselines() {}

  /**
   * Predicts the mean everywhere.
   *
   * @param a m×n
   * @return m×n, of {@link MaskedMatrix#mean}
   */
  public static NmfModel mean(MaskedMatrix a) {
    double[] means = new double[a.columns()];
    Arrays.fill(means, a.mean());
    return ofColumns(a, means);
  }

  /**
   * Predicts each column's mean.
   *
   * @param a m×n
   * @return m×n, of the weighted means of the columns' entries that count; of the mean of all, in a
   *     column without one
   */
  public static NmfModel columnMeans(MaskedMatrix a) {
    double usual = a.background().isMissing() ? a.mean() : a.background().value();
    double[] weights = a.columnWeights();
    double[] means = new double[a.columns()];
    a.forEachObserved(
        (row, column, value, weight) ->
            means[column] += weight / weights[column] * (value - usual));
    Arrays.setAll(means, column -> usual + means[column]);
    return ofColumns(a, means);
  }

  /**
   * Ranks columns by how many observed entries they have, in all rows alike: what most have.
   *
   * @param a m×n, of which entries of its background's value don't count
   * @return m×n, whose predictions are these numbers
   */
  public static NmfModel popularity(MaskedMatrix a) {
    double[] counts = new double[a.columns()];
    a.forEachObserved(
        (row, column, value, weight) -> counts[column] += a.background().isOf(value) ? 0 : 1);
    return ofColumns(a, counts);
  }

  private static NmfModel ofColumns(MaskedMatrix a, double[] predictions) {
    double[] ones = new double[a.rows()];
    Arrays.fill(ones, 1);
    return NmfModel.of(
        Nd4j.createFromArray(ones).reshape(a.rows(), 1),
        Nd4j.createFromArray(predictions).reshape(1, a.columns()));
  }
}
