package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

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
   * @return the scalar, of the type of the prediction
   */
  SDVariable total(SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight);

  /**
   * {@return the link from the mean loss of an observed entry to the number that is reported; the
   * identity by default}
   */
  default Link link() {
    return Link.IDENTITY;
  }

  /**
   * {@return whether {@code ℓ = (prediction − target)²}, so that each factor is a least squares
   * problem while the other is kept; false by default}
   */
  default boolean isSquaredError() {
    return false;
  }

  /**
   * {@return a name for people, in reports and messages; "custom" by default} Nothing is decided by
   * it.
   */
  default String name() {
    return "custom";
  }

  /**
   * {@return the loss of single entries as numbers, where it is known: each factor is then a
   * sequence of weighted least squares problems while the other is kept; nothing by default}
   */
  default Optional<Pointwise> pointwise() {
    return Optional.empty();
  }

  /**
   * A smooth loss that is nearly this one, for descents, which an edge would hold up.
   *
   * @param width predictions so near to their target may count as other than they do, > 0
   * @return this one by default
   */
  default Loss smooth(double width) {
    return this;
  }

  /**
   * {@return a loss like this one that is convex in the predictions, to take the first steps from
   * random factors by: around those a loss that is not convex has many poor minima; this one by
   * default}
   */
  default Loss convexRelative() {
    return this;
  }

  /** {@return the targets that the loss is defined for; all numbers by default} */
  default Domain domain() {
    return Domain.ALL;
  }

  /**
   * {@code ℓ(p, a)} for many predictions p and targets a at once, with what makes a quadratic model
   * of it.
   */
  interface Pointwise {

    /**
     * The sum of some entries' losses.
     *
     * @param predictions p of each entry
     * @param targets a of each entry
     * @param weights of each entry, null if all are 1
     * @param count how many entries there are, from the first on
     * @return {@code Σ weight·ℓ}, infinite or NaN where the loss is not defined
     */
    double total(double[] predictions, double[] targets, double[] weights, int count);

    /**
     * What a model {@code ℓ(p) + slope·(x − p) + ½·curvature·(x − p)²} of entries needs.
     *
     * @param predictions p of each entry
     * @param targets a of each entry
     * @param from the first entry
     * @param count how many entries
     * @param slopes set to {@code ∂ℓ/∂p}, at the entries' own places
     * @param curvatures set to a number ≥ 0: the second derivative, or a larger one where that
     *     would lead beyond the target
     */
    void expand(
        double[] predictions,
        double[] targets,
        int from,
        int count,
        double[] slopes,
        double[] curvatures);

    /** {@return whether ℓ is convex in p} */
    boolean isConvex();

    /**
     * {@code ℓ(p, a)} as a polynomial of p, where it is one: the losses of all entries with one
     * target then are sums of the factors, whatever the number of these entries.
     *
     * @param target a
     * @return the polynomial, or nothing, as by default
     */
    default Optional<Parabola> parabola(double target) {
      return Optional.empty();
    }

    /**
     * A smooth loss that is nearly this one.
     *
     * @param width predictions so near to their target may count as other than they do
     * @return this one by default
     */
    default Pointwise smoothed(double width) {
      return this;
    }
  }

  /**
   * {@code constant + slope·p + square·p²}.
   *
   * @param constant without p
   * @param slope of p
   * @param square of p²
   */
  record Parabola(double constant, double slope, double square) {

    /**
     * The value at a prediction.
     *
     * @param prediction p
     * @return {@code constant + slope·p + square·p²}
     */
    public double at(double prediction) {
      return constant + prediction * (slope + square * prediction);
    }

    /**
     * The slope at a prediction.
     *
     * @param prediction p
     * @return {@code slope + 2·square·p}
     */
    public double slopeAt(double prediction) {
      return slope + 2 * square * prediction;
    }

    /**
     * Several of them.
     *
     * @param factor how many
     * @return each number times the factor
     */
    public Parabola times(double factor) {
      return new Parabola(factor * constant, factor * slope, factor * square);
    }
  }

  /**
   * The numbers above a bound.
   *
   * @param least the bound
   * @param isOpen whether the bound itself is left out
   */
  record Domain(double least, boolean isOpen) {

    /** Every number. */
    public static final Domain ALL = new Domain(Double.NEGATIVE_INFINITY, true);

    /** Numbers ≥ 0. */
    public static final Domain NON_NEGATIVE = new Domain(0, false);

    /** Numbers > 0. */
    public static final Domain POSITIVE = new Domain(0, true);

    /**
     * Whether a number belongs to it.
     *
     * @param number any but NaN
     * @return whether it is above the bound, or is the bound if that belongs to it
     */
    public boolean contains(double number) {
      return number > least || (number == least && !isOpen);
    }

    /** The condition in words, such as {@code ≥ 0}. */
    @Override
    public String toString() {
      return (isOpen ? "> " : "≥ ") + Losses.shortest(least);
    }
  }
}
