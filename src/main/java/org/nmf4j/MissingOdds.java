package org.nmf4j;

import java.util.Arrays;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * The odds of entries to be missing, up to a factor that is the same for all: 1/(r_i·c_j) in the
 * logistic model {@code P(observed) = r_i·c_j / (1 + r_i·c_j)}. log r and log c have normal priors,
 * whose variances are found by the method of moments: rows that differ in the number of their
 * observed entries no more than by chance have one and the same r, and so have columns.
 */
final class MissingOdds implements EntryOdds {

  private static final int MOST_STEPS = 100;
  private static final double LARGEST_STEP = 1;
  private static final double SMALLEST_STEP = 1e-4;

  private final Lines rows;
  private final Lines columns;

  private MissingOdds(Lines rows, Lines columns) {
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * The odds behind a pattern.
   *
   * @param parts matrices of one shape that share no entry; what is in none of them is missing
   */
  static MissingOdds of(MaskedMatrix... parts) {
    double[] rowCounts = new double[parts[0].rows()];
    double[] columnCounts = new double[parts[0].columns()];
    for (MaskedMatrix part : parts) {
      part.forEachObserved(
          (row, column, value, weight) -> {
            rowCounts[row]++;
            columnCounts[column]++;
          });
    }
    Lines rows = Lines.of(rowCounts, columnCounts);
    Lines columns = Lines.of(columnCounts, rowCounts);
    double observed = Arrays.stream(rowCounts).sum();
    double missing = (double) rowCounts.length * columnCounts.length - observed;
    columns.startAt((observed + .5) / (missing + .5));
    double step = 1;
    for (int steps = 0; step > SMALLEST_STEP && steps < MOST_STEPS; steps++) {
      step = Math.max(rows.step(columns), columns.step(rows));
    }
    return new MissingOdds(rows, columns);
  }

  @Override
  public double of(int row, int column) {
    return 1 / (rows.odds(row) * columns.odds(column));
  }

  /** Rows, or columns: those with as many observed entries are one class. */
  private static final class Lines {

    private final int[] classOf;
    private final double[] counts;
    private final double[] sizes;

    /** Of the classes. */
    private final double[] odds;

    /** Of the prior of log odds. */
    private final double precision;

    private Lines(int[] classOf, double[] counts, double precision) {
      this.classOf = classOf;
      this.counts = counts;
      this.precision = precision;
      sizes = new double[counts.length];
      for (int c : classOf) {
        sizes[c]++;
      }
      odds = new double[counts.length];
      Arrays.fill(odds, 1);
    }

    static Lines of(double[] counts, double[] countsAcross) {
      double mean = Arrays.stream(counts).average().orElseThrow();
      double spread =
          Arrays.stream(counts).map(count -> (count - mean) * (count - mean)).sum()
              / Math.max(counts.length - 1, 1);
      double byChance =
          Arrays.stream(countsAcross)
              .map(count -> count / counts.length)
              .map(share -> share * (1 - share))
              .sum();
      if (!(spread > byChance)) {
        return new Lines(new int[counts.length], new double[] {mean}, 0);
      }
      double[] distinct = Arrays.stream(counts).distinct().sorted().toArray();
      int[] classOf =
          Arrays.stream(counts).mapToInt(count -> Arrays.binarySearch(distinct, count)).toArray();
      return new Lines(classOf, distinct, byChance * byChance / (spread - byChance));
    }

    void startAt(double all) {
      Arrays.fill(odds, all);
    }

    double odds(int line) {
      return odds[classOf[line]];
    }

    /** One step of Newton's method for each class; says how far the longest went. */
    double step(Lines across) {
      double center = 0;
      for (int c = 0; c < odds.length; c++) {
        center += sizes[c] * Math.log(odds[c]) / classOf.length;
      }
      double longest = 0;
      for (int c = 0; c < odds.length; c++) {
        double slope = counts[c] - precision * (Math.log(odds[c]) - center);
        double curvature = precision + Double.MIN_NORMAL;
        for (int d = 0; d < across.odds.length; d++) {
          double product = odds[c] * across.odds[d];
          double share = product / (1 + product);
          slope -= across.sizes[d] * share;
          curvature += across.sizes[d] * share * (1 - share);
        }
        double step = Math.max(-LARGEST_STEP, Math.min(slope / curvature, LARGEST_STEP));
        odds[c] *= Math.exp(step);
        longest = Math.max(longest, Math.abs(step));
      }
      return longest;
    }
  }
}
