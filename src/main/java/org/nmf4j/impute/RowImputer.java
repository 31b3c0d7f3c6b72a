package org.nmf4j.impute;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.nmf4j.internal.compute.ColumnMoments;
import org.nmf4j.internal.rows.FoldIn;
import org.nmf4j.solver.FitLoop;
import org.nmf4j.solver.StopReason;
import org.nmf4j.solver.Stopping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the missing numbers of rows, learnt from rows that pass by several times; kept of them are
 * sums alone.
 *
 * <p>A row x is taken for {@code x_j = shift_j + scale_j · (w·h_j + noise)}, with non-negative
 * factors h_j of its n columns, which are learnt, and w of its own: the most probable one,
 *
 * <pre>{@code
 * argmin over w ≥ 0 of Σ_observed (w·h_j − x_j)² / variance + (w − mean)ᵀ precision (w − mean)
 * }</pre>
 *
 * given what is observed of the row and how w is distributed over the rows, which is learnt as
 * well. Scales are the columns' standard deviations; shifted are columns that have negative numbers
 * or a mean far above their deviation. A column without an observed number is taken for the average
 * one: its shift, scale and factors are the means of the others'.
 *
 * <p>It is expectation maximisation for a factor model with missing entries (Ilin and Raiko 2010,
 * JMLR 11:1957-2000) with w and h_j kept non-negative, on sums over the latest rows, in which older
 * ones are forgotten by and by (Mairal et al. 2010, doi:10.1145/1756006.1756008). Since rows count
 * with the uncertainty of their w, a rank that is too large does little harm.
 *
 * <p>Immutable; any number of threads may use it at once.
 */
public final class RowImputer {

  private static final Logger LOG = LoggerFactory.getLogger(RowImputer.class);

  /** What the error must fall by, of itself, within so many passes. */
  private static final double TOLERANCE = 1e-3;

  private static final int PASSES_OF_TOLERANCE = 5;

  /** Rows that can be gone over several times. */
  @FunctionalInterface
  public interface Rows {

    /**
     * Shows all rows, the same in each pass.
     *
     * @param visitor takes n numbers, NaN where missing, in an array that it may change; says
     *     whether it wants to see the next row
     */
    void forEach(Predicate<double[]> visitor);
  }

  /**
   * What happened during a fit.
   *
   * @param passes over the rows, after one for the columns' means; the last may be broken off
   * @param history the root-mean-square error of the observed numbers, in units of their columns'
   *     standard deviations: that of the columns' means, then that of each pass, w being fitted to
   *     those numbers by the factors as they were; {@code passes + 1} numbers
   * @param stopReason why it ended
   * @param seconds time taken
   */
  public record Report(int passes, List<Double> history, StopReason stopReason, double seconds) {

    /**
     * Copies the history.
     *
     * @param passes over the rows
     * @param history {@code passes + 1} numbers
     * @param stopReason why it ended
     * @param seconds time taken
     * @throws NullPointerException if the history, or a number of it, is null
     */
    public Report {
      history = List.copyOf(history);
    }

    /** One line for people. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "error %.4g of the columns' deviations after %d passes in %.2f s; %s",
          history.get(history.size() - 1),
          passes,
          seconds,
          stopReason);
    }
  }

  /**
   * How a fit is made.
   *
   * @param rank k, the number of components; one that is too large does little harm
   * @param epochs passes over the rows at most, after one for the columns' moments
   * @param seed of the initial factors; the same seed and rows give the same bits
   */
  public record Options(int rank, int epochs, long seed) {

    /**
     * Checks the numbers.
     *
     * @param rank ≥ 1
     * @param epochs ≥ 1
     * @param seed any
     * @throws IllegalArgumentException if rank or epochs are not positive
     */
    public Options {
      if (rank < 1) {
        throw new IllegalArgumentException("rank must be ≥ 1, got " + rank);
      }
      if (epochs < 1) {
        throw new IllegalArgumentException("epochs must be ≥ 1, got " + epochs);
      }
    }
  }

  private final FactorModel model;
  private final FoldIn foldIn;
  private final Optional<Report> report;

  private RowImputer(FactorModel model, Optional<Report> report) {
    this.model = model;
    this.report = report;
    foldIn = model.foldIn();
  }

  /**
   * Learns from rows. An interrupt ends it before the next row, with what has been learnt so far,
   * and leaves the thread's flag set.
   *
   * @param name of what the rows are, for messages
   * @param rows of n numbers, finite where not NaN
   * @param options how
   * @return fills rows of n numbers
   * @throws IllegalArgumentException if nothing is observed, or rows differ in width
   * @throws NullPointerException if an argument is null
   */
  public static RowImputer fit(String name, Rows rows, Options options) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(options, "options");
    ColumnMoments moments = moments(name, Objects.requireNonNull(rows, "rows"));
    StreamingFit fit = new StreamingFit(rows, moments, options.rank(), options.seed());
    FitLoop.Result result =
        new FitLoop(
                List.of(
                    Stopping.tolerance(TOLERANCE, PASSES_OF_TOLERANCE),
                    Stopping.iterations(options.epochs())),
                1)
            .run(threads -> fit);
    Report report =
        new Report(
            result.iterations(),
            Arrays.stream(result.history()).boxed().toList(),
            result.stopReason(),
            result.seconds());
    LOG.info("imputer of {}: {}", name, report);
    return new RowImputer(fit.model(), Optional.of(report));
  }

  private static ColumnMoments moments(String name, Rows rows) {
    ColumnMoments[] moments = new ColumnMoments[1];
    rows.forEach(
        row -> {
          if (moments[0] == null) {
            moments[0] = new ColumnMoments(row.length);
          }
          if (row.length != moments[0].columns()) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "%s must have %d columns, got %d",
                    name,
                    moments[0].columns(),
                    row.length));
          }
          moments[0].add(row);
          return moments[0].rows() == 0 || !Thread.currentThread().isInterrupted();
        });
    if (moments[0] == null || moments[0].rows() == 0) {
      throw new IllegalArgumentException(name + " must have an observed number, got none");
    }
    boolean[] observed = moments[0].observed();
    List<Integer> unobserved =
        IntStream.range(0, observed.length).filter(j -> !observed[j]).boxed().toList();
    if (!unobserved.isEmpty()) {
      LOG.warn(
          "columns {} of the {} have no observed number, and are taken for the average one",
          unobserved,
          name);
    }
    return moments[0];
  }

  /** {@return the number of columns, n} */
  public int columns() {
    return model.columns();
  }

  /** {@return what happened during the fit; nothing for an imputer that was read} */
  public Optional<Report> report() {
    return report;
  }

  /**
   * {@return the standard deviation of each column's noise, in the column's unit: how far a number
   * is from what the row's factors say of it}
   */
  public double[] noise() {
    return Arrays.stream(model.scale()).map(s -> s * Math.sqrt(model.variance())).toArray();
  }

  /**
   * {@return what fills rows in place, for one thread} Of {@link #columns()} numbers that are
   * finite or NaN it replaces each NaN by a finite number, and gives how many there were.
   */
  public ToIntFunction<double[]> filler() {
    FoldIn.Line line = foldIn.line();
    return row -> fill(row, line);
  }

  private int fill(double[] row, FoldIn.Line line) {
    int missing = 0;
    for (double number : row) {
      missing += Double.isNaN(number) ? 1 : 0;
    }
    if (missing > 0) {
      double[] w = model.solve(row, line);
      for (int j = 0; j < row.length; j++) {
        if (Double.isNaN(row[j])) {
          row[j] = model.expected(w, j);
        }
      }
    }
    return missing;
  }

  /** {@return all that is needed to fill rows, as numbers to be kept, which {@link #of} reads} */
  public double[] toNumbers() {
    return model.toNumbers();
  }

  /**
   * Reads an imputer.
   *
   * @param numbers of {@link #toNumbers}
   * @return an imputer that fills rows with the same bits
   * @throws IllegalArgumentException if rows could not be filled with such numbers
   * @throws NullPointerException if numbers is null
   */
  public static RowImputer of(double[] numbers) {
    return new RowImputer(
        FactorModel.of(Objects.requireNonNull(numbers, "numbers")), Optional.empty());
  }
}
