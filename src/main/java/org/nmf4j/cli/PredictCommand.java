package org.nmf4j.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.WholeFile;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.Pair;
import org.nmf4j.io.Presence;
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
          + " names, they are numbered from 0. A row or column that the model has not seen is taken"
          + " for the average one, and where both are unseen, the prediction is the mean of the"
          + " entries fitted to; standard error tells how many.",
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
      description = "CSV or TSV, a row and a column first on each line; also .gz.")
  private Path pairsFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description =
          "Where to write row,column,prediction, as .csv (default: none, it is required).")
  private Path output;

  @Option(
      names = "--force",
      description = "Replace an output file that is there (default: ${DEFAULT-VALUE}).")
  private boolean force;

  @Option(
      names = "--header",
      paramLabel = "yes|no",
      defaultValue = "auto",
      description =
          "Whether the first line is a header (default: ${DEFAULT-VALUE}: if it is neither a row and a"
              + " column of the model nor two numbers).")
  private Presence header;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Between fields (default: the first of ::, tab, ; and , in the first line).")
  private String delimiter;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ReadOptions options;
    try {
      options = ReadOptions.defaults().delimiter(delimiter);
      OutputFiles.check(List.of(pairsFile, modelFile), force, output);
      OutputFiles.requireFormat(output, ".csv");
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    NmfModel model = NmfModel.load(modelFile);
    List<Pair> pairs = MatrixFiles.readPairs(pairsFile, options);
    Places places = new Places(model);
    List<Pair> entries = hasHeader(pairs, places) ? pairs.subList(1, pairs.size()) : pairs;
    int[] rows = entries.stream().mapToInt(pair -> places.row(pair.row())).toArray();
    int[] columns = entries.stream().mapToInt(pair -> places.column(pair.column())).toArray();
    double[] predictions = model.predict(rows, columns);
    WholeFile.write(
        output,
        force,
        out -> {
          Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          CSVPrinter printer =
              new CSVPrinter(text, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
          printer.printRecord("row", "column", "prediction");
          for (int i = 0; i < predictions.length; i++) {
            printer.printRecord(entries.get(i).row(), entries.get(i).column(), predictions[i]);
          }
          text.flush();
        });
    long unseen =
        IntStream.range(0, predictions.length)
            .filter(i -> rows[i] == Places.NONE || columns[i] == Places.NONE)
            .count();
    Places.tellUnseen(spec.commandLine().getErr(), unseen, predictions.length);
    return 0;
  }

  private boolean hasHeader(List<Pair> pairs, Places places) {
    if (header != Presence.AUTO) {
      return header == Presence.YES;
    }
    return !pairs.isEmpty()
        && isTitle(pairs.get(0).row(), places::row)
        && isTitle(pairs.get(0).column(), places::column);
  }

  private static boolean isTitle(String field, ToIntFunction<String> place) {
    return place.applyAsInt(field) == Places.NONE && !field.matches("[+-]?\\d+");
  }
}
