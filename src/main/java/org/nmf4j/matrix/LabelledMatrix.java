package org.nmf4j.matrix;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** What matrices have in common, however they hold their entries: names, and what was counted. */
abstract sealed class LabelledMatrix implements MaskedMatrix permits DenseMatrix, SparseMatrix {

  private final Summary summary;
  private final List<String> rowLabels;
  private final List<String> columnLabels;

  /**
   * @param rowLabels none, or as {@link #checked}
   * @param columnLabels likewise
   */
  LabelledMatrix(Summary summary, List<String> rowLabels, List<String> columnLabels) {
    this.summary = summary;
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

  /** Refuses a number that no entry could be moved by. */
  static void requireFinite(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("number must be finite, got " + number);
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
  public final double totalWeight() {
    return summary.totalWeight();
  }

  @Override
  public final double mean() {
    return summary.mean();
  }

  @Override
  public final double squares() {
    return summary.squares();
  }

  @Override
  public final double min() {
    return summary.min();
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
