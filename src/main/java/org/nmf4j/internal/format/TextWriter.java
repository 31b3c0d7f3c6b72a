package org.nmf4j.internal.format;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes delimited text in UTF-8, with quotes where they are needed (RFC 4180). */
public final class TextWriter {

  private static final double FROM_HERE_JAVA_HAS_EXPONENTS = 1e7;
  private static final double PRECISE = 1L << 53;

  private final Writer out;
  private final String delimiter;
  private final char decimal;

  public TextWriter(OutputStream out, String delimiter, char decimal) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    this.delimiter = delimiter;
    this.decimal = decimal;
  }

  /**
   * Writes a matrix, all digits that tell a number from its neighbours, NA for NaN.
   *
   * @param rowLabels m names, or none
   * @param columnLabels n names, or none
   */
  public void matrix(INDArray matrix, List<String> rowLabels, List<String> columnLabels)
      throws IOException {
    boolean isSingle = matrix.dataType() == DataType.FLOAT;
    matrix(matrix, rowLabels, columnLabels, (i, j, number) -> written(number, isSingle));
  }

  /** How a number of a matrix is written. */
  @FunctionalInterface
  public interface Field {
    String of(int row, int column, double number);
  }

  public void matrix(
      INDArray matrix, List<String> rowLabels, List<String> columnLabels, Field field)
      throws IOException {
    if (!columnLabels.isEmpty()) {
      boolean hasCorner = !rowLabels.isEmpty();
      line(Stream.concat(hasCorner ? Stream.of("") : Stream.of(), columnLabels.stream()).toList());
    }
    for (int i = 0; i < matrix.rows(); i++) {
      List<String> fields = new ArrayList<>();
      if (!rowLabels.isEmpty()) {
        fields.add(rowLabels.get(i));
      }
      double[] row = matrix.getRow(i).toDoubleVector();
      for (int j = 0; j < row.length; j++) {
        fields.add(field.of(i, j, row[j]));
      }
      line(fields);
    }
    flush();
  }

  private static String written(double number, boolean isSingle) {
    if (Double.isNaN(number)) {
      return "NA";
    }
    if (number == Math.rint(number)
        && Math.abs(number) >= FROM_HERE_JAVA_HAS_EXPONENTS
        && Math.abs(number) < PRECISE) {
      return Long.toString((long) number);
    }
    return isSingle ? Float.toString((float) number) : Double.toString(number);
  }

  public void line(List<String> fields) throws IOException {
    for (int i = 0; i < fields.size(); i++) {
      out.write(i == 0 ? "" : delimiter);
      out.write(quoted(fields.get(i), i == 0));
    }
    out.write('\n');
  }

  private String quoted(String field, boolean isFirst) {
    boolean isPlain =
        !field.contains(delimiter)
            && field.indexOf('"') < 0
            && field.indexOf('\n') < 0
            && field.indexOf('\r') < 0
            && !(isFirst && field.startsWith("#"))
            && field.equals(field.strip());
    return isPlain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  /** With the decimal sign of the file. */
  public String number(String written) {
    return decimal == '.' ? written : written.replace('.', decimal);
  }

  public void flush() throws IOException {
    out.flush();
  }
}
