package org.nmf4j.objective;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A sum of absolute and of squared numbers of a factor X,
 *
 * <pre>{@code
 * l1·Σ|X_ij| + l2/2·ΣX_ij²,  and inside the mean  l1PerObservation·Σ n_i·|X_ij| + l2PerObservation·Σ n_i·X_ij²
 * }</pre>
 *
 * n_i being the number (the sum of the weights) of observed entries in X's line i, a row of W or a
 * column of H.
 *
 * @param l1 of absolute numbers, ≥ 0
 * @param l2 of squared numbers, ≥ 0
 * @param l1PerObservation of absolute numbers, for each observed entry, ≥ 0
 * @param l2PerObservation of squared numbers, for each observed entry, ≥ 0
 * @serial exclude
 */
public record ElasticNet(double l1, double l2, double l1PerObservation, double l2PerObservation)
    implements Penalty, Serializable {

  private static final long serialVersionUID = 1;

  /**
   * Checks the strengths.
   *
   * @param l1 of absolute numbers, ≥ 0
   * @param l2 of squared numbers, ≥ 0
   * @param l1PerObservation of absolute numbers, for each observed entry, ≥ 0
   * @param l2PerObservation of squared numbers, for each observed entry, ≥ 0
   * @throws IllegalArgumentException if a strength is negative or not finite
   */
  public ElasticNet {
    requireStrength(l1);
    requireStrength(l2);
    requireStrength(l1PerObservation);
    requireStrength(l2PerObservation);
  }

  static void requireStrength(double lambda) {
    if (!(lambda >= 0 && lambda <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("lambda must be finite and ≥ 0, got " + lambda);
    }
  }

  /**
   * Counts all strengths for each observed entry: entry (i, j) adds {@code λ·Σ_c |w_ic|} and {@code
   * λ·Σ_c w_ic²} to its own loss, and the same of column j of H, so that rows and columns with many
   * entries are held back as much as those with few. It is the weighted-λ-regularization of Zhou et
   * al. 2008, doi:10.1007/978-3-540-68880-8_32, with λ as in LIBMF, cmfrec and Spark.
   *
   * @return a penalty with these strengths per observation alone
   */
  public ElasticNet perObservation() {
    return new ElasticNet(0, 0, l1 + l1PerObservation, l2 + l2PerObservation);
  }

  /** Of numbers that are counted in another unit. */
  ElasticNet inUnit(double unit) {
    return new ElasticNet(
        l1 * unit, l2 * unit * unit, l1PerObservation * unit, l2PerObservation * unit * unit);
  }

  @Override
  public SDVariable value(SameDiff sd, SDVariable factor) {
    return sum(sd.math().abs(factor), l1, factor.mul(factor), l2 / 2);
  }

  @Override
  public boolean isNone() {
    return l1 == 0 && l2 == 0;
  }

  @Override
  public Optional<PerObservation> insideMean() {
    if (l1PerObservation == 0 && l2PerObservation == 0) {
      return Optional.empty();
    }
    return Optional.of(
        (sd, factor, observed) ->
            sum(
                sd.math().abs(factor).mul(observed),
                l1PerObservation,
                factor.mul(factor).mul(observed),
                l2PerObservation));
  }

  private static SDVariable sum(
      SDVariable sizes, double ofSizes, SDVariable squares, double ofSquares) {
    if (ofSizes == 0) {
      return squares.sum().mul(ofSquares);
    }
    SDVariable sum = sizes.sum().mul(ofSizes);
    return ofSquares == 0 ? sum : sum.add(squares.sum().mul(ofSquares));
  }

  @Override
  public Optional<ElasticNet> ofComponent(int component) {
    return Optional.of(this);
  }

  @Override
  public Penalty plus(Penalty other) {
    if (other instanceof ElasticNet net) {
      return new ElasticNet(
          l1 + net.l1,
          l2 + net.l2,
          l1PerObservation + net.l1PerObservation,
          l2PerObservation + net.l2PerObservation);
    }
    Objects.requireNonNull(other, "other");
    return equals(Penalties.none()) ? other : Penalty.super.plus(other);
  }
}
