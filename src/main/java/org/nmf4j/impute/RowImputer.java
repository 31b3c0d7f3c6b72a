package org.nmf4j.impute;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nmf4j.internal.compute.ColumnMoments;
import org.nmf4j.internal.rows.Posterior;
import org.nmf4j.internal.rows.PosteriorRows;
import org.nmf4j.solver.FitLoop;
import org.nmf4j.solver.StopReason;
import org.nmf4j.solver.Stopping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the missing numbers of rows, learnt from rows that pass by several times; kept of them are
 * sums alone.
 *
 * <p>A row x is taken for {@code x_j = shift_j + scale_j · (w·h_j + c_j + noise_j)}, with factors
 * h_j and offsets c_j of its n columns and w of its own. It is the model of {@link
 * org.nmf4j.solver.bayes.VariationalBayes} for tables, found by the same formulas: none of these
 * are numbers, but all are normally distributed, around 0 before anything is observed, with
 * precisions that are learnt, as are those of each column's noise, so that components that the rows
 * do not support die out. What is filled in is therefore known with its deviation, and may be drawn
 * by chance. Shifts are the columns' means, scales their standard deviations. A column without
 * negative numbers is filled with none. One without an observed number is taken for the average
 * one: its shift, scale and factors are the means of the others'.
 *
 * <p>The sums are those over a pass, in which until its end the last one stands for the rows that
 * are still to come. So the columns are found again after every few rows (Mairal et al. 2010,
 * doi:10.1145/1756006.1756008), and at the end of a pass by all of its rows alike.
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
   *     standard deviations: that of the columns' means, then that of each pass, expected by what
   *     is known of the factors after it; {@code passes + 1} numbers
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
   * @param rank k, the number of components at most; no more are taken than there are rows and
   *     columns, and those that the rows do not support die out
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
  private final PosteriorRows rows;
  private final Optional<Report> report;

  private RowImputer(FactorModel model, Optional<Report> report) {
    this.model = model;
    this.report = report;
    rows = model.rows();
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
    return model.width();
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
    return model.noise();
  }

  /**
   * {@return what fills rows in place, for one thread} Of {@link #columns()} numbers that are
   * finite or NaN it replaces each NaN by a finite number, the one that is expected, and gives how
   * many there were.
   */
  public ToIntFunction<double[]> filler() {
    PosteriorRows.Line line = rows.line();
    return row -> fill(row, line, () -> {}, j -> model.expected(line, j));
  }

  /**
   * {@return as {@link #filler()}, but of the standard deviations of what that fills in} About two
   * thirds of the numbers that are missing are no farther from it.
   */
  public ToIntFunction<double[]> deviations() {
    PosteriorRows.Line line = rows.line();
    return row -> fill(row, line, () -> {}, j -> model.deviation(line, j));
  }

  /**
   * As {@link #filler()}, but of numbers drawn by chance, with the probabilities that the model
   * gives them: for multiple imputation, of which each has a seed. The factors of the columns are
   * drawn once, for all rows; w and the noise for each row.
   *
   * @param seed the same seed and rows in the same order give the same bits
   * @return what fills rows in place, for one thread
   */
  public ToIntFunction<double[]> drawer(long seed) {
    PosteriorRows.Line line = rows.line();
    Random random = Posterior.random(seed);
    double[][] h = model.drawColumns(random);
    double[] w = new double[h[0].length];
    return row -> fill(row, line, () -> line.draw(random, w), j -> model.drawn(w, h[j], j, random));
  }

  /**
   * {@return what finds the factors w of rows, k numbers each of either sign, for one thread} Of
   * columns that are standardized, the row's are about {@code w·H}; k is {@link #rank()}.
   */
  public UnaryOperator<double[]> features() {
    PosteriorRows.Line line = rows.line();
    double[] w = new double[rank() + 1];
    return row -> {
      model.solve(row, line);
      line.mean(w);
      return Arrays.copyOf(w, rank());
    };
  }

  /** {@return the number of components k, of which some may have died out} */
  public int rank() {
    return model.rank() - 1;
  }

  private int fill(
      double[] row, PosteriorRows.Line line, Runnable afterSolving, IntToDoubleFunction number) {
    int missing = 0;
    for (double present : row) {
      missing += Double.isNaN(present) ? 1 : 0;
    }
    if (missing > 0) {
      model.solve(row, line);
      afterSolving.run();
      for (int j = 0; j < row.length; j++) {
        if (Double.isNaN(row[j])) {
          row[j] = number.applyAsDouble(j);
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
