package org.nmf4j.plot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nmf4j.FitReport;
import org.nmf4j.NmfModel;

/** What is known of a model, as a table of HTML. */
final class ModelTable {

  private static final int TOP = 5;
  private static final int MOST_COMPONENTS = 20;

  private ModelTable() {}

  static String html(NmfModel model) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("shape", model.rows() + "×" + model.columns());
    facts.put("rank", Integer.toString(model.rank()));
    model.report().ifPresent(report -> facts.putAll(facts(report)));
    if (!model.columnLabels().isEmpty() && model.rank() <= MOST_COMPONENTS) {
      double[][] h = model.h().toDoubleMatrix();
      for (int c = 0; c < h.length; c++) {
        facts.put("component " + (c + 1), top(h[c], model.columnLabels()));
      }
    }
    return facts.entrySet().stream()
        .map(
            fact ->
                "<tr><th style=\"text-align:left\">"
                    + escaped(fact.getKey())
                    + "</th><td style=\"text-align:left\">"
                    + escaped(fact.getValue())
                    + "</td></tr>")
        .collect(Collectors.joining("", "<table>", "</table>"));
  }

  private static Map<String, String> facts(FitReport report) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("solver", report.solver());
    facts.put(report.objectiveName(), Text.of(report.objective()));
    if (!Double.isNaN(report.heldOutLoss())) {
      facts.put("held-out loss", Text.of(report.heldOutLoss()));
    }
    facts.put("observed", Long.toString(report.observed()));
    facts.put("iterations", Integer.toString(report.iterations()));
    facts.put("seconds", String.format(Locale.ROOT, "%.2f", report.fitSeconds()));
    facts.put("ended because", report.stopReason().words());
    return facts;
  }

  /** The names of the largest numbers. */
  private static String top(double[] numbers, List<String> names) {
    return IntStream.of(TopBars.largest(numbers, TOP))
        .mapToObj(names::get)
        .collect(Collectors.joining(", "));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
