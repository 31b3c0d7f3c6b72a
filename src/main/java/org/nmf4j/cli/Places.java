package org.nmf4j.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;

/** Finds a model's rows and columns by name; without names by their number, from 0. */
final class Places {

  private final Map<String, Integer> rows;
  private final Map<String, Integer> columns;
  private final NmfModel model;

  Places(NmfModel model) {
    this.model = model;
    rows = byName(model.rowLabels(), model.rows());
    columns = byName(model.columnLabels(), model.columns());
  }

  private static Map<String, Integer> byName(List<String> labels, int count) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < count; i++) {
      places.put(labels.isEmpty() ? Integer.toString(i) : labels.get(i), i);
    }
    return places;
  }

  OptionalInt row(String name) {
    Integer place = rows.get(name);
    return place == null ? OptionalInt.empty() : OptionalInt.of(place);
  }

  OptionalInt column(String name) {
    Integer place = columns.get(name);
    return place == null ? OptionalInt.empty() : OptionalInt.of(place);
  }

  /**
   * The model's row for each row of a matrix: by name, or in order if the matrix has no names.
   *
   * @throws IllegalArgumentException if the model has no such row, or not as many
   */
  int[] ofRows(MaskedMatrix a) {
    return places("row", a.rowLabels(), a.rows(), rows);
  }

  /** Likewise for columns. */
  int[] ofColumns(MaskedMatrix a) {
    return places("column", a.columnLabels(), a.columns(), columns);
  }

  /**
   * A model of a matrix's own rows and columns, in their order.
   *
   * @throws IllegalArgumentException if the model has no such row or column, or not as many
   */
  NmfModel modelFor(MaskedMatrix a) {
    return NmfModel.of(model.w().getRows(ofRows(a)), model.h().getColumns(ofColumns(a)));
  }

  private static int[] places(
      String kind, List<String> names, int count, Map<String, Integer> places) {
    if (names.isEmpty()) {
      if (count != places.size()) {
        throw new IllegalArgumentException(
            "the model has %d %ss, the matrix %d".formatted(places.size(), kind, count));
      }
      return IntStream.range(0, count).toArray();
    }
    return names.stream().mapToInt(name -> require(kind, name, places)).toArray();
  }

  private static int require(String kind, String name, Map<String, Integer> places) {
    Integer place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException("the model has no %s \"%s\"".formatted(kind, name));
    }
    return place;
  }
}
