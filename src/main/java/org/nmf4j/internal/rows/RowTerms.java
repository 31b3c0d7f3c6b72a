package org.nmf4j.internal.rows;

import java.io.Serializable;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;

/**
 * What holds for a row of a factor besides its entries.
 *
 * @param bounds of each of its k components
 * @param penalties likewise
 * @param multiplier of the penalties outside the mean
 * @param prior null for none
 */
public record RowTerms(
    List<Bounds> bounds, List<ElasticNet> penalties, double multiplier, Prior prior)
    implements Serializable {

  /**
   * {@code ½·xᵀGx − bᵀx}, a Gaussian prior's part in the objective.
   *
   * @param gram G, k·k numbers
   * @param right b, k numbers
   */
  public record Prior(double[] gram, double[] right) implements Serializable {}

  public RowTerms {
    bounds = List.copyOf(bounds);
    penalties = List.copyOf(penalties);
  }

  /** With the penalties as they are, and no prior. */
  public static RowTerms of(
      int rank, IntFunction<Bounds> bounds, IntFunction<ElasticNet> penalties) {
    return new RowTerms(
        IntStream.range(0, rank).mapToObj(bounds).toList(),
        IntStream.range(0, rank).mapToObj(penalties).toList(),
        1,
        null);
  }

  /** Of each row of W, or of each column of H, without bounds of its own. */
  public static RowTerms of(Objective objective, boolean isW, int rank) {
    return isW
        ? of(
            rank,
            c -> objective.constraintW().columnBounds(c).orElseThrow(),
            c -> objective.penaltyW().ofComponent(c).orElseThrow())
        : of(
            rank,
            c -> objective.constraintH().rowBounds(c).orElseThrow(),
            c -> objective.penaltyH().ofComponent(c).orElseThrow());
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

  public RowTerms withMultiplier(double multiplier) {
    return new RowTerms(bounds, penalties, multiplier, prior);
  }

  public RowTerms withPrior(Prior prior) {
    return new RowTerms(bounds, penalties, multiplier, prior);
  }

  /** The same for a row that has bounds of its own besides. */
  public RowTerms within(Bounds ofRow) {
    return new RowTerms(bounds.stream().map(ofRow::and).toList(), penalties, multiplier, prior);
  }

  boolean isPenalised() {
    return penalties.stream().anyMatch(net -> !net.equals(Penalties.none()));
  }
}
