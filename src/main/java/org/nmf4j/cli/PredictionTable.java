package org.nmf4j.cli;

import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Lines of row, column, prediction under a header. */
final class PredictionTable {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private final CSVPrinter printer;

  PredictionTable(Appendable out) throws IOException {
    printer = new CSVPrinter(out, FORMAT);
    printer.printRecord("row", "column", "prediction");
  }

  void add(String row, String column, double prediction) throws IOException {
    printer.printRecord(row, column, prediction);
  }

  void flush() throws IOException {
    printer.flush();
  }
}
