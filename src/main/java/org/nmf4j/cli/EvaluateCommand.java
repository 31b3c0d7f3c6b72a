package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nmf4j evaluate}. */
@Command(
    name = "evaluate",
    description = "Prints how far a model is from the observed entries of a matrix, in one line.",
    footer = {
      "",
      "Rows and columns that have names are looked up by name in the model; one without names"
          + " numbers them from 0. One that the model has not seen is taken for the average one, and"
          + " where both are unseen, the prediction is the mean; standard error tells how many.",
      "",
      "Example: nmf4j evaluate --model model.npz test.csv"
    })
final class EvaluateCommand extends ModelCommand {

  @Parameters(
      paramLabel = "TEST",
      description = "Matrix: CSV, TSV, row-column-value lines, MatrixMarket or .npy; also .gz.")
  private Path test;

  @Mixin private ReadingOptions readingOptions;

  @Override
  void check() {
    readingOptions.toReadOptions();
  }

  @Override
  void run(NmfModel model, Places places) throws IOException {
    MaskedMatrix a = readingOptions.readToUse(test, model, err());
    try {
      Entries entries = new Entries(places, a);
      if (entries.unseen == entries.values.length) {
        throw new IllegalArgumentException("the model has no row and column of its entries");
      }
      out().println(Errors.of(model.predict(entries.rows, entries.columns), entries.values));
      Places.tellUnseen(err(), entries.unseen, entries.values.length);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(test.toString(), e.getMessage());
    }
  }

  /** The observed entries of a matrix, at their places in the model. */
  private static final class Entries {
    private final int[] rows;
    private final int[] columns;
    private final double[] values;
    private int count;
    private int unseen;

    Entries(Places places, MaskedMatrix a) {
      int[] rowPlaces = places.ofRows(a);
      int[] columnPlaces = places.ofColumns(a);
      rows = new int[Math.toIntExact(a.observed())];
      columns = new int[rows.length];
      values = new double[rows.length];
      a.forEachObserved(
          (row, column, value, weight) -> add(rowPlaces[row], columnPlaces[column], value));
    }

    private void add(int row, int column, double value) {
      rows[count] = row;
      columns[count] = column;
      values[count++] = value;
      unseen += row == Places.NONE || column == Places.NONE ? 1 : 0;
    }
  }
}
