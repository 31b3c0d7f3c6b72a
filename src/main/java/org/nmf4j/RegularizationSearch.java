package org.nmf4j;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Penalties;

/**
 * Finds how strongly a factorization of ratings, or of any matrix of which most is missing, is to
 * be penalised, and whether offsets help, and then fits to all entries.
 *
 * <p>Tried are penalties {@code l2(λ).perObservation()} with λ = 0.05·σ·2^j, σ the standard
 * deviation of the entries and j from −4 to 4, without and with offsets, whose λ is 0.05·2^j, so
 * that what is found does not depend on the unit of A. From j = 0 on, j goes down, and if that
 * doesn't help up, as long as the loss on a tenth of the entries, held out, falls. Of a matrix with
 * few entries that is the mean over several tenths; of a very large one some rows, chosen at
 * random, stand for all.
 */
public final class RegularizationSearch {

  /** With fewer there is nothing to hold out. */
  static final int FEWEST_ENTRIES = 50;

  private static final double START = 0.05;
  private static final int DOUBLINGS = 4;

  /** Alternating least squares has settled by then which of two penalties is the better one. */
  private static final int ITERATIONS = 8;

  /** So many held-out entries tell one penalty from another. */
  private static final int ENOUGH_HELD_OUT = 20_000;

  private static final int MOST_ENTRIES = 1 << 20;

  private final Nmf nmf;
  private final List<Boolean> offsetChoices;

  private RegularizationSearch(Nmf nmf, List<Boolean> offsetChoices) {
    this.nmf = nmf;
    this.offsetChoices = offsetChoices;
  }

  /**
   * A search, with offsets and without if the loss is for numbers of any sign.
   *
   * @param nmf all else that the fit is to have
   * @return the search
   */
  public static RegularizationSearch of(Nmf nmf) {
    Objects.requireNonNull(nmf, "nmf");
    return new RegularizationSearch(
        nmf, nmf.allowsOffsets() ? List.of(false, true) : List.of(false));
  }

  /**
   * The same among penalties alone, with offsets or without.
   *
   * @param offsets whether there are to be offsets
   * @return a changed copy
   */
  public RegularizationSearch offsets(boolean offsets) {
    return new RegularizationSearch(nmf, List.of(offsets));
  }

  /**
   * What was found.
   *
   * @param lambda λ of the penalty {@code l2(λ).perObservation()} of W and H
   * @param offsetLambda λ/σ, that of the offsets, which are counted in the unit of A and not in its
   *     root
   * @param offsets whether there are offsets
   * @param heldOutError the root-mean-square error on held-out entries, in their columns' units if
   *     the fit counts columns in such
   */
  public record Regularization(
      double lambda, double offsetLambda, boolean offsets, double heldOutError) {

    /** {@return what was found, in one line for people} */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.3g per observation%s: held-out rmse %.6g",
          lambda,
          offsets ? ", with offsets" : "",
          heldOutError);
    }

    /**
     * A specification with this penalty, and with these offsets or none.
     *
     * @param nmf all else
     * @return a changed copy
     */
    public Nmf applyTo(Nmf nmf) {
      ElasticNet penalty = Penalties.l2(lambda).perObservation();
      Nmf penalised = nmf.penalty(penalty).found(this);
      return offsets ? penalised.offsets(Penalties.l2(offsetLambda).perObservation()) : penalised;
    }
  }

  /**
   * Searches, and fits to all entries.
   *
   * @param a m×n
   * @return the model
   * @throws IllegalArgumentException if A has fewer than two entries, or doesn't suit the
   *     specification
   */
  public NmfModel fit(MaskedMatrix a) {
    return search(a).applyTo(nmf).fit(a);
  }

  /**
   * Searches.
   *
   * @param a m×n
   * @return the penalty with the lowest error on held-out entries
   * @throws IllegalArgumentException if A has fewer than two entries, or doesn't suit the
   *     specification
   */
  public Regularization search(MaskedMatrix a) {
    HeldOutTrials trials = new HeldOutTrials(a, ENOUGH_HELD_OUT, MOST_ENTRIES);
    double deviation = nmf.scaled(trials.a()).standardDeviation();
    double lambda = START * Math.max(deviation, Double.MIN_NORMAL);
    return offsetChoices.stream()
        .map(offsets -> climb(trials, new Regularization(lambda, START, offsets, Double.NaN)))
        .min(Comparator.comparingDouble(Regularization::heldOutError))
        .orElseThrow();
  }

  private Regularization climb(HeldOutTrials trials, Regularization first) {
    Regularization start = attempt(trials, first, 1);
    Regularization below = climb(trials, start, 0.5);
    return below == start ? climb(trials, start, 2) : below;
  }

  private Regularization climb(HeldOutTrials trials, Regularization start, double factor) {
    Regularization best = start;
    for (int step = 0; step < DOUBLINGS; step++) {
      Regularization next = attempt(trials, best, factor);
      if (!(next.heldOutError() < best.heldOutError())) {
        break;
      }
      best = next;
    }
    return best;
  }

  private Regularization attempt(HeldOutTrials trials, Regularization last, double factor) {
    double lambda = last.lambda() * factor;
    double offsetLambda = last.offsetLambda() * factor;
    Nmf attempted =
        new Regularization(lambda, offsetLambda, last.offsets(), Double.NaN)
            .applyTo(nmf)
            .iterations(ITERATIONS);
    return new Regularization(lambda, offsetLambda, last.offsets(), trials.error(attempted));
  }
}
