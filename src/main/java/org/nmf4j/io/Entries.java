package org.nmf4j.io;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.format.ArrayBuilder;
import org.nmf4j.format.FileFormatException;

/** Entries of a matrix in any order, with the lines that they come from. */
final class Entries {

  private final String file;
  private int[] rows = new int[1024];
  private int[] columns = new int[1024];
  private double[] values = new double[1024];
  private long[] lines = new long[1024];
  private int count;

  Entries(String file) {
    this.file = file;
  }

  void add(int row, int column, double value, long line) throws FileFormatException {
    if (count == rows.length) {
      if (count > Integer.MAX_VALUE / 2) {
        throw FileFormatException.at(file, line, "there are more than %d entries".formatted(count));
      }
      rows = Arrays.copyOf(rows, 2 * count);
      columns = Arrays.copyOf(columns, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
      lines = Arrays.copyOf(lines, 2 * count);
    }
    rows[count] = row;
    columns[count] = column;
    values[count] = value;
    lines[count] = line;
    count++;
  }

  int count() {
    return count;
  }

  /**
   * The dense matrix, NaN where there is no entry.
   *
   * @param rowName how a row is called in messages
   * @param columnName how a column is called in messages
   * @throws FileFormatException if two entries are for one place, or the matrix would not fit into
   *     memory
   */
  INDArray toArray(
      DataType dataType,
      int height,
      int width,
      IntFunction<String> rowName,
      IntFunction<String> columnName)
      throws FileFormatException {
    ArrayBuilder builder = ArrayBuilder.expecting(file, dataType, (long) height * width);
    int[] byRow = indicesByRow(height);
    double[] row = new double[width];
    long[] rowLines = new long[width];
    int next = 0;
    for (int i = 0; i < height; i++) {
      Arrays.fill(row, Double.NaN);
      Arrays.fill(rowLines, 0);
      for (; next < count && rows[byRow[next]] == i; next++) {
        int entry = byRow[next];
        int column = columns[entry];
        if (rowLines[column] != 0) {
          throw FileFormatException.at(
              file,
              lines[entry],
              "the entry of row %s, column %s is there already, on line %d"
                  .formatted(rowName.apply(i), columnName.apply(column), rowLines[column]));
        }
        row[column] = values[entry];
        rowLines[column] = lines[entry];
      }
      builder.add(row, width);
    }
    return builder.toArray('c', height, width);
  }

  /**
   * All entries, those of row 0 first; a counting sort, in which those of one row keep their order.
   */
  private int[] indicesByRow(int height) {
    int[] start = new int[height + 1];
    for (int i = 0; i < count; i++) {
      start[rows[i] + 1]++;
    }
    for (int i = 0; i < height; i++) {
      start[i + 1] += start[i];
    }
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      sorted[start[rows[i]]++] = i;
    }
    return sorted;
  }
}
