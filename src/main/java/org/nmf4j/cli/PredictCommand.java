package org.nmf4j.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.nmf4j.NmfModel;
import org.nmf4j.format.FileFormatException;
import org.nmf4j.format.WholeFile;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.Pair;
import org.nmf4j.io.ReadOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nmf4j predict}. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    versionProvider = NmfCommand.Version.class,
    sortOptions = false,
    description = "Predicts entries of a matrix.",
    footer = {
      "",
      "Rows and columns are named as in the matrix that the model was fitted to; where that had no"
          + " names, they are numbered from 0.",
      "",
      "Example: nmf4j predict --model model.npz pairs.csv --output predictions.csv"
    })
final class PredictCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "MODEL.npz",
      required = true,
      description = "The model (default: none, it is required).")
  private Path modelFile;

  @Parameters(
      paramLabel = "PAIRS",
      description = "CSV or TSV, a row and a column on each line, with or without a header.")
  private Path pairsFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where to write row,column,prediction (default: none, it is required).")
  private Path output;

  @Option(
      names = "--force",
      description = "Replace an output file that is there (default: ${DEFAULT-VALUE}).")
  private boolean force;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Between fields (default: found from the first line).")
  private String delimiter;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ReadOptions options;
    try {
      options = ReadOptions.defaults().delimiter(delimiter);
      OutputFiles.check(List.of(pairsFile, modelFile), force, output);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    NmfModel model = NmfModel.load(modelFile);
    List<Pair> pairs = MatrixFiles.readPairs(pairsFile, options);
    double[] predictions = new double[pairs.size()];
    Places places = new Places(model);
    int first = hasHeader(pairs, places) ? 1 : 0;
    for (int i = first; i < pairs.size(); i++) {
      predictions[i] = predict(model, pairs.get(i), places);
    }
    WholeFile.write(
        output,
        force,
        out -> {
          Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          CSVPrinter printer =
              new CSVPrinter(text, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
          printer.printRecord("row", "column", "prediction");
          for (int i = first; i < pairs.size(); i++) {
            printer.printRecord(pairs.get(i).row(), pairs.get(i).column(), predictions[i]);
          }
          text.flush();
        });
    return 0;
  }

  /** A header's fields are no names of the model's. */
  private static boolean hasHeader(List<Pair> pairs, Places places) {
    return pairs.size() > 1
        && places.row(pairs.get(0).row()).isEmpty()
        && places.column(pairs.get(0).column()).isEmpty();
  }

  private double predict(NmfModel model, Pair pair, Places places) throws IOException {
    OptionalInt row = places.row(pair.row());
    OptionalInt column = places.column(pair.column());
    if (row.isEmpty()) {
      throw unknown(pair, 1, "row", pair.row());
    }
    if (column.isEmpty()) {
      throw unknown(pair, 2, "column", pair.column());
    }
    return model.predict(row.getAsInt(), column.getAsInt());
  }

  private FileFormatException unknown(Pair pair, int column, String kind, String name) {
    return FileFormatException.at(
        pairsFile.toString(),
        pair.line(),
        column,
        "the model has no %s \"%s\"".formatted(kind, name));
  }
}
