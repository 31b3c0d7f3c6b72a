package org.nmf4j;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * The geometric mean of errors, which outliers hardly move, as a product of three: one of all, one
 * of the column, and one of the prediction's class. Columns and classes differ as far as the errors
 * say for sure.
 */
final class EstimatedSpread implements ErrorSpread {

  /** As many predictions in each. */
  private static final int CLASSES = 10;

  private static final int ROUNDS = 5;

  // A smaller error, as of a zero predicted exactly, counts as one of that part of the average
  // prediction in its column, or of those in all columns.
  private static final double SMALLEST_IN_COLUMN = 1e-3;
  private static final double SMALLEST = 1e-12;

  /** The predictions at which classes begin, but for the first. */
  private final double[] edges = new double[CLASSES - 1];

  private final double ofAll;
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
    double[] logs = new double[count];
    int[] columns = new int[count];
    int[] next = {0};
    entries.forEachObserved(
        (row, column, value, weight) -> {
          int entry = next[0]++;
          predictions[entry] = model.predict(row, column);
          double error = Math.abs(value - predictions[entry]);
          logs[entry] = Math.log(Math.max(error, smallest[column]));
          columns[entry] = column;
        });
    double[] sorted = predictions.clone();
    Arrays.sort(sorted);
    Arrays.setAll(edges, edge -> sorted[(int) ((edge + 1L) * count / CLASSES)]);
    int[] classes = Arrays.stream(predictions).mapToInt(this::classOf).toArray();
    ofAll = Arrays.stream(logs).average().orElseThrow();
    ofColumns = new double[model.columns()];
    for (int round = 0; round < ROUNDS; round++) {
      ofColumns = means(logs, columns, ofColumns.length, classes, ofClasses);
      ofClasses = means(logs, classes, CLASSES, columns, ofColumns);
    }
  }

  private static double[] smallestErrors(NmfModel model) {
    int[] columns = IntStream.range(0, model.columns()).toArray();
    int[] average = new int[columns.length];
    Arrays.fill(average, -1);
    double[] sizes = Arrays.stream(model.predict(average, columns)).map(Math::abs).toArray();
    double least =
        Math.max(SMALLEST * Arrays.stream(sizes).average().orElseThrow(), Double.MIN_NORMAL);
    return Arrays.stream(sizes).map(size -> Math.max(SMALLEST_IN_COLUMN * size, least)).toArray();
  }

  private int classOf(double prediction) {
    int found = Arrays.binarySearch(edges, prediction);
    return found < 0 ? ~found : found + 1;
  }

  /**
   * The mean of each group beside that of all, and what others have explained, drawn towards 0: the
   * best linear predictions of effects whose variance is estimated by the method of moments
   * (DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2).
   */
  private double[] means(double[] logs, int[] groups, int count, int[] others, double[] ofOthers) {
    double[] sizes = new double[count];
    double[] means = new double[count];
    double squares = 0;
    for (int entry = 0; entry < logs.length; entry++) {
      double rest = logs[entry] - ofAll - ofOthers[others[entry]];
      sizes[groups[entry]]++;
      means[groups[entry]] += rest;
      squares += rest * rest;
    }
    double between = 0;
    double squaredSizes = 0;
    int filled = 0;
    for (int group = 0; group < count; group++) {
      if (sizes[group] > 0) {
        filled++;
        means[group] /= sizes[group];
        between += sizes[group] * means[group] * means[group];
        squaredSizes += sizes[group] * sizes[group];
      }
    }
    if (filled == 1 || filled == logs.length) {
      return new double[count];
    }
    double within = (squares - between) / (logs.length - filled);
    double variance =
        (between - (filled - 1) * within) / (logs.length - squaredSizes / logs.length);
    for (int group = 0; group < count; group++) {
      means[group] *=
          variance > 0 && sizes[group] > 0 ? variance / (variance + within / sizes[group]) : 0;
    }
    return means;
  }

  @Override
  public double of(int row, int column, double prediction) {
    return Math.exp(ofAll + ofColumns[column] + ofClasses[classOf(prediction)]);
  }
}
