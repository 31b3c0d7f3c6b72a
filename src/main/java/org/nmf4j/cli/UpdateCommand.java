package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "update",
    description = "Takes new entries, rows and columns into a model, without starting again.",
    footer = {
      "",
      "New rows and columns are those whose names the model has not. They are found, and what else"
          + " the new entries touch is found anew, for a few iterations. The old entries are not in a"
          + " model: it keeps how many each row and column had, which holds them where they are. With"
          + " --data, which names the old entries, the model's fit goes on over all of them.",
      "",
      "An output file of the name - is standard output.",
      "",
      "Example: nmf4j update --model monday.npz tuesday.csv --output tuesday.npz",
      "Example: nmf4j update --model m.npz new.csv --data old.csv -o m.npz --force"
    })
final class UpdateCommand extends ModelCommand {

  @Parameters(
      paramLabel = "NEW",
      arity = "0..1",
      description =
          "Matrix: CSV, TSV, row-column-value lines, MatrixMarket, .npy or .npz; also packed; - for"
              + " standard input.")
  private Path input;

  @Option(
      names = "--data",
      paramLabel = "OLD",
      description = "The entries that the model was fitted to (default: the model alone tells).")
  private Path oldFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL.npz",
      required = true,
      description = "Where to write the new model (default: none, it is required).")
  private Path output;

  @Mixin private OutputFiles outputFiles;

  @Mixin private InputOptions readingOptions;

  @Override
  void check() {
    input = readingOptions.input(input, "NEW");
    outputFiles.check(Arrays.asList(input, oldFile), output);
    OutputFiles.requireFormat(output, ".npz");
    readingOptions.toReadOptions();
  }

  @Override
  void run(NmfModel model, Places places) throws IOException {
    progress().begin("reading " + input);
    MaskedMatrix added = readingOptions.openToUse(input, model, err()).matrix();
    try {
      NmfModel updated =
          oldFile == null
              ? model.update(added)
              : model.update(added, readingOptions.openToUse(oldFile, model, err()).matrix());
      outputFiles.write(output, updated);
      err().println(updated.report().orElseThrow());
      err()
          .println(
              "new: "
                  + (updated.rows() - model.rows())
                  + " rows and "
                  + (updated.columns() - model.columns())
                  + " columns");
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(input.toString(), e.getMessage());
    }
  }
}
