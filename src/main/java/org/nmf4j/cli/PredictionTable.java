package org.nmf4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.nmf4j.Interval;
import org.nmf4j.internal.format.TextWriter;

/** Lines of row, column, prediction under a header. */
final class PredictionTable {

  private final TextWriter writer;

  PredictionTable(OutputStream out) throws IOException {
    this(out, List.of("row", "column", "prediction"));
  }

  /** With more columns. */
  PredictionTable(OutputStream out, List<String> names) throws IOException {
    writer = new TextWriter(out, ",", '.');
    writer.line(names);
  }

  void add(String row, String column, double prediction) throws IOException {
    writer.line(List.of(row, column, Double.toString(prediction)));
  }

  void add(String row, String column, double prediction, Optional<Interval> interval)
      throws IOException {
    writer.line(
        List.of(
            row,
            column,
            Double.toString(prediction),
            interval.map(ends -> Double.toString(ends.lower())).orElse(""),
            interval.map(ends -> Double.toString(ends.upper())).orElse("")));
  }

  void flush() throws IOException {
    writer.flush();
  }
}
