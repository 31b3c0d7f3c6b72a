package org.nmf4j.recommend;

import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Tells how good a model's lists are: whether the columns that it ranks first in a row are those
 * that a test set has in it. Immutable.
 *
 * <pre>{@code
 * MaskedMatrix.Split parts = clicks.split(Splitters.randomInRows(0.2, 0));
 * RankingEvaluator top10 = RankingEvaluator.atTop(10).excluding(parts.train());
 * RankingReport ofModel = top10.evaluate(Nmf.ofRank(20).fit(parts.train()), parts.test());
 * RankingReport ofPopularity = top10.evaluate(Baselines.popularity(parts.train()), parts.test());
 * }</pre>
 *
 * <p>All columns are ranked but those that are excluded in the row: the highest score first, and of
 * one score the lowest index, as {@link Recommender} does. Rows without a relevant column don't
 * count.
 */
public final class RankingEvaluator {

  /** Rows whose rankings are held before they are summed up. */
  private static final int BLOCK = 4096;

  private final int n;
  private final double relevantFrom;
  private final Optional<MaskedMatrix> seen;

  private RankingEvaluator(int n, double relevantFrom, Optional<MaskedMatrix> seen) {
    this.n = n;
    this.relevantFrom = relevantFrom;
    this.seen = seen;
  }

  /**
   * An evaluator to which all observed entries of a test set are relevant, but those of its
   * background's value, such as zeros among clicks, and that excludes none.
   *
   * @param n how many columns of a row it looks at, ≥ 1
   * @return the evaluator
   * @throws IllegalArgumentException if the number is not positive
   */
  public static RankingEvaluator atTop(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n must be ≥ 1, got " + n);
    }
    return new RankingEvaluator(n, Double.NEGATIVE_INFINITY, Optional.empty());
  }

  /**
   * Leaves out what need not be found any more.
   *
   * @param seen m×n, such as the train part; columns of its observed entries, but those of its
   *     background's value, are not ranked in their rows, and not relevant if the test set has them
   *     too; entries of its background's value in the test set are not relevant either
   * @return a changed copy
   */
  public RankingEvaluator excluding(MaskedMatrix seen) {
    return new RankingEvaluator(n, relevantFrom, Optional.of(Objects.requireNonNull(seen, "seen")));
  }

  /**
   * Has only entries of some size be relevant, such as ratings of 4 and 5.
   *
   * @param value the least that is
   * @return a changed copy
   * @throws IllegalArgumentException if it is NaN
   */
  public RankingEvaluator relevantFrom(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("value must be a number, got NaN");
    }
    return new RankingEvaluator(n, value, seen);
  }

  /**
   * Ranks the columns of each row that has relevant ones, on all processors; in memory of a few
   * thousand rows at a time.
   *
   * @param model m×n
   * @param test m×n, whose observed entries are what should be found
   * @return the metrics
   * @throws IllegalArgumentException if shapes differ, or no row has a relevant column that is
   *     ranked
   * @throws CancellationException if the thread is interrupted; its flag is left set
   */
  public RankingReport evaluate(NmfModel model, MaskedMatrix test) {
    requireShape("test", model, test);
    seen.ifPresent(a -> requireShape("seen", model, a));
    Map<RankingMetric, double[]> ofRows = new EnumMap<>(RankingMetric.class);
    for (RankingMetric metric : RankingMetric.values()) {
      double[] none = new double[model.rows()];
      Arrays.fill(none, Double.NaN);
      ofRows.put(metric, none);
    }
    BitSet found = new BitSet(model.columns());
    for (int start = 0; start < model.rows(); start += BLOCK) {
      int first = start;
      int[] rows = IntStream.range(start, Math.min(start + BLOCK, model.rows())).toArray();
      List<Optional<RankedRow>> ranked = Rows.forEach(rows, row -> rank(model, test, row));
      for (int i = 0; i < rows.length; i++) {
        int row = first + i;
        ranked
            .get(i)
            .ifPresent(
                one -> {
                  ofRows.forEach((metric, values) -> values[row] = metric.of(one));
                  Arrays.stream(one.top()).forEach(found::set);
                });
      }
    }
    RankingReport report =
        new RankingReport(n, ofRows, (double) found.cardinality() / model.columns());
    if (report.rows() == 0) {
      throw new IllegalArgumentException(
          "test must have a relevant entry that is not excluded, it has none");
    }
    return report;
  }

  private Optional<RankedRow> rank(NmfModel model, MaskedMatrix test, int row) {
    BitSet relevant = new BitSet();
    test.forEachObserved(
        row, (i, column, value, weight) -> relevant.set(column, isRelevant(test, value)));
    seen.ifPresent(a -> Recommender.forEachSeen(row, a, relevant::clear));
    if (relevant.isEmpty()) {
      return Optional.empty();
    }
    double[] scores = model.scores(row);
    seen.ifPresent(a -> Recommender.leaveOut(scores, row, a));
    return Optional.of(RankedRow.of(scores, relevant.stream().toArray(), n));
  }

  private boolean isRelevant(MaskedMatrix test, double value) {
    return value >= relevantFrom
        && Stream.concat(Stream.of(test), seen.stream()).noneMatch(a -> a.background().isOf(value));
  }

  private static void requireShape(String name, NmfModel model, MaskedMatrix a) {
    if (Objects.requireNonNull(a, name).rows() != model.rows() || a.columns() != model.columns()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must have the shape of the model, (%d×%d), got (%d×%d)",
              name,
              model.rows(),
              model.columns(),
              a.rows(),
              a.columns()));
    }
  }
}
