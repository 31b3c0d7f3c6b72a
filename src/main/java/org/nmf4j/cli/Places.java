package org.nmf4j.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;

/** Finds a model's rows and columns by name; without names by their number, from 0. */
final class Places {

  /** Of a row or column that the model has not. */
  static final int NONE = -1;

  private final Map<String, Integer> rows;
  private final Map<String, Integer> columns;

  Places(NmfModel model) {
    rows = byName(model.rowLabels(), model.rows());
    columns = byName(model.columnLabels(), model.columns());
  }

  private static Map<String, Integer> byName(List<String> labels, int count) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < count; i++) {
      places.put(name(labels, i), i);
    }
    return places;
  }

  static String name(List<String> labels, int place) {
    return labels.isEmpty() ? Integer.toString(place) : labels.get(place);
  }

  /** The row of a name, or {@link #NONE}. */
  int row(String name) {
    return rows.getOrDefault(name, NONE);
  }

  /** The column of a name, or {@link #NONE}. */
  int column(String name) {
    return columns.getOrDefault(name, NONE);
  }

  /**
   * The model's row, or {@link #NONE}, for each row of a matrix: by name, or in order if the matrix
   * has no names.
   *
   * @throws IllegalArgumentException if the matrix has no names, and not as many rows
   */
  int[] ofRows(MaskedMatrix a) {
    return places("row", a.rowLabels(), a.rows(), rows);
  }

  /** As {@link #ofRows}; rows without names that are not as many as the model's are all new. */
  int[] ofAnyRows(MaskedMatrix a) {
    if (!a.rowLabels().isEmpty() || a.rows() == rows.size()) {
      return ofRows(a);
    }
    int[] none = new int[a.rows()];
    Arrays.fill(none, NONE);
    return none;
  }

  int[] ofColumns(MaskedMatrix a) {
    return places("column", a.columnLabels(), a.columns(), columns);
  }

  private static int[] places(
      String kind, List<String> names, int count, Map<String, Integer> places) {
    if (!names.isEmpty()) {
      return names.stream().mapToInt(name -> places.getOrDefault(name, NONE)).toArray();
    }
    if (count != places.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the model has %d %ss, the matrix %d", places.size(), kind, count));
    }
    return IntStream.range(0, count).toArray();
  }

  /**
   * The entries that have a place in the model, there.
   *
   * @throws IllegalArgumentException if none has, or the matrix has no names and another shape
   */
  MaskedMatrix inModel(MaskedMatrix a) {
    int[] rowPlaces = ofRows(a);
    int[] columnPlaces = ofColumns(a);
    SparseBuilder builder = MaskedMatrix.sparse(a.dataType());
    a.forEachObserved(
        (i, j, value, weight) -> {
          if (rowPlaces[i] != NONE && columnPlaces[j] != NONE) {
            builder.add(rowPlaces[i], columnPlaces[j], value, weight);
          }
        });
    if (builder.count() == 0) {
      throw new IllegalArgumentException("none of its entries is in the model");
    }
    return builder.build(rows.size(), columns.size()).background(a.background());
  }

  /** How many entries have no place in the model. */
  static long unseen(int[] rows, int[] columns) {
    return IntStream.range(0, rows.length)
        .filter(i -> rows[i] == NONE || columns[i] == NONE)
        .count();
  }

  static void tellUnseen(PrintWriter err, long unseen, long all) {
    if (unseen > 0) {
      err.printf(
          Locale.ROOT,
          "%d of %d entries have a row or column that the model has not seen: it is taken for the"
              + " average one%n",
          unseen,
          all);
      err.flush();
    }
  }
}
