package org.nmf4j.cli;

import java.util.stream.Stream;
import org.nmf4j.Nmf;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;
import picocli.CommandLine.Option;

/** What holds the numbers of W and H back. */
final class PenaltyOptions {

  private static final String AUTO = "auto";

  @Option(
      names = "--l1",
      paramLabel = "X",
      defaultValue = "0",
      description = "Penalty X·Σ|x| on W and on H (default: ${DEFAULT-VALUE}).")
  private double l1;

  @Option(
      names = "--l1-w",
      paramLabel = "X",
      description = "The same on W alone (default: as --l1).")
  private Double l1OfW;

  @Option(
      names = "--l1-h",
      paramLabel = "X",
      description = "The same on H alone (default: as --l1).")
  private Double l1OfH;

  @Option(
      names = "--l2",
      paramLabel = "X|auto",
      description =
          "Penalty X/2·Σx² on W and on H; auto: found by the error on held-out entries, per"
              + " observation, and offsets if they help (default: auto for 50 or more"
              + " entries of a sparse file that --solver als fits without another penalty, else 0).")
  private String l2;

  @Option(
      names = "--l2-w",
      paramLabel = "X",
      description = "The same on W alone (default: as --l2).")
  private Double l2OfW;

  @Option(
      names = "--l2-h",
      paramLabel = "X",
      description = "The same on H alone (default: as --l2).")
  private Double l2OfH;

  @Option(
      names = "--per-observation",
      description =
          "Have each observed entry add l1·Σ|x| and l2·Σx² of its row of W and its column of H to"
              + " its own loss, as with ratings (default: ${DEFAULT-VALUE}).")
  private boolean perObservation;

  boolean isSearched() {
    return AUTO.equals(l2);
  }

  /**
   * A specification with these in it.
   *
   * @throws IllegalArgumentException if an option is out of range, or they don't go together
   */
  Nmf addTo(Nmf nmf) {
    boolean isOfOne = Stream.of(l1OfW, l1OfH, l2OfW, l2OfH).anyMatch(x -> x != null);
    if (isSearched() && (perObservation || l1 != 0 || isOfOne)) {
      throw new IllegalArgumentException(
          "--l2 auto finds the whole penalty, without --l1 and --per-observation");
    }
    if (isSearched()) {
      return nmf.searchPenalty();
    }
    double both = l2 == null ? 0 : parse(l2);
    Penalty ofW = penalty("w", l1OfW, l2OfW, both);
    Penalty ofH = penalty("h", l1OfH, l2OfH, both);
    if (perObservation && ofW.equals(Penalties.none()) && ofH.equals(Penalties.none())) {
      throw new IllegalArgumentException("--per-observation needs --l1 or --l2");
    }
    return l1 != 0 || l2 != null || isOfOne ? nmf.penalty(ofW, ofH) : nmf;
  }

  private Penalty penalty(String factor, Double ownL1, Double ownL2, double bothL2) {
    ElasticNet first =
        OptionValues.of(
            ownL1 == null ? "--l1" : "--l1-" + factor,
            () -> Penalties.l1(ownL1 == null ? l1 : ownL1));
    ElasticNet second =
        OptionValues.of(
            ownL2 == null ? "--l2" : "--l2-" + factor,
            () -> Penalties.l2(ownL2 == null ? bothL2 : ownL2));
    return perObservation
        ? first.perObservation().plus(second.perObservation())
        : first.plus(second);
  }

  private static double parse(String number) {
    double strength = OptionValues.numberOrNaN(number);
    if (Double.isNaN(strength)) {
      throw new IllegalArgumentException("--l2 must be a number or auto, got \"" + number + "\"");
    }
    return strength;
  }
}
