package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nmf4j.NmfModel;
import org.nmf4j.format.FileFormatException;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nmf4j evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = NmfCommand.Version.class,
    sortOptions = false,
    description = "Prints how far a model is from the observed entries of a matrix, in one line.",
    footer = {
      "",
      "Rows and columns that have names are looked up by name in the model; one without names"
          + " numbers them from 0.",
      "",
      "Example: nmf4j evaluate --model model.npz test.csv"
    })
final class EvaluateCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "MODEL.npz",
      required = true,
      description = "The model (default: none, it is required).")
  private Path modelFile;

  @Parameters(
      paramLabel = "TEST",
      description = "Matrix: CSV, TSV, row-column-value lines, MatrixMarket or .npy; also .gz.")
  private Path test;

  @Mixin private ReadingOptions readingOptions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    NmfModel model = NmfModel.load(modelFile);
    MaskedMatrix a = MatrixFiles.read(test, readingOptions.toReadOptions());
    Places places = new Places(model);
    try {
      Errors errors = new Errors(model, places.ofRows(a), places.ofColumns(a));
      a.forEachObserved(errors::add);
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          String.format(
              Locale.ROOT,
              "rmse=%.9g mae=%.9g n=%d",
              Math.sqrt(errors.squares / errors.count),
              errors.sizes / errors.count,
              errors.count));
      out.flush();
      return 0;
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(test.toString(), e.getMessage());
    }
  }

  /** Sums over the entries. */
  private static final class Errors {
    private final NmfModel model;
    private final int[] rows;
    private final int[] columns;
    private double squares;
    private double sizes;
    private long count;

    Errors(NmfModel model, int[] rows, int[] columns) {
      this.model = model;
      this.rows = rows;
      this.columns = columns;
    }

    void add(int row, int column, double value, double weight) {
      double error = model.predict(rows[row], columns[column]) - value;
      squares += error * error;
      sizes += Math.abs(error);
      count++;
    }
  }
}
