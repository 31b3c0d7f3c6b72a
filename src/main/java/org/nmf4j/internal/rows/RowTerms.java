package org.nmf4j.internal.rows;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;

/**
 * What holds for a row of a factor besides its entries.
 *
 * @param bounds of each of its k components
 * @param penalties likewise
 * @param sum of the components, all non-negative, that is asked for; 0 if none is
 * @param multiplier of the penalties outside the mean
 */
public record RowTerms(
    List<Bounds> bounds, List<ElasticNet> penalties, double sum, double multiplier)
    implements Serializable {

  public RowTerms {
    bounds = List.copyOf(bounds);
    penalties = List.copyOf(penalties);
  }

  /** With the penalties as they are. */
  public static RowTerms of(
      int rank, IntFunction<Bounds> bounds, IntFunction<ElasticNet> penalties) {
    return new RowTerms(
        IntStream.range(0, rank).mapToObj(bounds).toList(),
        IntStream.range(0, rank).mapToObj(penalties).toList(),
        0,
        1);
  }

  /** Of each row of W, or of each column of H, without bounds of its own. */
  public static RowTerms of(Objective objective, boolean isW, int rank) {
    Constraint w = objective.constraintW();
    Constraint h = objective.constraintH();
    return isW
        ? of(
                rank,
                c -> w.columnBounds(c).orElseThrow(),
                c -> objective.penaltyW().ofComponent(c).orElseThrow())
            .withSum(w.rowSum())
        : of(
                rank,
                c -> h.rowBounds(c).orElseThrow(),
                c -> objective.penaltyH().ofComponent(c).orElseThrow())
            .withSum(h.columnSum());
  }

  /** What the numbers of a row of W, or of a column of H, are allowed besides. */
  public static IntFunction<Bounds> boundsOfRows(Objective objective, boolean isW) {
    return isW
        ? row -> objective.constraintW().rowBounds(row).orElseThrow()
        : column -> objective.constraintH().columnBounds(column).orElseThrow();
  }

  public int rank() {
    return bounds.size();
  }

  private RowTerms withSum(OptionalDouble sum) {
    return new RowTerms(bounds, penalties, sum.orElse(0), multiplier);
  }

  public RowTerms withMultiplier(double multiplier) {
    return new RowTerms(bounds, penalties, sum, multiplier);
  }

  /** With other penalties, as they are. */
  public RowTerms withPenalties(List<ElasticNet> others) {
    return new RowTerms(bounds, others, sum, 1);
  }

  /** The same for a row that has bounds of its own besides. */
  public RowTerms within(Bounds ofRow) {
    List<Bounds> both = bounds.stream().map(ofRow::and).toList();
    return new RowTerms(both, penalties, ofRow.fixed() ? 0 : sum, multiplier);
  }

  boolean hasSum() {
    return sum != 0;
  }

  /** Whether each l1 is of numbers that are all of one sign. */
  boolean areLinearInside() {
    return IntStream.range(0, rank())
        .allMatch(c -> bounds.get(c).lower() >= 0 || hasNoL1(penalties.get(c)));
  }

  private static boolean hasNoL1(ElasticNet penalty) {
    return penalty.l1() == 0 && penalty.l1PerObservation() == 0;
  }

  boolean isPenalisedInside() {
    return penalties.stream()
        .anyMatch(net -> net.l1PerObservation() != 0 || net.l2PerObservation() != 0);
  }

  boolean isPenalised() {
    return penalties.stream().anyMatch(net -> !net.equals(Penalties.none()));
  }
}
