package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "evaluate",
    description = "Prints how far a model is from the observed entries of a matrix, in one line.",
    footer = {
      "",
      "Rows and columns that have names are looked up by name in the model; one without names"
          + " numbers them from 0. In a row that the model has not seen, each entry is predicted from"
          + " the row's others. A column that it has not seen, and a row without another entry, is"
          + " taken for the average one, and where both are, the prediction is the mean; standard"
          + " error tells how many.",
      "",
      "Example: nmf4j evaluate --model model.npz test.csv"
    })
final class EvaluateCommand extends ModelCommand {

  @Parameters(
      paramLabel = "TEST",
      arity = "0..1",
      description =
          "Matrix: CSV, TSV, row-column-value lines, MatrixMarket, .npy or .npz; also packed; - for"
              + " standard input.")
  private Path test;

  @Mixin private InputOptions readingOptions;

  @Override
  void check() {
    test = readingOptions.input(test, "TEST");
    readingOptions.toReadOptions();
  }

  @Override
  void run(NmfModel model, Places places) throws IOException {
    progress().begin("reading " + test);
    MaskedMatrix a = readingOptions.openToUse(test, model, err()).matrix();
    try {
      int[] rowPlaces = places.ofAnyRows(a);
      int[] columnPlaces = places.ofColumns(a);
      double[] values = new double[Math.toIntExact(a.observed())];
      int[] rows = new int[values.length];
      int[] columns = new int[values.length];
      int[] next = {0};
      a.forEachObserved(
          (i, j, value, weight) -> {
            rows[next[0]] = rowPlaces[i];
            columns[next[0]] = columnPlaces[j];
            values[next[0]++] = value;
          });
      double[] predictions = model.predict(rows, columns);
      long found = new LeftOutEntries(model, a, rowPlaces, columnPlaces).predict(predictions);
      long unseen = Places.unseen(rows, columns) - found;
      if (unseen == values.length) {
        throw new IllegalArgumentException("the model has no row and column of its entries");
      }
      out().println(Errors.of(predictions, values));
      LeftOutEntries.tell(err(), found, values.length);
      Places.tellUnseen(err(), unseen, values.length);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(test.toString(), e.getMessage());
    }
  }
}
