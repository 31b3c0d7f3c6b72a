package org.nmf4j.io;

import java.io.IOException;
import java.io.OutputStream;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.internal.format.TextWriter;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * How a matrix is written in a text file, so that it can be written likewise.
 *
 * @param source that has been read
 * @param header the names of all fields, or none
 * @param hasNoCorner whether the header begins with the first column's name
 * @param passed the numbers of lines that are no rows
 * @param labels the fields that name the rows
 * @param columns the fields that are the columns
 * @param digits of each column
 */
record TextTable(
    Source source,
    ReadOptions options,
    Delimiter delimiter,
    List<String> header,
    boolean hasNoCorner,
    List<Long> passed,
    int[] labels,
    int[] columns,
    List<Digits> digits) {

  /** As users are told. */
  String describe() {
    String shown = labels.length < 2 ? "row labels" : "row labels of " + labels.length + " columns";
    return String.join(
        ", ",
        header.isEmpty() ? "no header" : "header",
        labels.length == 0 ? "no row labels" : shown,
        delimiter + " between fields");
  }

  /**
   * Writes the matrix completed, with the observed fields as they are in the file.
   *
   * @param completed m×n
   * @param rounding of the numbers filled in
   */
  void write(MaskedMatrix a, INDArray completed, RoundingMode rounding, TextWriter out)
      throws IOException {
    if (!header.isEmpty()) {
      out.line(
          IntStream.concat(
                  hasNoCorner ? IntStream.empty() : IntStream.of(labels), IntStream.of(columns))
              .mapToObj(header::get)
              .toList());
    }
    if (source.isRereadable()) {
      try (Source again = source.reopened();
          FieldScanner text = new FieldScanner(again, options)) {
        write(text, completed, rounding, out);
      }
    } else {
      for (int i = 0; i < a.rows(); i++) {
        out.line(line(a, i, completed, rounding, out));
      }
    }
    out.flush();
  }

  private void write(FieldScanner text, INDArray completed, RoundingMode rounding, TextWriter out)
      throws IOException {
    Numbers numbers = new Numbers(source.name(), options, options.dataType());
    Fields fields = text.fields();
    int row = 0;
    while (text.next()) {
      if (fields.isOfDelimiters() || passed.contains(fields.line())) {
        continue;
      }
      if (row == completed.rows() || fields.count() <= columns[columns.length - 1]) {
        throw FileFormatException.at(source.name(), fields.line(), "it has changed meanwhile");
      }
      List<String> line = new ArrayList<>(labels.length + columns.length);
      for (int field : labels) {
        line.add(fields.text(field));
      }
      for (int j = 0; j < columns.length; j++) {
        boolean isMissing = Double.isNaN(numbers.parse(fields, columns[j]));
        line.add(
            isMissing
                ? out.number(digits.get(j).filled(completed.getDouble(row, j), rounding))
                : fields.text(columns[j]));
      }
      out.line(line);
      row++;
    }
  }

  /** Of a pipe, which can't be read once more. */
  private List<String> line(
      MaskedMatrix a, int row, INDArray completed, RoundingMode rounding, TextWriter out) {
    List<String> line = new ArrayList<>();
    if (labels.length > 0) {
      line.add(a.rowLabels().get(row));
    }
    boolean isSingle = a.dataType() == DataType.FLOAT;
    for (int j = 0; j < columns.length; j++) {
      double number = completed.getDouble(row, j);
      line.add(
          out.number(
              Double.isNaN(a.value(row, j))
                  ? digits.get(j).filled(number, rounding)
                  : digits.get(j).observed(number, isSingle)));
    }
    return line;
  }

  /**
   * What stands between the fields of a file to be written: as in this one, unless the name or the
   * decimal sign says otherwise.
   *
   * @param name of the file
   */
  String delimiterOf(String name) {
    if (name.endsWith(".tsv")) {
      return "\t";
    }
    boolean isOfCsv = delimiter.text().equals(",") || delimiter.text().equals(";");
    if (name.endsWith(".csv") && !isOfCsv) {
      return options.decimal() == ',' ? ";" : ",";
    }
    return delimiter.isBlanks() ? " " : delimiter.text();
  }

  TextWriter writer(OutputStream out, String name) {
    return new TextWriter(out, delimiterOf(name), options.decimal());
  }
}
