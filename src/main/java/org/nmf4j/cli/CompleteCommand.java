package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.Conformal;
import org.nmf4j.Interval;
import org.nmf4j.Intervals;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.io.MatrixFile;
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
      "A table, of which each line is a row, is fitted by variational Bayes, each column in its own"
          + " unit, with as many components as its entries support, up to --rank (default: 10); one"
          + " of fewer than 50 entries with a --rank by als. Naming a loss, solver, penalty, start or offsets has it fitted as factorize does; so"
          + " are lines of entries. Both need --rank.",
      "",
      "Rows and columns that have names are looked up by name in the model of --model; one without"
          + " names numbers them from 0. A row that the model has not is found from its own entries.",
      "",
      "An output file of the name - is standard output.",
      "",
      "Example: nmf4j complete table.csv --output completed.csv",
      "Example: nmf4j complete table.csv --interval 0.9 --lower l.csv --upper u.csv"
    })
final class CompleteCommand extends FileCommand {

  /** Of fewer nothing can be learnt but factors of a rank that is named. */
  private static final int FEWEST_ENTRIES = 50;

  /** How many times the completed matrix is in memory. */
  private static final int COPIES = 3;

  @Parameters(
      paramLabel = "INPUT",
      arity = "0..1",
      description =
          "Matrix: CSV, TSV, row-column-value lines, MatrixMarket, .npy or .npz; also packed; - for"
              + " standard input.")
  private Path input;

  @Option(
      names = "--model",
      paramLabel = "MODEL.npz",
      description = "Take the entries from this model (default: fit one).")
  private Path modelFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "-",
      description =
          "Where to write, as .csv, .tsv or .npy, also with .gz (default: standard output).")
  private Path output;

  @Option(
      names = "--interval",
      paramLabel = "P",
      description =
          "Say between which numbers a missing entry is with this probability, as in 0.9, in --lower"
              + " and --upper (default: not said).")
  private Double probability;

  @Option(
      names = "--lower",
      paramLabel = "FILE",
      description = "Where to write the lower ends, as --output (default: not written).")
  private Path lower;

  @Option(
      names = "--upper",
      paramLabel = "FILE",
      description = "Where to write the upper ends, as --output (default: not written).")
  private Path upper;

  @Mixin private OutputFiles outputFiles;

  @Mixin private FitOptions fitOptions;

  @Mixin private InputOptions readingOptions;

  @Override
  void check() {
    input = readingOptions.input(input, "INPUT");
    requireInterval();
    outputFiles.check(fitOptions.filesWith(input, modelFile), output, lower, upper);
    for (Path file : new Path[] {output, lower, upper}) {
      OutputFiles.requireFormat(file, OutputFiles.MATRIX);
    }
    readingOptions.toReadOptions();
    if (modelFile != null) {
      requireNoFitOption();
      return;
    }
    if (probability != null) {
      fitOptions.requireIntervals();
    }
    if (fitOptions.findsRank()) {
      throw new IllegalArgumentException(
          "--rank auto is for factorize: the fit of a table by itself finds how many components"
              + " there are");
    }
    if (isOfTable()) {
      fitOptions.toNmfOfTable();
    } else {
      requireRank();
      fitOptions.toNmf();
    }
  }

  private void requireRank() {
    if (fitOptions.rank().isEmpty()) {
      throw new IllegalArgumentException(
          "--rank is needed beside "
              + fitOptions.notOfTable(spec).orElseThrow()
              + ": only the fit of a table by itself finds how many components there are");
    }
  }

  private void requireInterval() {
    IntervalProbability.require(probability);
    if ((probability != null) != (lower != null || upper != null)) {
      throw new IllegalArgumentException(
          "--interval is for --lower and --upper, and they need it: say both");
    }
  }

  private boolean isOfTable() {
    return fitOptions.notOfTable(spec).isEmpty();
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
    progress().begin("reading " + input);
    if (modelFile == null) {
      MatrixFile read =
          readingOptions.openToFit(
              input, fitOptions.rank().orElse(1), fitOptions.needTimes(), err());
      MaskedMatrix a = fitOptions.weighted(read.matrix(), readingOptions, err());
      requireMemory(a);
      Nmf nmf = specification(a);
      PrintWriter messages = OutputFiles.isStandard(output) ? err() : out();
      FitRunner.Fitted fitted = new FitRunner(fitOptions, messages, progress()).fit(nmf, a, input);
      Intervals intervals = probability == null ? null : intervals(fitted);
      write(output, read, fitted.model().complete(a));
      write(read, MatrixInModel.own(fitted.model(), a), model -> intervals);
    } else {
      NmfModel model = ModelFile.load(modelFile);
      MatrixFile read = readingOptions.openToUse(input, model, err());
      MaskedMatrix a = read.matrix();
      requireMemory(a);
      IntervalProbability.requireKnown(probability, model, modelFile);
      MatrixInModel inModel = inModel(model, a);
      write(output, read, completed(a, a.dataType(), inModel, NmfModel::predict));
      write(read, inModel, NmfModel::intervals);
    }
  }

  private Nmf specification(MaskedMatrix a) throws IOException {
    boolean isDense = a.choose(dense -> true, sparse -> false);
    boolean isRankAll = fitOptions.rank().isPresent() && a.observed() < FEWEST_ENTRIES;
    if (isOfTable() && isDense && !isRankAll) {
      return fitOptions.toNmfOfTable();
    }
    try {
      return fitOptions.toNmf();
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(input + ", lines of entries", e.getMessage());
    }
  }

  private Intervals intervals(FitRunner.Fitted fitted) {
    if (fitted.model().knowsUncertainty()) {
      return fitted.model().intervals();
    }
    MaskedMatrix.Split split =
        fitted
            .split()
            .filter(parts -> fitOptions.splitsAtRandom())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--interval of this fit needs entries that it has not seen: --split 0.2,"
                            + " or --solver bayes without --averaged"));
    return Conformal.calibrate(fitted.model(), split);
  }

  private void write(
      MatrixFile read, MatrixInModel inModel, Function<NmfModel, Intervals> intervals)
      throws IOException {
    MaskedMatrix a = read.matrix();
    if (probability != null) {
      MatrixFile rounded = read.rounding(RoundingMode.FLOOR); // Outwards, not to lose what is in.
      write(
          lower, rounded, completed(a, DataType.DOUBLE, inModel, ends(intervals, Interval::lower)));
      rounded = read.rounding(RoundingMode.CEILING);
      write(
          upper, rounded, completed(a, DataType.DOUBLE, inModel, ends(intervals, Interval::upper)));
      Intervals first = intervals.apply(inModel.place(0).model());
      err().println("intervals by " + first.describe(probability));
    }
  }

  /** Gives the numbers of some entries, by their rows and columns in a model. */
  @FunctionalInterface
  private interface Numbers {
    double[] of(NmfModel model, int[] rows, int[] columns);
  }

  private Numbers ends(Function<NmfModel, Intervals> intervals, ToDoubleFunction<Interval> end) {
    return (model, rows, columns) -> {
      Intervals ofModel = intervals.apply(model);
      double[] ends = new double[rows.length];
      Arrays.setAll(
          ends, i -> end.applyAsDouble(ofModel.interval(rows[i], columns[i], probability)));
      return ends;
    };
  }

  private MatrixInModel inModel(NmfModel model, MaskedMatrix a) throws IOException {
    try {
      MatrixInModel inModel = MatrixInModel.of(model, new Places(model), a);
      requireKnown(inModel.columns(), a.columnLabels());
      inModel.tellNew(err());
      return inModel;
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(input.toString(), e.getMessage());
    }
  }

  private void write(Path file, MatrixFile read, INDArray completed) throws IOException {
    if (file != null) {
      outputFiles.write(file, out(), read, completed);
    }
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

  private static INDArray completed(
      MaskedMatrix a, DataType dataType, MatrixInModel inModel, Numbers numbers) {
    HeapMatrix completed = new HeapMatrix(dataType, a.rows(), a.columns());
    int[] row = new int[inModel.columns().length];
    for (int i = 0; i < a.rows(); i++) {
      MatrixInModel.Place place = inModel.place(i);
      Arrays.fill(row, place.row());
      completed.write(i, numbers.of(place.model(), row, inModel.columns()));
    }
    a.forEachObserved((i, j, value, weight) -> completed.set(i, j, value));
    return completed.toArray();
  }

  private static void requireKnown(int[] columns, List<String> names) {
    for (int j = 0; j < columns.length; j++) {
      if (columns[j] == Places.NONE) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the model has no column \"%s\" (update takes it into the model)",
                names.get(j)));
      }
    }
  }
}
