package org.nmf4j.objective;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.GivenMatrix;

/** Some rows, or some columns, keep given values. */
final class Fixed implements Constraint {

  private final INDArray values;
  private final int[] indices;
  private final boolean byColumns;

  private Fixed(INDArray values, int[] indices, boolean byColumns) {
    this.values = values.dup('c').detach();
    this.indices = indices.clone();
    this.byColumns = byColumns;
  }

  static Constraint columns(INDArray values, int... columns) {
    new GivenMatrix("values", values).finite();
    requireIndices("columns", columns, values.columns());
    return new Fixed(values, columns, true);
  }

  static Constraint rows(INDArray values, int... rows) {
    new GivenMatrix("values", values).finite();
    requireIndices("rows", rows, values.rows());
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
  public Optional<Bounds> columnBounds(int column) {
    return Optional.of(byColumns && contains(column) ? Bounds.FIXED : Bounds.FREE);
  }

  @Override
  public Optional<Bounds> rowBounds(int row) {
    return Optional.of(!byColumns && contains(row) ? Bounds.FIXED : Bounds.FREE);
  }

  private boolean contains(int index) {
    return Arrays.stream(indices).anyMatch(fixed -> fixed == index);
  }

  /** What is given are the numbers of the factor's own rows and columns. */
  @Override
  public Constraint forNewRows() {
    return Constraints.none();
  }

  @Override
  public Constraint forNewColumns() {
    return Constraints.none();
  }

  @Override
  public void check(long rows, long columns) {
    long along = byColumns ? rows : columns;
    long given = byColumns ? values.rows() : values.columns();
    if (given != along) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "fixed %s need %d numbers each for a factor of shape (%d×%d), got %d",
              byColumns ? "columns" : "rows",
              along,
              rows,
              columns,
              given));
    }
    long limit = byColumns ? columns : rows;
    for (int index : indices) {
      if (index >= limit) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "fixed %s must be in [0, %d] for a factor of shape (%d×%d), got %d",
                byColumns ? "columns" : "rows",
                limit - 1,
                rows,
                columns,
                index));
      }
    }
  }

  private static void requireIndices(String name, int[] indices, long count) {
    if (indices.length != count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "values must have one line for each of the %d fixed %s, got %d",
              indices.length,
              name,
              count));
    }
    int[] sorted = indices.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      if (sorted[i] < 0 || (i > 0 && sorted[i] == sorted[i - 1])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "fixed %s must be ≥ 0 and all different, got %d in %s",
                name,
                sorted[i],
                Arrays.toString(indices)));
      }
    }
  }
}
