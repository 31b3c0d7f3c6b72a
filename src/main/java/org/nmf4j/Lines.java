package org.nmf4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nmf4j.matrix.MaskedMatrix;

/** What is known of a model's rows, or of its columns, besides their factors. Immutable. */
final class Lines {

  /** Of a line that the model has not. */
  static final int NONE = -1;

  private final String kind;

  /** Empty if they have no names. */
  private final List<String> labels;

  private final double[] weights;

  /** Made when it is first needed. */
  private volatile Map<String, Integer> places;

  private Lines(String kind, List<String> labels, double[] weights) {
    this.kind = kind;
    this.labels = List.copyOf(labels);
    this.weights = weights;
  }

  static Lines ofRows(MaskedMatrix a) {
    return new Lines("row", a.rowLabels(), a.rowWeights());
  }

  static Lines ofColumns(MaskedMatrix a) {
    return new Lines("column", a.columnLabels(), a.columnWeights());
  }

  /** Of rows whose entries have such sums of weights. */
  static Lines ofRows(List<String> labels, double[] weights) {
    return new Lines("row", labels, weights);
  }

  static Lines ofColumns(List<String> labels, double[] weights) {
    return new Lines("column", labels, weights);
  }

  /** As many weights, all the same. */
  static double[] equalWeights(int count, double weight) {
    double[] weights = new double[count];
    Arrays.fill(weights, weight);
    return weights;
  }

  int count() {
    return weights.length;
  }

  List<String> labels() {
    return labels;
  }

  /** The sums of the weights of the entries that the lines were fitted to. */
  double[] weights() {
    return weights.clone();
  }

  /** Its name, or its number, from 0. */
  private String name(int place) {
    return labels.isEmpty() ? Integer.toString(place) : labels.get(place);
  }

  /** Where the line of a name is, without names of a number from 0; or {@link #NONE}. */
  int find(String name) {
    if (places == null) {
      Map<String, Integer> all = new HashMap<>();
      IntStream.range(0, count()).forEach(place -> all.put(name(place), place));
      places = all;
    }
    return places.getOrDefault(name, NONE);
  }

  /**
   * Where lines of a matrix are: by name, or in their order if they have none.
   *
   * @param names of the matrix's lines, or none
   * @param lines their number
   * @throws IllegalArgumentException if they have no names, and are not as many
   */
  int[] find(List<String> names, int lines) {
    if (!names.isEmpty()) {
      return names.stream().mapToInt(this::find).toArray();
    }
    if (lines != count() && !(labels.isEmpty() && lines < count())) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the model has %d %ss, the matrix %d", count(), kind, lines));
    }
    return IntStream.range(0, lines).toArray();
  }

  /** These, and the new ones of a matrix after them, with the weights of both. */
  Joined join(List<String> names, int lines, double[] newWeights) {
    if (names.isEmpty() && (lines < count() || (lines > count() && !labels.isEmpty()))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%ss without names are those of the model in their order, %d%s, got %d",
              kind,
              count(),
              labels.isEmpty() ? " or more" : "",
              lines));
    }
    int[] found =
        names.isEmpty()
            ? IntStream.range(0, lines).toArray()
            : names.stream().mapToInt(this::find).toArray();
    int next = count();
    for (int i = 0; i < lines; i++) {
      found[i] = found[i] == NONE ? next++ : found[i];
    }
    double[] sums = Arrays.copyOf(weights, Math.max(next, lines));
    for (int i = 0; i < lines; i++) {
      sums[found[i]] += newWeights[i];
    }
    List<String> all =
        names.isEmpty()
            ? labels
            : Stream.concat(
                    IntStream.range(0, count()).mapToObj(this::name),
                    names.stream().filter(name -> find(name) == NONE))
                .toList();
    return new Joined(new Lines(kind, all, sums), found);
  }

  /**
   * Lines that others have joined.
   *
   * @param all of both
   * @param places of the matrix's lines among them
   */
  record Joined(Lines all, int[] places) {}
}
