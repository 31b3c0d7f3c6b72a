package org.nmf4j.cli;

import java.util.Map;
import org.nmf4j.ColumnScaling;
import org.nmf4j.Nmf;
import org.nmf4j.internal.format.Decimal;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;
import picocli.CommandLine.Option;

/** What the model is made of besides W·H, and what holds its numbers back. */
final class ModelOptions {

  private static final String AUTO = "auto";

  private static final Map<String, ColumnScaling> SCALINGS =
      Map.of(
          "none",
          ColumnScaling.none(),
          "columns",
          ColumnScaling.columns(),
          AUTO,
          ColumnScaling.auto());

  @Option(
      names = "--l1",
      paramLabel = "X",
      defaultValue = "0",
      description = "Penalty X·Σ|x| on W and on H (default: ${DEFAULT-VALUE}).")
  private double l1;

  @Option(
      names = "--l2",
      paramLabel = "X|auto",
      description =
          "Penalty X/2·Σx² on W and on H; auto: found by the error on held-out entries, per"
              + " observation, and offsets if they help (default: auto for 50 or more"
              + " entries of a sparse file that als fits without --l1, else 0).")
  private String l2;

  @Option(
      names = "--per-observation",
      description =
          "Have each observed entry add l1·Σ|x| and l2·Σx² of its row of W and its column of H to"
              + " its own loss, as with ratings (default: ${DEFAULT-VALUE}).")
  private boolean perObservation;

  @Option(
      names = "--offsets",
      description =
          "Add to W·H the mean, an offset of each row and one of each column (default:"
              + " ${DEFAULT-VALUE}).")
  private boolean offsets;

  @Option(
      names = "--clip",
      paramLabel = "LOW,HIGH",
      description = "Keep predictions in a range, as in 1,5 (default: any number).")
  private String clip;

  @Option(
      names = "--scale",
      paramLabel = "columns|none|auto",
      description =
          "columns: have the fit count each column in its standard deviation, for columns of unlike"
              + " units; auto: if they typically differ by a factor of 2 (default: columns for a"
              + " table that complete fits by itself, else none).")
  private String scale;

  /**
   * A specification with these in it.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  Nmf addTo(Nmf nmf) {
    if (isPenaltySearched() && (perObservation || l1 != 0)) {
      throw new IllegalArgumentException(
          "--l2 auto finds the whole penalty, without --l1 and --per-observation");
    }
    double strength = l2 == null || isPenaltySearched() ? 0 : parse(l2);
    if (perObservation && l1 == 0 && strength == 0) {
      throw new IllegalArgumentException("--per-observation needs --l1 or --l2");
    }
    ElasticNet l1Net = OptionValues.of("--l1", () -> Penalties.l1(l1));
    ElasticNet l2Net = OptionValues.of("--l2", () -> Penalties.l2(strength));
    Penalty sum =
        perObservation ? l1Net.perObservation().plus(l2Net.perObservation()) : l1Net.plus(l2Net);
    boolean isNamed = l1 != 0 || (l2 != null && !isPenaltySearched());
    Nmf searching = isPenaltySearched() ? nmf.searchPenalty() : nmf;
    Nmf penalised = isNamed ? searching.penalty(sum) : searching;
    Nmf shifted = offsets ? penalised.offsets() : penalised;
    return addToTable(shifted);
  }

  /**
   * A specification with the scale and the range in it, if they are named.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  Nmf addToTable(Nmf nmf) {
    Nmf scaled = scale == null ? nmf : nmf.scaleColumns(scaling());
    return clip == null ? scaled : withRange(scaled);
  }

  private ColumnScaling scaling() {
    if (!SCALINGS.containsKey(scale)) {
      throw new IllegalArgumentException(
          "--scale must be columns, none or auto, got \"" + scale + "\"");
    }
    return SCALINGS.get(scale);
  }

  boolean isPenaltySearched() {
    return AUTO.equals(l2);
  }

  private static double parse(String number) {
    double strength = numberOrNaN(number);
    if (Double.isNaN(strength)) {
      throw new IllegalArgumentException("--l2 must be a number or auto, got \"" + number + "\"");
    }
    return strength;
  }

  static double numberOrNaN(String text) {
    return Decimal.isNumber(text) ? Decimal.parse(text) : Double.NaN;
  }

  private Nmf withRange(Nmf nmf) {
    String[] ends = clip.split(",", -1);
    double smallest = numberOrNaN(ends[0]);
    double largest = numberOrNaN(ends[ends.length - 1]);
    if (ends.length != 2 || Double.isNaN(smallest) || Double.isNaN(largest)) {
      throw new IllegalArgumentException(
          "--clip needs two numbers, as in 1,5, got \"" + clip + "\"");
    }
    return OptionValues.of("--clip", () -> nmf.clip(smallest, largest));
  }
}
