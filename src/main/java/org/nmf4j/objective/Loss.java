package org.nmf4j.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * How far a prediction is from its target, summed over the observed entries. One lambda is a loss:
 *
 * <pre>{@code
 * Loss logCosh = (sd, prediction, target, weight) ->
 *     sd.math().log(sd.math().cosh(prediction.sub(target))).mul(weight).sum();
 * }</pre>
 *
 * SameDiff differentiates it. What is minimised and reported is {@code link(total / Σ weight)} plus
 * the penalties.
 */
@FunctionalInterface
public interface Loss {

  /**
   * Builds the scalar {@code Σ weight · ℓ(prediction, target)}, a sum over entries: it is evaluated
   * on parts of the matrix and the parts are added up. A part is some rows, r×n, or of a sparse
   * matrix some observed entries in a row, 1×r.
   *
   * @param sd the graph to build in
   * @param prediction entries of W·H
   * @param target entries of A, of the same shape; where the weight is 0, a finite number that must
   *     not count
   * @param weight of the same shape, ≥ 0; 0 where an entry is missing, otherwise 1 unless the
   *     caller weighs entries
   */
  SDVariable total(SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight);

  /** From the mean loss of an observed entry to the number reported; the identity by default. */
  default Link link() {
    return Link.IDENTITY;
  }

  /**
   * Whether {@code ℓ = (prediction − target)²}, so that a factor is a least squares problem while
   * the other is kept.
   */
  default boolean isSquaredError() {
    return false;
  }

  /** The name by which the command line and a saved model know it. */
  default String name() {
    return "custom";
  }

  /**
   * Refuses a matrix for which the loss is not defined; any is welcome by default.
   *
   * @throws IllegalArgumentException naming the first entry that is out of range
   */
  default void check(MaskedMatrix a) {}
}
