package org.nmf4j.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;

/** A matrix as a model sees it: rows that the model has not are found from their own entries. */
final class MatrixInModel {

  private final NmfModel model;

  /** Of each row its row in the model, or {@link Places#NONE}. */
  private final int[] rows;

  private final int[] columns;

  /** Of the matrix's rows, of which the new ones are asked for. */
  private final NmfModel found;

  private MatrixInModel(NmfModel model, int[] rows, int[] columns, NmfModel found) {
    this.model = model;
    this.rows = rows;
    this.columns = columns;
    this.found = found;
  }

  /** Where a row is. */
  record Place(NmfModel model, int row) {}

  /** Of the matrix that a model was fitted to. */
  static MatrixInModel own(NmfModel model, MaskedMatrix a) {
    return new MatrixInModel(
        model,
        IntStream.range(0, a.rows()).toArray(),
        IntStream.range(0, a.columns()).toArray(),
        model);
  }

  /**
   * Of any matrix; by names, or where there are none in the model's order.
   *
   * @throws IllegalArgumentException if columns have no names and are not as many
   */
  static MatrixInModel of(NmfModel model, Places places, MaskedMatrix a) {
    int[] rows = places.ofAnyRows(a);
    int[] columns = places.ofColumns(a);
    boolean[] isNew = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      isNew[i] = rows[i] == Places.NONE;
    }
    return new MatrixInModel(model, rows, columns, withRows(model, a, isNew, columns));
  }

  /** The model of all rows of a matrix, with its factors of those that are to be found. */
  static NmfModel withRows(NmfModel model, MaskedMatrix a, boolean[] isNew, int[] columns) {
    SparseBuilder builder = MaskedMatrix.sparse(a.dataType());
    a.forEachObserved(
        (i, j, value, weight) -> {
          if (isNew[i] && columns[j] != Places.NONE) {
            builder.add(i, columns[j], value, weight);
          }
        });
    return builder.count() == 0
        ? null
        : model.withRows(
            builder
                .build(a.rows(), model.columns())
                .withLabels(a.rowLabels(), model.columnLabels()));
  }

  /** The average row's is {@link Places#NONE}. */
  Place place(int row) {
    return rows[row] == Places.NONE && found != null
        ? new Place(found, row)
        : new Place(model, rows[row]);
  }

  int[] columns() {
    return columns;
  }

  /** Says of how many rows the model knew nothing. */
  void tellNew(PrintWriter err) {
    long count = IntStream.of(rows).filter(row -> row == Places.NONE).count();
    if (count > 0) {
      err.printf(
          Locale.ROOT,
          "%d of %d rows are new to the model: they are found from their entries%n",
          count,
          rows.length);
      err.flush();
    }
  }
}
