package org.nmf4j.matrix;

import java.io.Serializable;
import java.util.Locale;

/**
 * What the entries of a matrix count for that are not observed: nothing, or each as an entry of one
 * value and weight. The latter costs a sparse matrix no memory, and a fit no more than sums of the
 * factors: nothing is filled in.
 *
 * @param value of each of them; 0 if they are missing
 * @param weight beside observed entries' 1, ≥ 0; 0 if they are missing
 * @serial exclude
 */
public record Background(double value, double weight) implements Serializable {

  private static final long serialVersionUID = 1;

  private static final Background MISSING = new Background(0, 0);
  private static final Background ZEROS = new Background(0, 1);

  /**
   * Refuses what is no number.
   *
   * @param value of each entry that is not observed
   * @param weight of each, 0 if they are missing
   * @throws IllegalArgumentException if the value is not finite, or the weight negative or not
   *     finite
   */
  public Background {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("background's value must be finite, got " + value);
    }
    if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "background's weight must be finite and ≥ 0, got " + weight);
    }
    // What counts for nothing is one thing, whatever its value.
    value = weight == 0 ? 0 : value;
  }

  /** {@return the default: what is not observed counts for nothing} */
  public static Background missing() {
    return MISSING;
  }

  /** {@return zeros like any others: of words in a text, cells in a count} */
  public static Background zeros() {
    return ZEROS;
  }

  /**
   * Zeros that count for less than others, as a "no" that was never said.
   *
   * @param weight beside observed entries' 1, ≥ 0
   * @return zeros of this weight
   * @throws IllegalArgumentException if the weight is negative or not finite
   */
  public static Background weak(double weight) {
    return new Background(0, weight);
  }

  /** {@return whether what is not observed counts for nothing} */
  public boolean isMissing() {
    return weight == 0;
  }

  /**
   * Whether an entry says no more than those that are not observed: of clicks, that there was none.
   *
   * @param entry the value of one that is observed
   * @return whether it is theirs; false if they are missing
   */
  public boolean isOf(double entry) {
    return !isMissing() && entry == value;
  }

  /**
   * The same of a matrix whose entries are moved.
   *
   * @param number that is added to each
   * @return with the value moved, too
   */
  public Background plus(double number) {
    return new Background(value + number, weight);
  }

  /**
   * The weight of places of which some are observed, those of a row or of a matrix.
   *
   * @param observedWeight the sum of the observed entries' weights
   * @param observed how many of the places are observed
   * @param places how many there are
   * @return the sum of all their weights
   */
  public double totalWeight(double observedWeight, double observed, double places) {
    return observedWeight + weight * (places - observed);
  }

  /**
   * The mean of places of which some are observed.
   *
   * @param observedMean the weighted mean of the observed entries
   * @param observedWeight the sum of their weights
   * @param observed how many of the places are observed
   * @param places how many there are
   * @return the weighted mean of all that count
   */
  public double mean(double observedMean, double observedWeight, double observed, double places) {
    double part = weight * (places - observed) / totalWeight(observedWeight, observed, places);
    return (1 - part) * observedMean + part * value;
  }

  /** {@return such as {@code missing}, {@code zeros} or {@code zeros of weight 0.1}} */
  @Override
  public String toString() {
    if (isMissing()) {
      return "missing";
    }
    String values =
        value == 0 ? "zeros" : String.format(Locale.ROOT, "entries of %s", shortest(value));
    return weight == 1
        ? values
        : String.format(Locale.ROOT, "%s of weight %s", values, shortest(weight));
  }

  private static String shortest(double number) {
    return Double.toString(number).replaceFirst("\\.0$", "");
  }
}
