package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.FitReport;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.matrix.MaskedMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nmf4j factorize}. */
@Command(
    name = "factorize",
    mixinStandardHelpOptions = true,
    versionProvider = NmfCommand.Version.class,
    sortOptions = false,
    description = "Finds W and H with A ≈ W·H over the observed entries of A.",
    footer = {
      "",
      "A small matrix's W, H and completed form are printed.",
      "",
      "Example: nmf4j factorize matrix.csv --rank 2 --output model.npz",
      "Example: nmf4j factorize ratings.csv --rank 20 --clip 1,5 --split 0.2"
    })
final class FactorizeCommand implements Callable<Integer> {

  /** As much as fits on a screen. */
  private static final int PRINTED_SIZE = 12;

  @Parameters(
      paramLabel = "INPUT",
      description = "Matrix: CSV, TSV, row-column-value lines, MatrixMarket or .npy; also .gz.")
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
      names = "--every",
      paramLabel = "N",
      description = "Print \"iteration, cost\" every N steps (default: never).")
  private Integer every;

  @Option(
      names = "--force",
      description = "Replace output files that are there (default: ${DEFAULT-VALUE}).")
  private boolean force;

  @Mixin private ReadingOptions readingOptions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Nmf nmf = specification();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    MaskedMatrix a = readingOptions.readToFit(input, fitOptions.rank().orElseThrow(), err);
    FitRunner runner = new FitRunner(fitOptions, out, err);
    FitRunner.Fitted fitted = runner.fit(every == null ? nmf : printing(nmf), a, input);
    NmfModel model = fitted.model();
    if (output != null) {
      model.save(output);
    }
    if (outputW != null) {
      MatrixFiles.write(outputW, model.w(), model.rowLabels(), List.of(), force);
    }
    if (outputH != null) {
      MatrixFiles.write(outputH, model.h(), List.of(), model.columnLabels(), force);
    }
    if (outputReport != null) {
      ReportFile.write(outputReport, model.report().orElseThrow(), fitted.heldOut(), force);
    }
    print(model, a);
    return 0;
  }

  private Nmf specification() {
    try {
      if (every != null && every < 1) {
        throw new IllegalArgumentException("--every must be ≥ 1, got " + every);
      }
      List<Path> inputs = new ArrayList<>(fitOptions.initial().inputs());
      inputs.add(input);
      OutputFiles.check(inputs, force, output, outputW, outputH, outputReport);
      OutputFiles.requireFormat(output, ".npz");
      OutputFiles.requireFormat(outputW, OutputFiles.MATRIX);
      OutputFiles.requireFormat(outputH, OutputFiles.MATRIX);
      OutputFiles.requireFormat(outputReport, ".json");
      readingOptions.toReadOptions();
      return fitOptions.toNmf();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Nmf printing(Nmf nmf) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("iteration, cost");
    return nmf.listener(
        progress -> {
          int iteration = progress.iteration();
          if (iteration % every == 0 && iteration < fitOptions.iterationLimit()) {
            out.println(
                iteration + ", " + String.format(Locale.ROOT, "%.12g", progress.objective()));
            out.flush();
          }
        });
  }

  private void print(NmfModel model, MaskedMatrix a) {
    PrintWriter out = spec.commandLine().getOut();
    if (Math.max(a.rows(), a.columns()) <= PRINTED_SIZE) {
      printMatrix(out, "W", model.w());
      printMatrix(out, "H", model.h());
      printMatrix(out, "A completed", model.complete(a));
    }
    FitReport report = model.report().orElseThrow();
    out.println(
        String.format(
            Locale.ROOT,
            "%s=%.9g iterations=%d rows=%d columns=%d observed=%d rank=%d",
            report.penalised() ? "objective" : report.loss(),
            report.objective(),
            report.iterations(),
            report.rows(),
            report.columns(),
            report.observed(),
            report.rank()));
    out.flush();
  }

  private static void printMatrix(PrintWriter out, String name, INDArray matrix) {
    out.println(name);
    for (double[] row : matrix.toDoubleMatrix()) {
      StringBuilder line = new StringBuilder();
      for (double number : row) {
        line.append(String.format(Locale.ROOT, "%10.4f", number));
      }
      out.println(line);
    }
  }
}
