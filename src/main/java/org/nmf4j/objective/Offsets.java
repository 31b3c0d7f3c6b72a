package org.nmf4j.objective;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Where offsets stand among the components: {@code a_ij ≈ μ + b_i + c_j + (W·H)_ij} is {@code A − μ
 * ≈ [W, b, 1]·[H; 1; c]}, so that whoever finds two factors finds the offsets too. Without offsets
 * the factors are W and H, and μ counts as 0.
 *
 * @param rank k, the number of components of W and H
 * @param present whether there are offsets
 * @param hasRows whether rows have offsets too, not only columns; without, b is 0
 * @param penalty of b and of c
 * @param shift μ, or 0 without offsets
 * @param unit u: what solvers see is {@code [W, b/u, u]} and {@code [H; u; c/u]}, so that numbers
 *     of one factor may have one size; 1 but during a fit
 * @serial exclude
 */
public record Offsets(
    int rank, boolean present, boolean hasRows, ElasticNet penalty, double shift, double unit)
    implements Serializable {

  /**
   * No offsets.
   *
   * @param rank k
   * @return the layout of W and H alone
   */
  public static Offsets none(int rank) {
    return new Offsets(rank, false, false, Penalties.none(), 0, 1);
  }

  /**
   * Offsets of rows and columns.
   *
   * @param rank k
   * @param penalty of b and of c
   * @param mean μ
   * @return the layout of {@code [W, b, 1]} and {@code [H; 1; c]}
   */
  public static Offsets of(int rank, ElasticNet penalty, double mean) {
    return new Offsets(rank, true, true, Objects.requireNonNull(penalty, "penalty"), mean, 1);
  }

  /**
   * Offsets of columns alone.
   *
   * @param rank k
   * @param penalty of c
   * @param mean μ
   * @return the layout of {@code [W, 0, 1]} and {@code [H; 1; c]}
   */
  public static Offsets ofColumns(int rank, ElasticNet penalty, double mean) {
    return new Offsets(rank, true, false, Objects.requireNonNull(penalty, "penalty"), mean, 1);
  }

  /**
   * The same in another unit.
   *
   * @param unit u > 0
   * @return a changed copy
   */
  public Offsets in(double unit) {
    return new Offsets(rank, present, hasRows, penalty, shift, unit);
  }

  /**
   * As W and H are to multiply to deviations, each of them has their root's size: the same in a
   * unit of this size, of few enough digits to be exact in single precision.
   *
   * @param deviation of the entries from their mean, σ
   * @return the layout in the unit √σ, about
   */
  public Offsets inUnitOf(double deviation) {
    double root = Math.sqrt(deviation);
    int exponent = Math.getExponent(root);
    double rounded = Math.scalb((double) (float) Math.scalb(root, -exponent), exponent);
    return in(rounded > 0 && rounded < Double.MAX_VALUE ? rounded : 1);
  }

  /**
   * The same of factors of another rank.
   *
   * @param rank k
   * @return a changed copy
   */
  public Offsets ofRank(int rank) {
    return new Offsets(rank, present, hasRows, penalty, shift, unit);
  }

  /** {@return the number of components that a solver sees: k, or k + 2 with offsets} */
  public int components() {
    return present ? rank + 2 : rank;
  }

  /**
   * An objective of W and H as one of the factors that a solver sees. Offsets may be any number;
   * the ones stay as they are.
   *
   * @param objective of W and H
   * @return with the penalty of the offsets
   */
  public Objective extend(Objective objective) {
    return present
        ? objective
            .withPenalties(
                new OffsetPenalty(objective.penaltyW(), penalty.inUnit(unit), rank, true),
                new OffsetPenalty(objective.penaltyH(), penalty.inUnit(unit), rank, false))
            .withConstraints(
                new OffsetConstraint(objective.constraintW(), rank, true, hasRows, unit),
                new OffsetConstraint(objective.constraintH(), rank, false, true, unit))
        : objective;
  }

  /**
   * W as a solver sees it, with offsets.
   *
   * @param w m×k; not changed
   * @param ofRows b, m numbers; not asked for without offsets
   * @return {@code [W, b, 1]}, or W itself without offsets
   */
  public INDArray extendW(INDArray w, INDArray ofRows) {
    return present
        ? Nd4j.hstack(w, ofRows.div(unit).reshape(w.rows(), 1), units(w, w.rows(), 1)).dup('c')
        : w;
  }

  private INDArray units(INDArray factor, long rows, long columns) {
    return Nd4j.ones(factor.dataType(), rows, columns).muli(unit);
  }

  /**
   * H as a solver sees it, with offsets.
   *
   * @param h k×n; not changed
   * @param ofColumns c, n numbers; not asked for without offsets
   * @return {@code [H; 1; c]}, or H itself without offsets
   */
  public INDArray extendH(INDArray h, INDArray ofColumns) {
    return present
        ? Nd4j.vstack(h, units(h, 1, h.columns()), ofColumns.div(unit).reshape(1, h.columns()))
            .dup('c')
        : h;
  }

  /**
   * W out of what a solver sees.
   *
   * @param extended {@code [W, b, 1]}, or W
   * @return a copy of W, m×k
   */
  public INDArray w(INDArray extended) {
    return part(extended, NDArrayIndex.all(), NDArrayIndex.interval(0, rank));
  }

  /**
   * H out of what a solver sees.
   *
   * @param extended {@code [H; 1; c]}, or H
   * @return a copy of H, k×n
   */
  public INDArray h(INDArray extended) {
    return part(extended, NDArrayIndex.interval(0, rank), NDArrayIndex.all());
  }

  /**
   * The offsets of rows out of what a solver sees.
   *
   * @param extendedW {@code [W, b/u, u]}, or W
   * @return a copy of b, m numbers, if there are offsets
   */
  public Optional<INDArray> ofRows(INDArray extendedW) {
    return present ? Optional.of(extendedW.getColumn(ofRows()).mul(unit)) : Optional.empty();
  }

  /**
   * The offsets of columns out of what a solver sees.
   *
   * @param extendedH {@code [H; u; c/u]}, or H
   * @return a copy of c, n numbers, if there are offsets
   */
  public Optional<INDArray> ofColumns(INDArray extendedH) {
    return present ? Optional.of(extendedH.getRow(ofColumns()).mul(unit)) : Optional.empty();
  }

  private INDArray part(INDArray extended, INDArrayIndex rows, INDArrayIndex columns) {
    return (present ? extended.get(rows, columns) : extended).dup('c');
  }

  /**
   * {@return the component of a row's offset: the index of b in {@code [W, b, 1]}, and of the ones
   * in {@code [H; 1; c]}}
   */
  public int ofRows() {
    return rank;
  }

  /**
   * {@return the component of a column's offset: the index of c in {@code [H; 1; c]}, and of the
   * ones in {@code [W, b, 1]}}
   */
  public int ofColumns() {
    return rank + 1;
  }
}
