package org.nmf4j.internal.evaluation;

import java.util.Optional;
import java.util.function.IntFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalty;

/**
 * A penalty whose slopes at 0 are those towards where a factor's numbers may go: as SameDiff
 * derives it, an absolute number has none there, so that a descent would leave 0 in vain again and
 * again. It is taken a step above 0, at the smallest number of the type, in the components that may
 * not be negative.
 */
public final class OneSidedPenalty implements Penalty {

  private final Penalty penalty;

  /** 1 for the components that may not be negative, else 0; 1×k for W, k×1 for H. */
  private final INDArray components;

  private OneSidedPenalty(Penalty penalty, INDArray components) {
    this.penalty = penalty;
    this.components = components;
  }

  /** An objective with such penalties, of W and H. */
  public static Objective of(Objective objective, int rank) {
    return objective.withPenalties(
        of(objective.penaltyW(), objective.constraintW(), true, rank),
        of(objective.penaltyH(), objective.constraintH(), false, rank));
  }

  /** Of W or of H, or of one row or column of them. */
  public static Penalty of(Penalty penalty, Constraint constraint, boolean isW, int rank) {
    IntFunction<Optional<Bounds>> bounds = isW ? constraint::columnBounds : constraint::rowBounds;
    INDArray components =
        isW ? Nd4j.zeros(DataType.DOUBLE, 1, rank) : Nd4j.zeros(DataType.DOUBLE, rank, 1);
    for (int c = 0; c < rank; c++) {
      boolean isOneSided =
          bounds.apply(c).map(b -> b.lower() >= 0).orElse(!constraint.allowsNegative());
      components.putScalar(c, isOneSided ? 1 : 0);
    }
    return new OneSidedPenalty(penalty, components);
  }

  private SDVariable inside(SameDiff sd, SDVariable factor) {
    DataType type = factor.dataType();
    double step = type == DataType.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    return factor.add(sd.constant(components.mul(step).castTo(type)));
  }

  @Override
  public SDVariable value(SameDiff sd, SDVariable factor) {
    return penalty.value(sd, inside(sd, factor));
  }

  @Override
  public boolean isNone() {
    return penalty.isNone();
  }

  @Override
  public Optional<PerObservation> insideMean() {
    return penalty
        .insideMean()
        .map(part -> (sd, factor, observed) -> part.total(sd, inside(sd, factor), observed));
  }
}
