package org.nmf4j.recommend;

import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How good the ranking of a row's columns is: 1 is the best, 0 the worst. The row's
 * <em>relevant</em> columns are those that it turned out to want, r of them; <em>hits</em> are
 * those of them among the first n, at ranks from 1.
 */
public enum RankingMetric {
  /** The part of the first n columns that is relevant, hits / n, also where there are fewer. */
  PRECISION("precision") {
    @Override
    double of(RankedRow row) {
      return (double) row.hits().length / row.n();
    }
  },
  /** The part of the relevant columns that is among the first n, hits / r. */
  RECALL("recall") {
    @Override
    double of(RankedRow row) {
      return (double) row.hits().length / row.relevant();
    }
  },
  /** Average precision: the sum of the precisions down to each hit's rank, / min(n, r). */
  MAP("map") {
    @Override
    double of(RankedRow row) {
      int[] hits = row.hits();
      double sum = IntStream.range(0, hits.length).mapToDouble(i -> (i + 1.0) / hits[i]).sum();
      return sum / Math.min(row.n(), row.relevant());
    }
  },
  /**
   * Normalized discounted cumulative gain: the sum of {@code 1 / log₂(1 + rank)} over the hits, in
   * parts of what it is where the relevant columns are the first.
   */
  NDCG("ndcg") {
    @Override
    double of(RankedRow row) {
      IntStream ideal = IntStream.rangeClosed(1, Math.min(row.n(), row.relevant()));
      return gain(IntStream.of(row.hits())) / gain(ideal);
    }
  },
  /** The reciprocal of the first hit's rank, 0 without a hit. */
  MRR("mrr") {
    @Override
    double of(RankedRow row) {
      return row.hits().length == 0 ? 0 : 1.0 / row.hits()[0];
    }
  },
  /** Whether there is a hit: 1 or 0. */
  HIT_RATE("hit-rate") {
    @Override
    double of(RankedRow row) {
      return row.hits().length == 0 ? 0 : 1;
    }
  },
  /**
   * The area under the ROC curve: how often a relevant column has a higher score than one that is
   * not relevant; of one score, that counts a half. Of all columns, not the first n; NaN where all
   * are relevant.
   */
  AUC("auc") {
    @Override
    double of(RankedRow row) {
      return row.auc();
    }

    @Override
    String label(int n) {
      return toString();
    }
  };

  private final String name;

  RankingMetric(String name) {
    this.name = name;
  }

  abstract double of(RankedRow row);

  private static double gain(IntStream ranks) {
    return ranks.mapToDouble(rank -> Math.log(2) / Math.log1p(rank)).sum();
  }

  /** As in {@code ndcg@10}. */
  String label(int n) {
    return String.format(Locale.ROOT, "%s@%d", name, n);
  }

  @Override
  public String toString() {
    return name;
  }
}
