package org.nmf4j;

import java.util.Locale;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;

/**
 * What a model is besides its numbers.
 *
 * @param objective that it was fitted by, and that new rows and columns are folded in by
 * @param offsets how they stand among the factors' components, and μ
 * @param background what entries count for that are not observed, in the units of the columns: of
 *     new rows and columns, too
 * @param multiplier of penalties outside the mean, as they stand beside the sum of a new row's or
 *     column's losses
 * @param units of the columns, in which the factors, offsets and all other numbers are
 * @param mean of the entries it was fitted to: what is predicted where nothing is known
 * @param range of its predictions, in A
 * @param openRidge what holds rows and columns that their entries leave open to the mean of the
 *     others, as a part of the weight of all entries; 0 if nothing does
 */
record ModelTerms(
    Objective objective,
    Offsets offsets,
    Background background,
    double multiplier,
    ColumnUnits units,
    double mean,
    Range range,
    double openRidge) {

  /** What no prediction is below or above. */
  record Range(double smallest, double largest) {

    static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /**
     * @throws IllegalArgumentException if the range is empty or not finite
     */
    static Range of(double smallest, double largest) {
      if (!(smallest < largest && Double.isFinite(largest - smallest))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "clip must be two finite numbers in ascending order, got %s and %s",
                smallest,
                largest));
      }
      return new Range(smallest, largest);
    }

    double clip(double prediction) {
      return Math.min(Math.max(prediction, smallest), largest);
    }
  }

  ModelTerms with(Range range) {
    return new ModelTerms(
        objective, offsets, background, multiplier, units, mean, range, openRidge);
  }

  ModelTerms with(Objective objective) {
    double ridge = objective.isPenalised() ? 0 : openRidge;
    return new ModelTerms(objective, offsets, background, multiplier, units, mean, range, ridge);
  }

  ModelTerms with(ColumnUnits units) {
    return new ModelTerms(
        objective, offsets, background, multiplier, units, mean, range, openRidge);
  }

  ModelTerms with(double mean) {
    return new ModelTerms(
        objective, offsets, background, multiplier, units, mean, range, openRidge);
  }

  /** What entries of A count for that are not observed. */
  Background backgroundOfA() {
    return background.isMissing()
        ? background
        : new Background(units.toA(0, background.value()), background.weight());
  }

  /**
   * New entries, where others count as they did in the fit.
   *
   * @throws IllegalArgumentException if they are said to count otherwise
   */
  MaskedMatrix onBackground(MaskedMatrix a) {
    Background ofFit = backgroundOfA();
    if (!a.background().isMissing() && !a.background().equals(ofFit)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "new entries' background must be that of the fit, %s, or not be named, got %s",
              ofFit,
              a.background()));
    }
    return a.background(ofFit);
  }

  /** What the factors and offsets sum up to in a column, as an entry of A. */
  double prediction(int column, double sum) {
    return bounded(column, units.toA(column, sum));
  }

  /** The nearest number that an entry of a column can be. */
  double bounded(int column, double number) {
    return range.clip(
        isNonNegative() ? Math.max(units.toA(column, 0), number) : units.bounded(column, number));
  }

  private boolean isNonNegative() {
    return !offsets.present()
        && !objective.constraintW().allowsNegative()
        && !objective.constraintH().allowsNegative();
  }

  /** As above, in a column of which nothing is known. */
  double prediction(double sum) {
    return range.clip(units.toA(sum));
  }

  /** What a new row or column minimises, offsets among its components. */
  Objective ofNewLines() {
    return offsets.extend(objective.forNewLines());
  }
}
