package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.EntryColumns;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Option;

/** What is not to be recommended again; --row, which says elsewhere where names are, is taken. */
final class SeenOptions extends ReadingOptions {

  @Option(
      names = "--exclude-seen",
      paramLabel = "RATINGS",
      description = "Leave out the observed entries of this matrix (default: none are).")
  private Path file;

  @Option(
      names = "--seen-columns",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "Of RATINGS' lines of entries, the columns of row names, column names and values, by name"
              + " or number from 1, as in buyer,article,price (default: found by name).")
  private String[] columns = {};

  Path file() {
    return file;
  }

  @Override
  ReadOptions toReadOptions() {
    // Which are seen is all that counts: a list of them needs no values.
    ReadOptions options = super.toReadOptions().background(Background.zeros());
    if (columns.length == 0) {
      return options;
    }
    if (columns.length != 3 || file == null) {
      throw new IllegalArgumentException(
          "--seen-columns needs --exclude-seen and three columns, as in buyer,article,price, got \""
              + String.join(",", columns)
              + '"');
    }
    return options.entryColumns(
        EntryColumns.detected().row(columns[0]).column(columns[1]).value(columns[2]));
  }

  /** What was seen, at its places in the model, if that is told. */
  Optional<MaskedMatrix> read(NmfModel model, Places places, PrintWriter err) throws IOException {
    return file == null
        ? Optional.empty()
        : Optional.of(read(file, this, model, places, err).background(model.background()));
  }

  /** Reads what was seen, at its places in the model. */
  static MaskedMatrix read(
      Path file, ReadingOptions reading, NmfModel model, Places places, PrintWriter err)
      throws IOException {
    MaskedMatrix a = reading.openToUse(file, model, err).matrix();
    try {
      return places.inModel(a);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(file.toString(), e.getMessage());
    }
  }
}
