package org.nmf4j.recommend;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * How good a model's lists are, of each row and on average. Immutable.
 *
 * @see RankingEvaluator
 */
public final class RankingReport {

  private final int n;
  private final Map<RankingMetric, double[]> ofRows;
  private final double coverage;

  /**
   * @param ofRows m numbers of each metric, in the metrics' order; the report's own
   */
  RankingReport(int n, Map<RankingMetric, double[]> ofRows, double coverage) {
    this.n = n;
    this.ofRows = ofRows;
    this.coverage = coverage;
  }

  /** {@return how many columns of a row were looked at} */
  public int n() {
    return n;
  }

  /** {@return how many rows had a relevant column, and count} */
  public int rows() {
    return (int) known(RankingMetric.RECALL).count();
  }

  /**
   * A metric's mean over the rows that count, each as much as another.
   *
   * @param metric of all of them
   * @return in [0, 1]; NaN for {@link RankingMetric#AUC} if it is of each row
   */
  public double mean(RankingMetric metric) {
    return known(Objects.requireNonNull(metric, "metric")).average().orElse(Double.NaN);
  }

  private DoubleStream known(RankingMetric metric) {
    return Arrays.stream(ofRows.get(metric)).filter(value -> !Double.isNaN(value));
  }

  /**
   * A metric of each row.
   *
   * @param metric of all of them
   * @return m numbers, NaN for a row that doesn't count
   */
  public double[] ofRows(RankingMetric metric) {
    return ofRows.get(Objects.requireNonNull(metric, "metric")).clone();
  }

  /** {@return the part of all columns that is among the first n of any row that counts} */
  public double coverage() {
    return coverage;
  }

  /** {@return all means in one line: {@code precision@10=0.125000 recall@10=0.340000 …}} */
  @Override
  public String toString() {
    String means =
        ofRows.keySet().stream()
            .map(metric -> String.format(Locale.ROOT, "%s=%.6f", metric.label(n), mean(metric)))
            .collect(Collectors.joining(" "));
    return String.format(Locale.ROOT, "%s coverage@%d=%.6f rows=%d", means, n, coverage, rows());
  }
}
