package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.format.FileFormatException;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nmf4j complete}. */
@Command(
    name = "complete",
    mixinStandardHelpOptions = true,
    versionProvider = NmfCommand.Version.class,
    sortOptions = false,
    description = "Fills in the missing entries of a matrix; the observed stay as they are.",
    footer = {
      "",
      "Rows and columns that have names are looked up by name in the model of --model; one without"
          + " names numbers them from 0.",
      "",
      "Example: nmf4j complete matrix.csv --rank 2 --output completed.csv"
    })
final class CompleteCommand implements Callable<Integer> {

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
      description = "Where to write, as .csv, .tsv or .npy (default: none, it is required).")
  private Path output;

  @Option(
      names = "--force",
      description = "Replace an output file that is there (default: ${DEFAULT-VALUE}).")
  private boolean force;

  @Mixin private FitOptions fitOptions;

  @Mixin private ReadingOptions readingOptions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Optional<Nmf> nmf = specification();
    MaskedMatrix a = MatrixFiles.read(input, readingOptions.toReadOptions());
    NmfModel model =
        nmf.isPresent()
            ? new FitRunner(fitOptions, spec.commandLine().getErr()).fit(nmf.get(), a, input)
            : NmfModel.load(modelFile);
    try {
      if (nmf.isEmpty()) {
        model = new Places(model).modelFor(a);
      }
      MatrixFiles.write(output, model.complete(a), a.rowLabels(), a.columnLabels(), force);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(input.toString(), e.getMessage());
    }
    return 0;
  }

  /** How to fit, or nothing if there is a model. */
  private Optional<Nmf> specification() {
    try {
      if (fitOptions.hasRank() == (modelFile != null)) {
        throw new IllegalArgumentException("either --rank or --model is needed");
      }
      if (modelFile != null) {
        requireNoFitOption();
      }
      List<Path> inputs = new ArrayList<>(fitOptions.inputs());
      inputs.add(input);
      inputs.add(modelFile);
      OutputFiles.check(inputs, force, output);
      readingOptions.toReadOptions();
      return modelFile == null ? Optional.of(fitOptions.toNmf()) : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void requireNoFitOption() {
    Set<String> fitting = spec.mixins().get("fitOptions").optionsMap().keySet();
    spec.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .filter(fitting::contains)
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(name + " is for a fit, --model is fitted already");
            });
  }
}
