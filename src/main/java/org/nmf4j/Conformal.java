package org.nmf4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Intervals for any model, whatever its solver and loss, from its errors on entries that it was not
 * fitted to: split-conformal prediction, weighted where rows and columns are observed unevenly
 * (Gui, Barber and Ma 2023, "Conformalized matrix completion", arXiv:2305.10637).
 *
 * <pre>{@code
 * MaskedMatrix.Split split = a.split(0.1, 0);
 * Conformal intervals = Conformal.calibrate(nmf.fit(split.train()), split);
 * Interval interval = intervals.interval(3, 5, 0.9);
 * }</pre>
 *
 * <p>An interval is {@code prediction ± q·s}, within the range of the model and not below 0 if its
 * factors are non-negative. s is the model's {@link NmfModel#deviation} if it {@link
 * NmfModel#knowsUncertainty}; otherwise the usual size of an error in a column and at predictions
 * of that size, found from a third of the held-out entries but for the first 20, so that columns of
 * unlike units have intervals of their own. q is a quantile of |error|/s over the others, and
 * infinite for an entry that weighs too much beside them.
 *
 * <p>The probability is that of an entry drawn from those that the intervals are for, over the
 * choice of the held-out entries too. It holds whatever the model and the noise are, but neither
 * for each row and column by itself, nor if the model, its rank or penalty was chosen by the
 * held-out entries.
 */
public final class Conformal implements Intervals {

  /** So few held-out entries say nothing of the spread of errors: they are needed for q. */
  private static final int FIRST = 20;

  /** One in so many of the others does. */
  private static final int OTHERS = 3;

  /** So that 0.9/(1 − 0.9) is 9. */
  private static final double ROUNDING = 1e-12;

  private static final Target NEW =
      new Target(EntryOdds.EVEN, "of new entries, if they come as the held-out ones did");

  private final NmfModel model;
  private final ErrorSpread spread;
  private final Target target;
  private final long heldOut;

  /** |error|/s, in ascending order. */
  private final double[] scores;

  /** Of each score the sum of the odds of all entries up to it. */
  private final double[] oddsUpTo;

  /** Which entries the intervals are for. */
  private record Target(EntryOdds odds, String words) {}

  private record Score(double size, double odds) {}

  private Conformal(
      NmfModel model, ErrorSpread spread, Target target, MaskedMatrix entries, long heldOut) {
    this.model = model;
    this.spread = spread;
    this.target = target;
    this.heldOut = heldOut;
    List<Score> sorted = new ArrayList<>();
    entries.forEachObserved(
        (row, column, value, weight) ->
            sorted.add(new Score(score(row, column, value), target.odds().of(row, column))));
    sorted.sort(Comparator.comparingDouble(Score::size));
    scores = sorted.stream().mapToDouble(Score::size).toArray();
    oddsUpTo = sorted.stream().mapToDouble(Score::odds).toArray();
    for (int place = 1; place < oddsUpTo.length; place++) {
      oddsUpTo[place] += oddsUpTo[place - 1];
    }
  }

  /** Infinite for an entry that no interval reaches. */
  private double score(int row, int column, double value) {
    double prediction = model.predict(row, column);
    return model.terms().bounded(column, value) == value
        ? Math.abs(value - prediction) / spread.of(row, column, prediction)
        : Double.POSITIVE_INFINITY;
  }

  /**
   * Intervals of new entries that come as the held-out ones did, such as the next ratings of the
   * same users.
   *
   * @param model fitted to none of the held-out entries
   * @param heldOut m×n, drawn at random; its weights don't count
   * @return the intervals
   * @throws IllegalArgumentException if the entries have another shape than the model
   */
  public static Conformal calibrate(NmfModel model, MaskedMatrix heldOut) {
    Objects.requireNonNull(model, "model");
    model.requireShape("heldOut", Objects.requireNonNull(heldOut, "heldOut"));
    return calibrate(model, heldOut, NEW);
  }

  /**
   * Intervals of missing entries: those in neither part of a split. Where rows and columns are
   * observed unevenly, the held-out entries count by their odds of being missing, as rows' and
   * columns' numbers of observed entries tell them: a logistic model, for the truth of which the
   * probability is exact.
   *
   * @param model fitted to the train part alone
   * @param split of all observed entries, m×n, at random; its test part is held out, and its
   *     weights don't count
   * @return the intervals
   * @throws IllegalArgumentException if the parts have another shape than the model
   */
  public static Conformal calibrate(NmfModel model, MaskedMatrix.Split split) {
    Objects.requireNonNull(model, "model");
    model.requireShape("train", Objects.requireNonNull(split, "split").train());
    model.requireShape("test", split.test());
    MissingOdds odds = MissingOdds.of(split.train(), split.test());
    return calibrate(model, split.test(), new Target(odds, "of missing entries"));
  }

  private static Conformal calibrate(NmfModel model, MaskedMatrix heldOut, Target target) {
    long entries = heldOut.observed();
    if (model.knowsUncertainty()) {
      ErrorSpread known = (row, column, prediction) -> model.deviation(row, column);
      return new Conformal(model, known, target, heldOut, entries);
    }
    long ofSpread = (entries - FIRST) / OTHERS;
    if (ofSpread <= 0) {
      return new Conformal(model, ErrorSpread.EVEN, target, heldOut, entries);
    }
    MaskedMatrix.Split parts = heldOut.split((double) ofSpread / entries, seed(heldOut));
    ErrorSpread spread = new EstimatedSpread(model, parts.test());
    return new Conformal(model, spread, target, parts.train(), entries);
  }

  /**
   * Of the places of all entries: the part that is chosen must not tell which entry, of those and a
   * new one, is the new one, as a choice of the first, third and so on would.
   */
  private static long seed(MaskedMatrix entries) {
    long[] seed = {0};
    entries.forEachObserved(
        (row, column, value, weight) ->
            seed[0] = 31 * seed[0] + (long) row * entries.columns() + column);
    return seed[0];
  }

  @Override
  public int rows() {
    return model.rows();
  }

  @Override
  public int columns() {
    return model.columns();
  }

  @Override
  public DataType dataType() {
    return model.dataType();
  }

  @Override
  public Interval interval(int row, int column, double probability) {
    requireEntries(Validation.requireProbability(probability));
    double prediction = model.predict(row, column);
    double size =
        quantile(probability, target.odds().of(row, column)) * spread.of(row, column, prediction);
    ModelTerms terms = model.terms();
    return new Interval(
        terms.bounded(column, prediction - size), terms.bounded(column, prediction + size));
  }

  private void requireEntries(double probability) {
    double needed = Math.ceil(probability / (1 - probability) * (1 - ROUNDING));
    if (scores.length < needed) {
      double ofSpread =
          model.knowsUncertainty()
              ? 0
              : Math.max(0, Math.floor((needed - FIRST - 1) / (OTHERS - 1)));
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "probability %s needs at least %.0f held-out entries, got %d",
              probability,
              needed + ofSpread,
              heldOut));
    }
  }

  /** The smallest score that has the probability, that of the entry itself being the largest. */
  private double quantile(double probability, double own) {
    double all = oddsUpTo[oddsUpTo.length - 1] + own;
    int found = Arrays.binarySearch(oddsUpTo, probability * all * (1 - ROUNDING));
    int place = found < 0 ? ~found : found;
    return place < scores.length ? scores[place] : Double.POSITIVE_INFINITY;
  }

  @Override
  public String describe(double probability) {
    String percent = Validation.percent(probability);
    return "split-conformal: at least " + percent + " % " + target.words();
  }
}
