package org.nmf4j.matrix;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.nmf4j.internal.compute.EntryTally;

/**
 * What matrices have in common, however they hold their entries: names, a background, and what was
 * counted.
 */
abstract sealed class LabelledMatrix implements MaskedMatrix permits DenseMatrix, SparseMatrix {

  private final Summary summary;
  private final Background background;
  private final List<String> rowLabels;
  private final List<String> columnLabels;

  /**
   * @param rowLabels none, or as {@link #checked}
   * @param columnLabels likewise
   */
  LabelledMatrix(
      Summary summary, Background background, List<String> rowLabels, List<String> columnLabels) {
    this.summary = summary;
    this.background = background;
    this.rowLabels = rowLabels;
    this.columnLabels = columnLabels;
  }

  /** A copy of labels; refuses those that are neither none nor one each. */
  static List<String> checked(String name, List<String> labels, int count) {
    Objects.requireNonNull(labels, name + "Labels");
    if (!labels.isEmpty() && labels.size() != count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s labels must be none or %d, one each, got %d",
              name,
              count,
              labels.size()));
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i) == null) {
        throw new IllegalArgumentException(name + " labels must not be null, got null at " + i);
      }
      if (!seen.add(labels.get(i))) {
        throw new IllegalArgumentException(
            name + " labels must differ, got \"" + labels.get(i) + "\" again at " + i);
      }
    }
    return List.copyOf(labels);
  }

  /** What is said of entries that are not observed, beside the number of those that are. */
  final String others() {
    return background.isMissing() ? "" : ", the others " + background;
  }

  /** Refuses a number that no entry could be moved by. */
  static void requireFinite(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("number must be finite, got " + number);
    }
  }

  /**
   * @throws IllegalArgumentException if not both parts of a split have entries
   */
  final void requireParts(long test) {
    if (test == 0 || test == observed()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "both parts of a split must have entries, got %d of %d in the test part",
              test,
              observed()));
    }
  }

  final Summary summary() {
    return summary;
  }

  @Override
  public final long observed() {
    return summary.observed();
  }

  @Override
  public final Background background() {
    return background;
  }

  /** The weight of all entries of the background. */
  private double backgroundWeight() {
    return background.weight() * (places() - summary.observed());
  }

  private double places() {
    return (double) rows() * columns();
  }

  @Override
  public final double totalWeight() {
    return background.totalWeight(summary.totalWeight(), summary.observed(), places());
  }

  @Override
  public final double mean() {
    return background.mean(summary.mean(), summary.totalWeight(), summary.observed(), places());
  }

  @Override
  public final double squares() {
    return summary.squares() + backgroundWeight() * background.value() * background.value();
  }

  @Override
  public final double standardDeviation() {
    double mean = mean();
    double sum = backgroundWeight() * Math.pow(background.value() - mean, 2);
    double[] block = {0};
    for (int row = 0; row < rows(); row++) {
      forEachObserved(
          row, (i, j, value, weight) -> block[0] += weight * (value - mean) * (value - mean));
      if ((row + 1) % EntryTally.BLOCK_ROWS == 0 || row + 1 == rows()) {
        sum += block[0];
        block[0] = 0;
      }
    }
    return Math.sqrt(sum / totalWeight());
  }

  @Override
  public final double min() {
    return backgroundWeight() > 0 ? Math.min(summary.min(), background.value()) : summary.min();
  }

  @Override
  public final double[] rowWeights() {
    return withBackground(observedRowWeights(), observedInRows(), columns());
  }

  @Override
  public final double[] columnWeights() {
    return withBackground(observedColumnWeights(), observedInColumns(), rows());
  }

  private double[] withBackground(double[] weights, int[] observed, int length) {
    Arrays.setAll(weights, i -> background.totalWeight(weights[i], observed[i], length));
    return weights;
  }

  /** Of each row the sum of its observed entries' weights, in an array of its own. */
  abstract double[] observedRowWeights();

  abstract double[] observedColumnWeights();

  /** Of each row the number of its observed entries. */
  abstract int[] observedInRows();

  abstract int[] observedInColumns();

  /**
   * The background in the columns' units.
   *
   * @throws IllegalArgumentException if it is not one number in all of them
   */
  final Background backgroundIn(ColumnUnits units) {
    double[] values =
        IntStream.range(0, columns())
            .mapToDouble(j -> units.fromA(j, background.value()))
            .distinct()
            .toArray();
    if (values.length > 1 && !background.isMissing()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a background of %s must be one number in all columns' units, got %s and %s:"
                  + " fit without --scale (Nmf.scaleColumns)",
              background,
              values[0],
              values[1]));
    }
    return background.isMissing() ? background : new Background(values[0], background.weight());
  }

  @Override
  public final List<Integer> unobservedRows() {
    return zeros(rowWeights());
  }

  @Override
  public final List<Integer> unobservedColumns() {
    return zeros(columnWeights());
  }

  private static List<Integer> zeros(double[] weights) {
    return IntStream.range(0, weights.length).filter(i -> weights[i] == 0).boxed().toList();
  }

  @Override
  public final List<String> rowLabels() {
    return rowLabels;
  }

  @Override
  public final List<String> columnLabels() {
    return columnLabels;
  }
}
