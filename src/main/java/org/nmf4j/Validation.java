package org.nmf4j;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoublePredicate;
import org.nmf4j.internal.compute.GivenMatrix;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Factors;

/** Refuses what can't be fitted, before anything is computed. */
final class Validation {

  /** More components than rows and columns are welcome, but not so many more. */
  private static final int MOST_COMPONENTS = 10_000;

  private Validation() {}

  static void check(
      MaskedMatrix a, int rank, Objective objective, boolean offsets, boolean scaled) {
    long fitting = (Integer.MAX_VALUE - 8L) / Math.max(a.rows(), a.columns());
    long limit = Math.min(fitting, Math.max(MOST_COMPONENTS, Math.min(a.rows(), a.columns())));
    if (rank > limit) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "rank must be in [1, %d] for A of shape (%d×%d), got %d",
              limit,
              a.rows(),
              a.columns(),
              rank));
    }
    Loss loss = objective.loss();
    if (offsets && !loss.domain().equals(Loss.Domain.ALL)) {
      throw new IllegalArgumentException(
          "offsets need a loss for numbers of any sign, got " + loss.name());
    }
    requireDomain(a, loss);
    requireBackground(a, loss);
    boolean nonNegative =
        !objective.constraintW().allowsNegative() && !objective.constraintH().allowsNegative();
    if (nonNegative && !offsets && !scaled) {
      requireEach(
          a,
          value -> value >= 0,
          "A must be ≥ 0 for non-negative factors without offsets (--offsets, Nmf.offsets)");
    }
    objective.constraintW().check(a.rows(), rank);
    objective.constraintH().check(rank, a.columns());
  }

  /**
   * Refuses a background whose entries' losses can't be summed up without them; those of a dense
   * matrix are there.
   */
  static void requireBackground(MaskedMatrix a, Loss loss) {
    Background background = a.background();
    boolean isSummed =
        background.isMissing()
            || a.<Boolean>choose(dense -> true, sparse -> false)
            || loss.pointwise().flatMap(l -> l.parabola(background.value())).isPresent();
    if (!isSummed) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a sparse matrix whose other entries are %s needs the loss rmse, mse, beta:2 or, if"
                  + " they are zeros, kl, got %s: a dense one takes any",
              background,
              loss.name()));
    }
  }

  /** Refuses entries that a loss is not for. */
  static void requireDomain(MaskedMatrix a, Loss loss) {
    requireEach(
        a,
        loss.domain()::contains,
        String.format(Locale.ROOT, "A must be %s for the loss %s", loss.domain(), loss.name()));
  }

  /** Of numbers of which the smallest is the first not to be allowed. */
  private static void requireEach(MaskedMatrix a, DoublePredicate isAllowed, String rule) {
    if (isAllowed.test(a.min())) {
      return;
    }
    Background background = a.background();
    if (!background.isMissing() && !isAllowed.test(background.value())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s, but entries that are not listed are %s (missing ones would count for nothing)",
              rule,
              background));
    }
    a.forEachObserved(
        (row, column, value, weight) -> {
          if (!isAllowed.test(value)) {
            throw new IllegalArgumentException(
                String.format(Locale.ROOT, "%s, got %s at (%d, %d)", rule, value, row, column));
          }
        });
  }

  static double requireProbability(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException("probability must be in (0, 1), got " + probability);
    }
    return probability;
  }

  /** Such as 90 of 0.9, without the digits that binary numbers add. */
  static String percent(double probability) {
    return BigDecimal.valueOf(requireProbability(probability))
        .movePointRight(2)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** A copy of initial factors, of what a fit can start from. */
  static Factors initial(Factors given, MaskedMatrix a, int rank, Objective objective) {
    Objects.requireNonNull(given, "factors of the initializer");
    GivenMatrix w = new GivenMatrix("initial W", given.w()).typed(a.dataType());
    GivenMatrix h = new GivenMatrix("initial H", given.h()).typed(a.dataType());
    requireNumbers(w.shaped(a.rows(), rank), objective.constraintW());
    requireNumbers(h.shaped(rank, a.columns()), objective.constraintH());
    return new Factors(w.copy(a.dataType()), h.copy(a.dataType()));
  }

  private static void requireNumbers(GivenMatrix initial, Constraint constraint) {
    if (constraint.allowsNegative()) {
      initial.finite();
    } else {
      initial.finiteAndNotNegative();
    }
  }
}
