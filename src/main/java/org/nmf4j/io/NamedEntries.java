package org.nmf4j.io;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.matrix.DuplicateEntryException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;

/** Gathers entries whose rows and columns are known by name; the names' order is that of both. */
final class NamedEntries {

  private final LabelTable rows = new LabelTable();
  private final LabelTable columns = new LabelTable();
  private final SparseBuilder builder;
  private int[] rowPlaces;
  private int[] columnPlaces;

  /**
   * @param again whether all can be read once more if single precision turns out not to do
   */
  NamedEntries(ReadOptions options, boolean again) {
    builder =
        again
            ? MaskedMatrix.sparse(options.sparseDataType()).duplicates(options.duplicates())
            : builder(options);
    if (options.keepsTimes()) {
      builder.keepingTimes();
    }
  }

  /** Of which a matrix is built in single precision that whole numbers don't need more for. */
  static SparseBuilder builder(ReadOptions options) {
    SparseBuilder builder =
        MaskedMatrix.sparse(options.sparseDataType()).duplicates(options.duplicates());
    return options.dataType() == DataType.DOUBLE ? builder.keepingWholeNumbers() : builder;
  }

  LabelTable rows() {
    return rows;
  }

  LabelTable columns() {
    return columns;
  }

  void add(int row, int column, double value, double weight, double time) {
    builder.add(row, column, value, weight, time);
  }

  boolean needDouble() {
    return builder.needsDouble();
  }

  boolean isEmpty() {
    return rows.size() == 0;
  }

  /**
   * @throws DuplicateEntryException with the places of row and column in the order of names
   */
  SparseMatrix build() {
    rowPlaces = rows.places();
    columnPlaces = columns.places();
    List<String> rowNames = rows.names(rowPlaces);
    List<String> columnNames = columns.names(columnPlaces);
    return builder.renumber(rowPlaces, columnPlaces).build().withLabels(rowNames, columnNames);
  }

  /** Where the row of a number is in the matrix that was built, or was to be. */
  int rowPlace(int number) {
    return rowPlaces[number];
  }

  int columnPlace(int number) {
    return columnPlaces[number];
  }

  /** The place of an entry, by its names. */
  String place(DuplicateEntryException e) {
    return "row "
        + Numbers.quoted(rows.names(rowPlaces).get(e.row()))
        + ", column "
        + Numbers.quoted(columns.names(columnPlaces).get(e.column()));
  }
}
