package org.nmf4j.objective;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Some rows, or some columns, keep given values. */
final class Fixed implements Constraint {

  private final INDArray values;
  private final int[] indices;
  private final boolean byColumns;

  private Fixed(INDArray values, int[] indices, boolean byColumns) {
    this.values = values.dup('c');
    this.indices = indices.clone();
    this.byColumns = byColumns;
  }

  static Constraint columns(INDArray values, int... columns) {
    Constraints.requireIndices("columns", columns, values.columns());
    return new Fixed(values, columns, true);
  }

  static Constraint rows(INDArray values, int... rows) {
    Constraints.requireIndices("rows", rows, values.rows());
    return new Fixed(values, rows, false);
  }

  @Override
  public void project(INDArray factor) {
    for (int i = 0; i < indices.length; i++) {
      if (byColumns) {
        factor.getColumn(indices[i]).assign(values.getColumn(i));
      } else {
        factor.getRow(indices[i]).assign(values.getRow(i));
      }
    }
  }

  @Override
  public void check(long rows, long columns) {
    long along = byColumns ? rows : columns;
    long given = byColumns ? values.rows() : values.columns();
    if (given != along) {
      throw new IllegalArgumentException(
          "fixed %s need %d numbers each for a factor of shape (%d×%d), got %d"
              .formatted(byColumns ? "columns" : "rows", along, rows, columns, given));
    }
    long limit = byColumns ? columns : rows;
    for (int index : indices) {
      if (index >= limit) {
        throw new IllegalArgumentException(
            "fixed %s must be in [0, %d] for a factor of shape (%d×%d), got %d"
                .formatted(byColumns ? "columns" : "rows", limit - 1, rows, columns, index));
      }
    }
  }
}
