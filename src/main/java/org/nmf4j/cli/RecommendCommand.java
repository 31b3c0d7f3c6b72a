package org.nmf4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.recommend.Recommender;
import org.nmf4j.recommend.Scored;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "recommend",
    description = "Names the columns with the highest predictions in a row, or in each.",
    footer = {
      "",
      "Rows and columns are named as in the matrix that the model was fitted to; where that had no"
          + " names, they are numbered from 0. Entries of --exclude-seen that the model has no row or"
          + " column for are passed over.",
      "",
      "Example: nmf4j recommend --model m.npz --row 17 -n 5 --exclude-seen seen.csv",
      "Example: nmf4j recommend --model m.npz --all --exclude-seen seen.csv -o best.csv"
    })
final class RecommendCommand extends ModelCommand {

  /** Rows whose recommendations are held before they are written. */
  private static final int BATCH = 4096;

  @Option(
      names = "--row",
      paramLabel = "ID",
      description = "The row (default: none; it or --all is needed).")
  private String row;

  @Option(names = "--all", description = "All rows (default: ${DEFAULT-VALUE}).")
  private boolean all;

  @Option(
      names = {"-n", "--n"},
      paramLabel = "N",
      defaultValue = "10",
      description = "How many columns of a row (default: ${DEFAULT-VALUE}).")
  private int n;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "-",
      description = "Where to write row,column,prediction, as .csv (default: standard output).")
  private Path output;

  @Mixin private OutputFiles outputFiles;

  @Mixin private SeenOptions seenOptions;

  @Override
  void check() {
    if (all == (row != null)) {
      throw new IllegalArgumentException("either --row or --all is needed");
    }
    if (n < 1) {
      throw new IllegalArgumentException("--n must be ≥ 1, got " + n);
    }
    seenOptions.toReadOptions();
    outputFiles.check(Arrays.asList(modelFile, seenOptions.file()), output);
    OutputFiles.requireFormat(output, ".csv");
  }

  @Override
  void run(NmfModel model, Places places) throws IOException {
    int[] rows = all ? IntStream.range(0, model.rows()).toArray() : new int[] {place(places)};
    Optional<MaskedMatrix> seen = seenOptions.read(model, places, err());
    outputFiles.write(output, out(), out -> print(model, rows, seen, out));
  }

  private int place(Places places) throws IOException {
    int place = places.row(row);
    if (place == Places.NONE) {
      throw FileFormatException.of(
          modelFile.toString(), String.format(Locale.ROOT, "the model has no row \"%s\"", row));
    }
    return place;
  }

  private void print(NmfModel model, int[] rows, Optional<MaskedMatrix> seen, OutputStream out)
      throws IOException {
    Recommender recommender = Recommender.of(model);
    PredictionTable table = new PredictionTable(out);
    for (int start = 0; start < rows.length; start += BATCH) {
      int[] batch = Arrays.copyOfRange(rows, start, Math.min(start + BATCH, rows.length));
      List<List<Scored>> best =
          seen.isPresent()
              ? recommender.topNOfEach(batch, n, seen.get())
              : recommender.topNOfEach(batch, n);
      for (int i = 0; i < batch.length; i++) {
        String rowName = Places.name(model.rowLabels(), batch[i]);
        for (Scored column : best.get(i)) {
          table.add(rowName, Places.name(model.columnLabels(), column.index()), column.score());
        }
      }
    }
    table.flush();
  }
}
