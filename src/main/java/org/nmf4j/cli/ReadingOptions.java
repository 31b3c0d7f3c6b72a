package org.nmf4j.cli;

import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.io.MatrixFormat;
import org.nmf4j.io.Presence;
import org.nmf4j.io.ReadOptions;
import picocli.CommandLine.Option;

/** How to read a matrix file. */
final class ReadingOptions {

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description =
          "What the file holds: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}: found from"
              + " name and content).")
  private MatrixFormat format;

  @Option(
      names = "--header",
      paramLabel = "YES|NO",
      defaultValue = "auto",
      description = "Whether the first line names the columns (default: ${DEFAULT-VALUE}).")
  private Presence header;

  @Option(
      names = "--row-labels",
      paramLabel = "YES|NO",
      defaultValue = "auto",
      description = "Whether the first column names the rows (default: ${DEFAULT-VALUE}).")
  private Presence rowLabels;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Between fields (default: found from the first line).")
  private String delimiter;

  @Option(
      names = "--precision",
      paramLabel = "double|single",
      defaultValue = "DOUBLE",
      description = "Of the computation (default: double).")
  private Precision precision;

  /** The names of ND4J's types are those of Java's, not of the field. */
  enum Precision {
    DOUBLE(DataType.DOUBLE),
    SINGLE(DataType.FLOAT);

    private final DataType dataType;

    Precision(DataType dataType) {
      this.dataType = dataType;
    }
  }

  ReadOptions toReadOptions() {
    return ReadOptions.defaults()
        .format(format)
        .header(header)
        .rowLabels(rowLabels)
        .delimiter(delimiter)
        .dataType(precision.dataType);
  }
}
