package org.nmf4j.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.recommend.Baselines;
import org.nmf4j.recommend.RankingEvaluator;
import org.nmf4j.recommend.RankingReport;

/**
 * How good a model is on entries that it was not fitted to.
 *
 * @param errors its own by {@code ""}, and those of the simplest models by their names
 * @param rankings likewise; none if they are not asked for
 */
record Evaluation(Map<String, Errors> errors, Map<String, RankingReport> rankings) {

  /** Of a model that was fitted to the train part of a split. */
  static Evaluation of(
      NmfModel model, MaskedMatrix.Split parts, Optional<RankingEvaluator> evaluator) {
    MaskedMatrix train = parts.train();
    MaskedMatrix test = parts.test();
    Map<String, Errors> errors = new LinkedHashMap<>();
    errors.put("", Errors.of(model, test));
    errors.put("mean", Errors.of(Baselines.mean(train), test));
    errors.put("column-means", Errors.of(Baselines.columnMeans(train), test));
    Map<String, RankingReport> rankings =
        evaluator.map(top -> rankings(model, test, Optional.of(train), top)).orElse(Map.of());
    return new Evaluation(errors, rankings);
  }

  /**
   * @param seen what need not be found any more, and what is popular, if that is told
   */
  static Map<String, RankingReport> rankings(
      NmfModel model, MaskedMatrix test, Optional<MaskedMatrix> seen, RankingEvaluator top) {
    RankingEvaluator evaluator = seen.map(top::excluding).orElse(top);
    Map<String, RankingReport> rankings = new LinkedHashMap<>();
    rankings.put("", evaluator.evaluate(model, test));
    seen.map(Baselines::popularity)
        .ifPresent(popular -> rankings.put("popularity", evaluator.evaluate(popular, test)));
    return rankings;
  }

  /** A line of each, the model's first. */
  void print(PrintWriter out, String prefix) {
    print(out, prefix, errors);
    print(out, prefix, rankings);
  }

  private static void print(PrintWriter out, String prefix, Map<String, ?> ofModels) {
    ofModels.forEach(
        (name, numbers) -> out.println(prefix + name + (name.isEmpty() ? "" : " ") + numbers));
  }
}
