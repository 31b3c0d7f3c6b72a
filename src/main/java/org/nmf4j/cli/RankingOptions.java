package org.nmf4j.cli;

import java.util.Optional;
import org.nmf4j.recommend.RankingEvaluator;
import picocli.CommandLine.Option;

/** What is measured of the ranking of columns. */
final class RankingOptions {

  @Option(
      names = "--top",
      paramLabel = "N",
      description =
          "Measure, too, how good each row's N columns with the highest predictions are, by"
              + " precision, recall, MAP, NDCG, MRR, hit rate and AUC (default: it is not).")
  private Integer top;

  @Option(
      names = "--relevant-from",
      paramLabel = "X",
      description =
          "The least value of an entry that --top is to find, as in 4 (default: it is to find any).")
  private Double relevantFrom;

  /**
   * @throws IllegalArgumentException if an option is out of range
   */
  Optional<RankingEvaluator> evaluator() {
    if (top == null && relevantFrom != null) {
      throw new IllegalArgumentException("--relevant-from needs --top");
    }
    if (top == null) {
      return Optional.empty();
    }
    RankingEvaluator ofAll = OptionValues.of("--top", () -> RankingEvaluator.atTop(top));
    return Optional.of(relevantFrom == null ? ofAll : ofAll.relevantFrom(relevantFrom));
  }
}
