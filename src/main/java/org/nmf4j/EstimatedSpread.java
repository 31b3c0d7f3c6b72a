package org.nmf4j;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * The usual size of an error as a product of two: one of its column and one of its prediction's
 * class, each the squared mean of √|error|, which outliers move little and zeros don't upset, as
 * far as columns and classes differ for sure.
 */
final class EstimatedSpread implements ErrorSpread {

  /** As many predictions in each. */
  private static final int CLASSES = 10;

  private static final int ROUNDS = 5;

  /** Of the average prediction in a column, and of all: a smaller error counts as that. */
  private static final double SMALLEST = 1e-12;

  /** The predictions at which classes begin, but for the first. */
  private final double[] edges = new double[CLASSES - 1];

  /** Of √|error|. */
  private double[] ofColumns;

  private double[] ofClasses = new double[CLASSES];

  /**
   * Learns from errors.
   *
   * @param entries that the model was not fitted to
   */
  EstimatedSpread(NmfModel model, MaskedMatrix entries) {
    int count = Math.toIntExact(entries.observed());
    double[] smallest = smallestErrors(model);
    double[] predictions = new double[count];
    double[] roots = new double[count];
    int[] columns = new int[count];
    int[] next = {0};
    entries.forEachObserved(
        (row, column, value, weight) -> {
          int entry = next[0]++;
          predictions[entry] = model.predict(row, column);
          double error = Math.abs(value - predictions[entry]);
          roots[entry] = Math.sqrt(Math.max(error, smallest[column]));
          columns[entry] = column;
        });
    double[] sorted = predictions.clone();
    Arrays.sort(sorted);
    Arrays.setAll(edges, edge -> sorted[(int) ((edge + 1L) * count / CLASSES)]);
    int[] classes = Arrays.stream(predictions).mapToInt(this::classOf).toArray();
    ofColumns = new double[model.columns()];
    Arrays.fill(ofClasses, 1);
    for (int round = 0; round < ROUNDS; round++) {
      ofColumns = effects(roots, columns, ofColumns.length, classes, ofClasses);
      ofClasses = effects(roots, classes, CLASSES, columns, ofColumns);
    }
  }

  private static double[] smallestErrors(NmfModel model) {
    int[] columns = IntStream.range(0, model.columns()).toArray();
    int[] average = new int[columns.length];
    Arrays.fill(average, -1);
    double[] sizes = Arrays.stream(model.predict(average, columns)).map(Math::abs).toArray();
    double ofAll = Arrays.stream(sizes).average().orElseThrow();
    return Arrays.stream(sizes)
        .map(size -> Math.max(SMALLEST * Math.max(size, SMALLEST * ofAll), Double.MIN_NORMAL))
        .toArray();
  }

  private int classOf(double prediction) {
    int found = Arrays.binarySearch(edges, prediction);
    return found < 0 ? ~found : found + 1;
  }

  /**
   * The mean of each group beside those of the others and what another grouping has explained,
   * drawn towards 1: best linear predictions of its logarithm, whose variance is estimated by the
   * method of moments (DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2).
   */
  private static double[] effects(
      double[] roots, int[] groups, int count, int[] others, double[] ofOthers) {
    double[] sizes = new double[count];
    double[] sums = new double[count];
    double[] squares = new double[count];
    for (int entry = 0; entry < roots.length; entry++) {
      double root = roots[entry] / ofOthers[others[entry]];
      sizes[groups[entry]]++;
      sums[groups[entry]] += root;
      squares[groups[entry]] += root * root;
    }
    int[] filled = IntStream.range(0, count).filter(group -> sizes[group] > 0).toArray();
    double[] logs = new double[count];
    double center = 0;
    double within = 0;
    double squaredSizes = 0;
    for (int group : filled) {
      logs[group] = Math.log(sums[group] / sizes[group]);
      center += sizes[group] * logs[group] / roots.length;
      // Of relative deviations, which are those of logarithms while they are small.
      within += sizes[group] * (sizes[group] * squares[group] / sums[group] / sums[group] - 1);
      squaredSizes += sizes[group] * sizes[group];
    }
    double[] effects = new double[count];
    Arrays.fill(effects, 1);
    if (filled.length == 1 || filled.length == roots.length) {
      return effects;
    }
    within /= roots.length - filled.length;
    double between = 0;
    for (int group : filled) {
      between += sizes[group] * (logs[group] - center) * (logs[group] - center);
    }
    double variance =
        (between - (filled.length - 1) * within) / (roots.length - squaredSizes / roots.length);
    if (variance > 0) {
      for (int group : filled) {
        double trust = variance / (variance + within / sizes[group]);
        effects[group] = Math.exp(trust * (logs[group] - center));
      }
    }
    return effects;
  }

  @Override
  public double of(int row, int column, double prediction) {
    double root = ofColumns[column] * ofClasses[classOf(prediction)];
    return root * root;
  }
}
