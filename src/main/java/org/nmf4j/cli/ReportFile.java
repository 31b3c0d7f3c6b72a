package org.nmf4j.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nmf4j.FitReport;

/** A fit's report as JSON, in which a number that is not there is null. */
final class ReportFile {

  private ReportFile() {}

  static byte[] text(FitReport report, Optional<Evaluation> heldOut) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", NmfCommand.version());
    json.put("rows", report.rows());
    json.put("columns", report.columns());
    json.put("observed", report.observed());
    json.put("background", report.background().toString());
    json.put("rank", report.rank());
    json.put("solver", report.solver());
    json.put("loss", report.loss());
    json.put("penalised", report.penalised());
    json.put("scaled", report.scaled());
    json.put("iterations", report.iterations());
    json.put("objective", report.objective());
    json.put("heldOutLoss", report.toMap().get("heldOutLoss"));
    json.put("heldOutLossOfMean", report.toMap().get("heldOutLossOfMean"));
    json.put("heldOut", heldOut.map(ReportFile::asMap).orElse(null));
    json.put("fitSeconds", report.fitSeconds());
    json.put("stopReason", report.stopReason().words());
    json.put("kktResidual", report.kktResidual());
    json.put("deadComponents", report.deadComponents());
    json.put("unobservedRows", report.unobservedRows());
    json.put("unobservedColumns", report.unobservedColumns());
    json.put("openRows", report.openRows());
    json.put("openColumns", report.openColumns());
    json.put("averaged", report.averaged());
    json.put("starts", report.toMap().get("starts"));
    json.put("history", report.history());
    json.put("heldOutHistory", report.heldOutHistory());
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  /** The model's own numbers, and those of the simplest models by their names. */
  private static Map<String, Object> asMap(Evaluation evaluation) {
    Map<String, Map<String, Object>> ofModels = new LinkedHashMap<>();
    evaluation
        .errors()
        .forEach(
            (name, errors) ->
                ofModels.computeIfAbsent(name, any -> new LinkedHashMap<>()).putAll(asMap(errors)));
    evaluation
        .rankings()
        .forEach(
            (name, ranking) ->
                ofModels
                    .computeIfAbsent(name, any -> new LinkedHashMap<>())
                    .putAll(ranking.toMap()));
    Map<String, Object> json = new LinkedHashMap<>(ofModels.remove(""));
    json.putAll(ofModels);
    return json;
  }

  private static Map<String, Object> asMap(Errors errors) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rmse", errors.rmse());
    json.put("mae", errors.mae());
    json.put("n", errors.n());
    return json;
  }
}
