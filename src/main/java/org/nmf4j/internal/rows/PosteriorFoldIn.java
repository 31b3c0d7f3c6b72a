package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Finds the posteriors of rows of a factor X for new data while the other factor's are kept, as a
 * fit does: each by itself. Any number of threads may use it at once.
 */
public final class PosteriorFoldIn {

  private static final int ROUNDS = 10_000;

  private final Posterior y;
  private final Components components;
  private final double[] priors;
  private final double[] precisions;
  private final double[] start;

  /**
   * Rows.
   *
   * @param y what is known of the factor that is kept
   * @param components of the rows
   * @param priors the precisions of its components' priors
   * @param precisions of entries at each place of a row
   * @param start k numbers, those of fixed components among them
   */
  public PosteriorFoldIn(
      Posterior y, Components components, double[] priors, double[] precisions, double[] start) {
    this.y = y;
    this.components = components;
    this.priors = priors;
    this.precisions = precisions;
    this.start = start;
  }

  /**
   * Finds rows.
   *
   * @param newRows p×n, of whose weights the ratios count
   * @return p rows; one without an entry has the distribution of the prior
   */
  public Posterior rows(MaskedMatrix newRows, int threads) {
    int count = newRows.rows();
    EntryRows rows = EntryRows.ofMeanWeightOne(newRows).get(0);
    HeapMatrix mean = new HeapMatrix(newRows.dataType(), count, start.length);
    for (int row = 0; row < count; row++) {
      mean.write(row, start);
    }
    Posterior found = components.posterior(mean);
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    try (Workers workers = new Workers(threads)) {
      new PosteriorFactor(rows, found, new boolean[count], ROUNDS, workers)
          .update(y, precisions, ones, priors);
    }
    return found;
  }
}
