package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "complete",
    description = "Fills in the missing entries of a matrix; the observed stay as they are.",
    footer = {
      "",
      "Rows and columns that have names are looked up by name in the model of --model; one without"
          + " names numbers them from 0.",
      "",
      "Example: nmf4j complete matrix.csv --rank 2 --output completed.csv"
    })
final class CompleteCommand extends FileCommand {

  /** How many times the completed matrix is in memory. */
  private static final int COPIES = 3;

  @Parameters(
      paramLabel = "INPUT",
      description = "Matrix: CSV, TSV, row-column-value lines, MatrixMarket or .npy; also .gz.")
  private Path input;

  @Option(
      names = "--model",
      paramLabel = "MODEL.npz",
      description = "Take the entries from this model (default: fit one, of --rank).")
  private Path modelFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description =
          "Where to write, as .csv, .tsv or .npy, also with .gz (default: none, it is required).")
  private Path output;

  @Mixin private OutputFiles outputFiles;

  @Mixin private FitOptions fitOptions;

  @Mixin private ReadingOptions readingOptions;

  @Override
  void check() {
    if (fitOptions.rank().isPresent() == (modelFile != null)) {
      throw new IllegalArgumentException("either --rank or --model is needed");
    }
    outputFiles.check(fitOptions.filesWith(input, modelFile), output);
    OutputFiles.requireFormat(output, OutputFiles.MATRIX);
    readingOptions.toReadOptions();
    if (modelFile == null) {
      fitOptions.toNmf();
    } else {
      requireNoFitOption();
    }
  }

  private void requireNoFitOption() {
    Set<String> fitting = spec.mixins().get("fitOptions").optionsMap().keySet();
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (fitting.contains(option.longestName())) {
        throw new IllegalArgumentException(
            option.longestName() + " is for a fit, --model is fitted already");
      }
    }
  }

  @Override
  void run() throws IOException {
    if (modelFile == null) {
      MaskedMatrix a = readingOptions.readToFit(input, fitOptions.rank().orElseThrow(), err());
      requireMemory(a);
      FitRunner runner = new FitRunner(fitOptions, out(), err());
      write(runner.fit(fitOptions.toNmf(), a, input).model().complete(a), a);
    } else {
      NmfModel model = NmfModel.load(modelFile);
      MaskedMatrix a = readingOptions.readToUse(input, model, err());
      requireMemory(a);
      write(complete(a, model), a);
    }
  }

  private void write(INDArray completed, MaskedMatrix a) throws IOException {
    MatrixFiles.write(output, completed, a.rowLabels(), a.columnLabels(), outputFiles.mayReplace());
  }

  private void requireMemory(MaskedMatrix a) throws IOException {
    double entries = (double) a.rows() * a.columns();
    double bytes = entries * a.dataType().width();
    long memory = Runtime.getRuntime().maxMemory();
    if (entries > Integer.MAX_VALUE || COPIES * bytes > memory) {
      String problem =
          "the completed matrix, %d×%d, takes %.1f GB, too much for %.1f GB of memory; predict gives"
              + " single entries, recommend the highest";
      throw FileFormatException.of(
          input.toString(),
          String.format(Locale.ROOT, problem, a.rows(), a.columns(), bytes / 1e9, memory / 1e9));
    }
  }

  private INDArray complete(MaskedMatrix a, NmfModel model) throws IOException {
    try {
      Places places = new Places(model);
      int[] rows = known("row", places.ofRows(a), a.rowLabels());
      int[] columns = known("column", places.ofColumns(a), a.columnLabels());
      HeapMatrix completed = new HeapMatrix(a.dataType(), a.rows(), a.columns());
      int[] row = new int[columns.length];
      for (int i = 0; i < rows.length; i++) {
        Arrays.fill(row, rows[i]);
        completed.write(i, model.predict(row, columns));
      }
      a.forEachObserved((i, j, value, weight) -> completed.set(i, j, value));
      return completed.toArray();
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(input.toString(), e.getMessage());
    }
  }

  private static int[] known(String kind, int[] places, List<String> names) {
    for (int i = 0; i < places.length; i++) {
      if (places[i] == Places.NONE) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "the model has no %s \"%s\"", kind, names.get(i)));
      }
    }
    return places;
  }
}
