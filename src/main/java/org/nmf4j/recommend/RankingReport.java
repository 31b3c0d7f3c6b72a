package org.nmf4j.recommend;

import java.util.Arrays;
import java.util.LinkedHashMap;
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

  /**
   * {@return all means by their names, as for JSON: {@code precision@10} and so on, {@code auc},
   * {@code coverage@10} and {@code rows}; null for a mean that is NaN}
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RankingMetric metric : ofRows.keySet()) {
      map.put(metric.label(n), Double.isNaN(mean(metric)) ? null : mean(metric));
    }
    map.put("coverage@" + n, coverage);
    map.put("rows", rows());
    return map;
  }

  /** {@return {@link #toMap} in one line: {@code precision@10=0.1250 recall@10=0.3400 …}} */
  @Override
  public String toString() {
    return toMap().entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + (entry.getValue() instanceof Double mean
                        ? String.format(Locale.ROOT, "=%.4f", mean)
                        : "=" + entry.getValue()))
        .collect(Collectors.joining(" "));
  }
}
