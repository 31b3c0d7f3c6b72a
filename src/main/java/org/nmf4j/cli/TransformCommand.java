package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "transform",
    description = "Finds W of rows that a model has not seen, with its H kept.",
    footer = {
      "",
      "Columns that have names are looked up by name in the model; without names they are the"
          + " model's in their order. Entries in columns that the model has not are passed over. A row"
          + " without an entry is taken for the average one.",
      "",
      "Example: nmf4j transform --model model.npz new.csv --w w.csv"
    })
final class TransformCommand extends ModelCommand {

  @Parameters(
      paramLabel = "NEW",
      arity = "0..1",
      description =
          "Matrix: CSV, TSV, row-column-value lines, MatrixMarket, .npy or .npz; also packed; - for"
              + " standard input.")
  private Path input;

  @Option(
      names = {"--w", "-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "-",
      description =
          "Where to write W, as .csv, .tsv, .npy, also with .gz (default: standard output).")
  private Path output;

  @Mixin private OutputFiles outputFiles;

  @Mixin private InputOptions readingOptions;

  @Override
  void check() {
    input = readingOptions.input(input, "NEW");
    outputFiles.check(List.of(input, modelFile), output);
    OutputFiles.requireFormat(output, OutputFiles.MATRIX);
    readingOptions.toReadOptions();
  }

  @Override
  void run(NmfModel model, Places places) throws IOException {
    progress().begin("reading " + input);
    MaskedMatrix a = readingOptions.openToUse(input, model, err()).matrix();
    NmfModel found;
    try {
      int[] columns = places.ofColumns(a);
      boolean[] all = new boolean[a.rows()];
      Arrays.fill(all, true);
      found = MatrixInModel.withRows(model, a, all, columns);
      long unknown = Arrays.stream(columns).filter(column -> column == Places.NONE).count();
      if (found == null) {
        throw new IllegalArgumentException("none of its entries is in a column of the model");
      }
      if (unknown > 0) {
        err()
            .printf(
                Locale.ROOT,
                "%d of %d columns are not in the model: they are passed over%n",
                unknown,
                columns.length);
      }
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(input.toString(), e.getMessage());
    }
    outputFiles.write(
        output,
        out(),
        found.w(),
        FactorizeCommand.names(found.rowLabels(), found.rows()),
        FactorizeCommand.components(found));
  }
}
