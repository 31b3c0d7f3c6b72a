package org.nmf4j.select;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;

/**
 * Starts a fit at a model of the same entries with fewer components, and small random ones beside
 * them. That is faster than from nothing, and as honest: what is held out has not been seen.
 */
final class Growth {

  /** New components are smaller than the others, so that they first take what is left. */
  private static final double SIZE = 0.5;

  private Growth() {}

  /** A start at the model, where its factors are all that it has. */
  static Nmf from(NmfModel model, Nmf nmf, int rank, long seed) {
    boolean isWhole =
        !model.knowsUncertainty()
            && model.rowOffsets().isEmpty()
            && model.columnUnits().isEmpty()
            && model.rank() < rank;
    if (!isWhole) {
      return nmf;
    }
    int more = rank - model.rank();
    INDArray w = model.w();
    INDArray h = model.h();
    SplittableRandom random = new SplittableRandom(seed + rank);
    return nmf.initial(
        Nd4j.hstack(w, component(w, model.rows(), more, random)),
        Nd4j.vstack(h, component(h, more, model.columns(), random)));
  }

  private static INDArray component(
      INDArray factor, int rows, int columns, SplittableRandom random) {
    double scale = 2 * SIZE * factor.norm1Number().doubleValue() / factor.length();
    double[][] numbers = new double[rows][columns];
    for (double[] row : numbers) {
      for (int j = 0; j < columns; j++) {
        row[j] = scale * random.nextDouble();
      }
    }
    return Nd4j.create(numbers).castTo(factor.dataType());
  }
}
