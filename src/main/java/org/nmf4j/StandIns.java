package org.nmf4j;

import java.util.Arrays;
import java.util.Random;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.objective.Loss;

/**
 * Entries that stand in for those that a model was fitted to and that are not at hand: as many of
 * each row and column as there were, in places drawn by chance, with the model's predictions.
 */
final class StandIns {

  /** Of which on all places are taken, each with the weight that it would be drawn by. */
  private static final double MOST_DRAWN = 0.3;

  private StandIns() {}

  /** With the names of the model. */
  static MaskedMatrix of(NmfModel model) {
    double[] ofRows = model.rowLines().weights();
    double[] ofColumns = model.columnLines().weights();
    double all = Arrays.stream(ofColumns).sum();
    double[] upTo = ofColumns.clone();
    Arrays.parallelPrefix(upTo, Double::sum);
    Loss.Domain domain = model.terms().objective().loss().domain();
    SparseBuilder builder = MaskedMatrix.sparse(model.dataType());
    boolean isDense = all > MOST_DRAWN * model.rows() * model.columns();
    Random random = new Random(0);
    double[] weights = new double[model.columns()];
    for (int i = 0; i < model.rows(); i++) {
      for (int j = 0; j < weights.length; j++) {
        weights[j] = isDense ? ofRows[i] * ofColumns[j] / all : 0;
      }
      long drawn = isDense ? 0 : Math.round(ofRows[i]);
      for (long n = 0; n < drawn; n++) {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * all);
        weights[Math.min(found < 0 ? -found - 1 : found + 1, weights.length - 1)]++;
      }
      for (int j = 0; j < weights.length; j++) {
        double prediction = weights[j] == 0 ? Double.NaN : model.predict(i, j);
        if (domain.contains(prediction)) {
          builder.add(i, j, prediction, weights[j]);
        }
      }
    }
    return builder
        .build(model.rows(), model.columns())
        .withLabels(model.rowLabels(), model.columnLabels());
  }
}
