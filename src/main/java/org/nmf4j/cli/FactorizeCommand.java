package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.FitReport;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.plot.Plots;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "factorize",
    description = "Finds W and H with A ≈ W·H over the observed entries of A.",
    footer = {
      "",
      "A small matrix's W, H and completed form are printed.",
      "",
      "An output file of the name - is standard output.",
      "",
      "Example: nmf4j factorize matrix.csv --rank 2 --output model.npz",
      "Example: nmf4j factorize ratings.csv --rank 20 --clip 1,5 --split 0.2",
      "Example: nmf4j factorize ratings.csv --rank 20 --split last:1 --top 10",
      "Example: nmf4j factorize matrix.csv --rank auto --output model.npz"
    })
final class FactorizeCommand extends FileCommand {

  /** As much as fits on a screen. */
  private static final int PRINTED_SIZE = 12;

  @Parameters(
      paramLabel = "INPUT",
      arity = "0..1",
      description =
          "Matrix: CSV, TSV, row-column-value lines, MatrixMarket, .npy or .npz; also packed; - for"
              + " standard input.")
  private Path input;

  @Mixin private FitOptions fitOptions;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL.npz",
      description = "Write the model (default: not written).")
  private Path output;

  @Option(
      names = "--w",
      paramLabel = "W.csv",
      description = "Write W, as .csv, .tsv or .npy, also with .gz (default: not written).")
  private Path outputW;

  @Option(
      names = "--h",
      paramLabel = "H.csv",
      description = "Write H, as .csv, .tsv or .npy, also with .gz (default: not written).")
  private Path outputH;

  @Option(
      names = "--report",
      paramLabel = "REPORT.json",
      description = "Write what happened (default: not written).")
  private Path outputReport;

  @Option(
      names = "--plot",
      paramLabel = "LOSS.png",
      description =
          "Draw the loss at each iteration, as .png or .svg; nmf4j plot draws more (default: not"
              + " drawn).")
  private Path outputPlot;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "Print \"iteration, cost\" every N steps (default: never).")
  private Integer every;

  @Mixin private OutputFiles outputFiles;

  @Mixin private InputOptions readingOptions;

  @Override
  void check() {
    input = readingOptions.input(input, "INPUT");
    if (every != null && every < 1) {
      throw new IllegalArgumentException("--every must be ≥ 1, got " + every);
    }
    outputFiles.check(
        fitOptions.filesWith(input), output, outputW, outputH, outputReport, outputPlot);
    OutputFiles.requireFormat(output, ".npz");
    OutputFiles.requireFormat(outputW, OutputFiles.MATRIX);
    OutputFiles.requireFormat(outputH, OutputFiles.MATRIX);
    OutputFiles.requireFormat(outputReport, ".json");
    OutputFiles.requirePicture(outputPlot);
    readingOptions.toReadOptions();
    fitOptions.toNmf();
  }

  @Override
  void run() throws IOException {
    progress().begin("reading " + input);
    int rank = fitOptions.rank().orElse(1);
    boolean timed = fitOptions.needTimes();
    MaskedMatrix read = readingOptions.openToFit(input, rank, timed, err()).matrix();
    MaskedMatrix a = fitOptions.weighted(read, readingOptions, err());
    Nmf nmf = fitOptions.toNmf();
    FitRunner runner = new FitRunner(fitOptions, messages(), progress());
    FitRunner.Fitted fitted = runner.fit(every == null ? nmf : printing(nmf), a, input);
    NmfModel model = fitted.model();
    if (output != null) {
      outputFiles.write(output, model);
    }
    if (outputW != null) {
      List<String> rows = names(model.rowLabels(), model.rows());
      outputFiles.write(outputW, out(), model.w(), rows, components(model));
    }
    if (outputH != null) {
      List<String> columns = names(model.columnLabels(), model.columns());
      outputFiles.write(outputH, out(), model.h(), components(model), columns);
    }
    if (outputReport != null) {
      byte[] report = ReportFile.text(model.report().orElseThrow(), fitted.heldOut());
      outputFiles.write(outputReport, out(), stream -> stream.write(report));
    }
    if (outputPlot != null) {
      outputFiles.write(outputPlot, Plots.loss(model));
    }
    print(model, a);
    if (outputs().allMatch(Objects::isNull)) {
      err().println("nothing is kept: --output model.npz writes the model");
    }
  }

  private Stream<Path> outputs() {
    return Stream.of(output, outputW, outputH, outputReport, outputPlot);
  }

  /** Where numbers are printed: on standard output unless a result goes there. */
  private PrintWriter messages() {
    return outputs().anyMatch(OutputFiles::isStandard) ? err() : out();
  }

  static List<String> names(List<String> labels, int count) {
    return IntStream.range(0, count).mapToObj(i -> Places.name(labels, i)).toList();
  }

  static List<String> components(NmfModel model) {
    return IntStream.rangeClosed(1, model.rank()).mapToObj(k -> "component" + k).toList();
  }

  private Nmf printing(Nmf nmf) {
    messages().println("iteration, cost");
    return nmf.listener(
        progress -> {
          int iteration = progress.iteration();
          if (iteration % every == 0 && iteration < fitOptions.stopping().iterationLimit()) {
            messages().printf(Locale.ROOT, "%d, %.12g%n", iteration, progress.objective());
            messages().flush();
          }
        });
  }

  private void print(NmfModel model, MaskedMatrix a) {
    if (Math.max(a.rows(), a.columns()) <= PRINTED_SIZE) {
      print("W", model.w());
      print("H", model.h());
      print("A completed", model.complete(a));
    }
    FitReport report = model.report().orElseThrow();
    messages()
        .printf(
            Locale.ROOT,
            "%s=%.9g iterations=%d rows=%d columns=%d observed=%d rank=%d%n",
            report.penalised() || report.scaled() ? "objective" : report.loss(),
            report.objective(),
            report.iterations(),
            report.rows(),
            report.columns(),
            report.observed(),
            report.rank());
  }

  private void print(String name, INDArray matrix) {
    messages().println(name);
    for (double[] row : matrix.toDoubleMatrix()) {
      for (double number : row) {
        messages().printf(Locale.ROOT, "%10.4f", number);
      }
      messages().println();
    }
  }
}
