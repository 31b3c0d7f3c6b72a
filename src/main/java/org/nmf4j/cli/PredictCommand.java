package org.nmf4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.nmf4j.Interval;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.Decimal;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.MatrixFiles.Pair;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.io.ReadOptions.Presence;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "predict",
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
final class PredictCommand extends ModelCommand {

  @Parameters(
      paramLabel = "PAIRS",
      description = "CSV or TSV, a row and a column first on each line; also .gz.")
  private Path pairsFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "-",
      description = "Where to write row,column,prediction, as .csv (default: standard output).")
  private Path output;

  @Option(
      names = "--interval",
      paramLabel = "P",
      description =
          "Add two columns, lower and upper, between which the entry is with this probability, as in"
              + " 0.9; empty where the model has not seen the row and column. Needs a model of"
              + " --solver bayes (default: not said).")
  private Double probability;

  @Mixin private OutputFiles outputFiles;

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
      description = "Between fields (default: the first of ::, tab, ;, , and | in the first line).")
  private String delimiter;

  @Override
  void check() {
    IntervalProbability.require(probability);
    toReadOptions();
    outputFiles.check(List.of(pairsFile, modelFile), output);
    OutputFiles.requireFormat(output, ".csv");
  }

  private ReadOptions toReadOptions() {
    return ReadOptions.defaults().delimiter(delimiter);
  }

  @Override
  void run(NmfModel model, Places places) throws IOException {
    IntervalProbability.requireKnown(probability, model, modelFile);
    List<Pair> pairs = MatrixFiles.readPairs(pairsFile, toReadOptions());
    List<Pair> entries = hasHeader(pairs, places) ? pairs.subList(1, pairs.size()) : pairs;
    int[] rows = entries.stream().mapToInt(pair -> places.row(pair.row())).toArray();
    int[] columns = entries.stream().mapToInt(pair -> places.column(pair.column())).toArray();
    double[] predictions = model.predict(rows, columns);
    outputFiles.write(
        output,
        out(),
        out -> {
          PredictionTable table = table(out);
          for (int i = 0; i < predictions.length; i++) {
            Pair pair = entries.get(i);
            if (probability == null) {
              table.add(pair.row(), pair.column(), predictions[i]);
            } else {
              table.add(
                  pair.row(), pair.column(), predictions[i], interval(model, rows[i], columns[i]));
            }
          }
          table.flush();
        });
    Places.tellUnseen(err(), Places.unseen(rows, columns), predictions.length);
  }

  private PredictionTable table(OutputStream out) throws IOException {
    return probability == null
        ? new PredictionTable(out)
        : new PredictionTable(out, List.of("row", "column", "prediction", "lower", "upper"));
  }

  private Optional<Interval> interval(NmfModel model, int row, int column) {
    return row < 0 || column < 0
        ? Optional.empty()
        : Optional.of(model.interval(row, column, probability));
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
    return place.applyAsInt(field) == Places.NONE && !Decimal.isWhole(field);
  }
}
