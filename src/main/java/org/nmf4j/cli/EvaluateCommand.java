package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.recommend.Baselines;
import org.nmf4j.recommend.RankingReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "evaluate",
    description =
        "Prints how far a model is from the observed entries of a matrix, and how good it ranks them,"
            + " a line each, with the simplest models beside it.",
    footer = {
      "",
      "Rows and columns that have names are looked up by name in the model; one without names"
          + " numbers them from 0. In a row that the model has not seen, each entry is predicted from"
          + " the row's others. A column that it has not seen, and a row without another entry, is"
          + " taken for the average one, and where both are, the prediction is the mean; standard"
          + " error tells how many.",
      "",
      "The simplest models are the mean, the columns' means and, for --top, the most popular"
          + " columns, those with the most entries; without --exclude-seen only the first is known."
          + " --top is about the rows and columns that the model has.",
      "",
      "Example: nmf4j evaluate --model model.npz test.csv",
      "Example: nmf4j evaluate --model m.npz test.csv --top 10 --exclude-seen train.csv"
    })
final class EvaluateCommand extends ModelCommand {

  @Parameters(
      paramLabel = "TEST",
      arity = "0..1",
      description =
          "Matrix: CSV, TSV, row-column-value lines, MatrixMarket, .npy or .npz; also packed; - for"
              + " standard input.")
  private Path test;

  @Option(
      names = "--exclude-seen",
      paramLabel = "TRAIN",
      description =
          "The matrix that the model was fitted to, read as TEST is: --top leaves its entries out"
              + " (default: none).")
  private Path seenFile;

  @Mixin private RankingOptions rankingOptions;

  @Mixin private InputOptions readingOptions;

  @Override
  void check() {
    test = readingOptions.input(test, "TEST");
    readingOptions.toReadOptions();
    rankingOptions.evaluator();
  }

  @Override
  void run(NmfModel model, Places places) throws IOException {
    progress().begin("reading " + test);
    MaskedMatrix a = readingOptions.openToUse(test, model, err()).matrix();
    Optional<MaskedMatrix> seen = Optional.empty();
    if (seenFile != null) {
      progress().begin("reading " + seenFile);
      seen = Optional.of(SeenOptions.read(seenFile, readingOptions, model, places, err()));
    }
    progress().begin("evaluating");
    evaluate(model, places, a, seen);
  }

  private void evaluate(NmfModel model, Places places, MaskedMatrix a, Optional<MaskedMatrix> seen)
      throws IOException {
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
      Map<String, Errors> errors = new LinkedHashMap<>();
      errors.put("", Errors.of(predictions, values));
      errors.putAll(ofSimplest(model, seen, rows, columns, values));
      Map<String, RankingReport> rankings =
          rankingOptions
              .evaluator()
              .map(top -> Evaluation.rankings(model, places.inModel(a), seen, top))
              .orElse(Map.of());
      new Evaluation(errors, rankings).print(out(), "");
      LeftOutEntries.tell(err(), found, values.length);
      Places.tellUnseen(err(), unseen, values.length);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(test.toString(), e.getMessage());
    }
  }

  private static Map<String, Errors> ofSimplest(
      NmfModel model, Optional<MaskedMatrix> seen, int[] rows, int[] columns, double[] values) {
    Map<String, Errors> errors = new LinkedHashMap<>();
    double[] means = new double[values.length];
    int[] none = {Places.NONE};
    double mean = seen.map(MaskedMatrix::mean).orElseGet(() -> model.predict(none, none)[0]);
    Arrays.fill(means, mean);
    errors.put("mean", Errors.of(means, values));
    seen.map(Baselines::columnMeans)
        .ifPresent(
            simple -> errors.put("column-means", Errors.of(simple.predict(rows, columns), values)));
    return errors;
  }
}
