package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nmf4j.FitReport;
import org.nmf4j.NmfModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nmf4j info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    versionProvider = NmfCommand.Version.class,
    description = "Prints what is known of a model, one fact a line.",
    footer = {"", "Example: nmf4j info model.npz"})
final class InfoCommand implements Callable<Integer> {

  @Parameters(paramLabel = "MODEL.npz", description = "The model.")
  private Path modelFile;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    NmfModel model = NmfModel.load(modelFile);
    PrintWriter out = spec.commandLine().getOut();
    out.println("rows: " + model.rows());
    out.println("columns: " + model.columns());
    out.println("rank: " + model.rank());
    out.println("type: " + model.dataType());
    out.println("row labels: " + (model.rowLabels().isEmpty() ? "none" : "yes"));
    out.println("column labels: " + (model.columnLabels().isEmpty() ? "none" : "yes"));
    out.println("mean: " + model.mean());
    out.println("offsets: " + (model.rowOffsets().isPresent() ? "yes" : "none"));
    out.println(
        "predictions: "
            + (Double.isInfinite(model.smallestPrediction())
                ? "any number"
                : "from %s to %s"
                    .formatted(model.smallestPrediction(), model.largestPrediction())));
    model.report().ifPresent(report -> print(report, out));
    out.flush();
    return 0;
  }

  private static void print(FitReport report, PrintWriter out) {
    out.println("observed: " + report.observed());
    out.println("solver: " + report.solver());
    out.println("loss: " + report.loss());
    out.println("objective: " + report.objective());
    if (!Double.isNaN(report.heldOutLoss())) {
      out.println("held-out loss: " + report.heldOutLoss());
    }
    out.println("iterations: " + report.iterations());
    out.println("stopped because: " + report.stopReason());
    out.println("seconds: " + report.fitSeconds());
    out.println("KKT residual: " + report.kktResidual());
    out.println("dead components: " + report.deadComponents());
    out.println("unobserved rows: " + report.unobservedRows());
    out.println("unobserved columns: " + report.unobservedColumns());
  }
}
