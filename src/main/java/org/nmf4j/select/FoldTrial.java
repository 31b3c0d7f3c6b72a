package org.nmf4j.select;

import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the fits of one start to the entries outside one fold have given.
 *
 * @param objectives of each rank at the end of its fit; NaN where none was made
 * @param errors of each rank the loss on the fold
 * @param ofMeans the loss on the fold of the columns' means, one number; NaN before a fit was made
 */
record FoldTrial(double[] objectives, double[] errors, double[] ofMeans) {

  /** Of no fit yet. */
  static FoldTrial of(int ranks) {
    double[] none = new double[ranks];
    Arrays.fill(none, Double.NaN);
    return new FoldTrial(none, none.clone(), new double[] {Double.NaN});
  }

  boolean has(int rank) {
    return !Double.isNaN(objectives[rank]);
  }

  boolean isWhole() {
    return Arrays.stream(objectives).noneMatch(Double::isNaN);
  }

  Map<String, INDArray> toArrays() {
    return Map.of(
        "objectives",
        Nd4j.createFromArray(objectives),
        "errors",
        Nd4j.createFromArray(errors),
        "ofMeans",
        Nd4j.createFromArray(ofMeans));
  }

  static FoldTrial of(Map<String, INDArray> arrays) {
    return new FoldTrial(
        arrays.get("objectives").toDoubleVector(),
        arrays.get("errors").toDoubleVector(),
        arrays.get("ofMeans").toDoubleVector());
  }
}
