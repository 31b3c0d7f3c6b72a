package org.nmf4j.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.nmf4j.Interval;

/** Lines of row, column, prediction under a header. */
final class PredictionTable {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private final CSVPrinter printer;

  PredictionTable(Appendable out) throws IOException {
    this(out, List.of("row", "column", "prediction"));
  }

  /** With more columns. */
  PredictionTable(Appendable out, List<String> names) throws IOException {
    printer = new CSVPrinter(out, FORMAT);
    printer.printRecord(names);
  }

  void add(String row, String column, double prediction) throws IOException {
    printer.printRecord(row, column, prediction);
  }

  void add(String row, String column, double prediction, Optional<Interval> interval)
      throws IOException {
    printer.printRecord(
        row,
        column,
        prediction,
        interval.map(Interval::lower).orElse(null),
        interval.map(Interval::upper).orElse(null));
  }

  void flush() throws IOException {
    printer.flush();
  }
}
