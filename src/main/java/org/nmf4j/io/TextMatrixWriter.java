package org.nmf4j.io;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes a matrix as delimited text in UTF-8, one line a row. */
final class TextMatrixWriter {

  private TextMatrixWriter() {}

  static void write(
      INDArray matrix,
      List<String> rowLabels,
      List<String> columnLabels,
      char delimiter,
      OutputStream out)
      throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT.builder().setDelimiter(delimiter).setRecordSeparator('\n').get();
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    CSVPrinter printer = new CSVPrinter(text, format);
    if (!columnLabels.isEmpty()) {
      List<String> header = new ArrayList<>(columnLabels);
      if (!rowLabels.isEmpty()) {
        // Null is written as nothing, where an empty text would come in quotes.
        header.add(0, null);
      }
      printer.printRecord(header);
    }
    boolean isSingle = matrix.dataType() == DataType.FLOAT;
    for (int i = 0; i < matrix.rows(); i++) {
      List<String> fields = new ArrayList<>();
      if (!rowLabels.isEmpty()) {
        fields.add(rowLabels.get(i));
      }
      for (double number : matrix.getRow(i).toDoubleVector()) {
        fields.add(written(number, isSingle));
      }
      printer.printRecord(fields);
    }
    printer.flush();
  }

  private static String written(double number, boolean isSingle) {
    if (Double.isNaN(number)) {
      return "NA";
    }
    return isSingle ? Float.toString((float) number) : Double.toString(number);
  }
}
