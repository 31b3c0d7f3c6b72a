package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.nmf4j.FitReport;
import org.nmf4j.NmfModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "info",
    description = "Prints what is known of a model, one fact a line.",
    footer = {"", "Example: nmf4j info model.npz"})
final class InfoCommand extends FileCommand {

  @Parameters(paramLabel = "MODEL.npz", description = "The model; - for standard input.")
  private Path modelFile;

  @Override
  void run() throws IOException {
    NmfModel model = ModelFile.load(modelFile);
    print("rows", model.rows());
    print("columns", model.columns());
    print("rank", model.rank());
    print("type", model.dataType());
    print("row labels", model.rowLabels().isEmpty() ? "none" : "yes");
    print("column labels", model.columnLabels().isEmpty() ? "none" : "yes");
    print("mean", model.mean());
    print("offsets", model.rowOffsets().isPresent() ? "yes" : "none");
    print("other entries", model.background());
    print("column units", model.columnUnits().isPresent() ? "yes" : "none");
    print(
        "predictions",
        Double.isInfinite(model.smallestPrediction())
            ? "any number"
            : String.format(
                Locale.ROOT,
                "from %s to %s",
                model.smallestPrediction(),
                model.largestPrediction()));
    model.report().ifPresent(this::print);
  }

  private void print(FitReport report) {
    print("observed", report.observed());
    print("solver", report.solver());
    print("loss", report.loss());
    print("objective", report.objective());
    if (!Double.isNaN(report.heldOutLoss())) {
      print("held-out loss", report.heldOutLoss());
      print("held-out loss of the mean", report.heldOutLossOfMean());
    }
    print("iterations", report.iterations());
    print("stopped because", report.stopReason());
    print("seconds", report.fitSeconds());
    print("KKT residual", report.kktResidual());
    print("dead components", report.deadComponents());
    print("unobserved rows", report.unobservedRows());
    print("unobserved columns", report.unobservedColumns());
    print("open rows", report.openRows());
    print("open columns", report.openColumns());
  }

  private void print(String fact, Object value) {
    out().println(fact + ": " + value);
  }
}
