package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The penalty of a factor that offsets extend, as in {@link OffsetConstraint}: one for the
 * components, one for the offsets.
 */
record OffsetPenalty(Penalty components, ElasticNet offsets, int rank, boolean ofW)
    implements Penalty {

  @Override
  public SDVariable value(SameDiff sd, SDVariable factor) {
    return components
        .value(sd, componentsOf(sd, factor))
        .add(offsets.value(sd, offsetsOf(sd, factor)));
  }

  @Override
  public boolean isNone() {
    return components.isNone() && offsets.isNone();
  }

  @Override
  public Optional<PerObservation> insideMean() {
    if (components.insideMean().isEmpty() && offsets.insideMean().isEmpty()) {
      return Optional.empty();
    }
    PerObservation nothing = (sd, factor, observed) -> factor.mul(0).sum();
    PerObservation ofComponents = components.insideMean().orElse(nothing);
    PerObservation ofOffsets = offsets.insideMean().orElse(nothing);
    return Optional.of(
        (sd, factor, observed) ->
            ofComponents
                .total(sd, componentsOf(sd, factor), observed)
                .add(ofOffsets.total(sd, offsetsOf(sd, factor), observed)));
  }

  private SDVariable componentsOf(SameDiff sd, SDVariable factor) {
    return lines(sd, factor, 0, rank);
  }

  private SDVariable offsetsOf(SameDiff sd, SDVariable factor) {
    return lines(sd, factor, ofW ? rank : rank + 1, 1);
  }

  /** By a product, since SameDiff can't derive the gradient of a slice of a single row. */
  private SDVariable lines(SameDiff sd, SDVariable factor, int from, int count) {
    INDArray selector = Nd4j.create(factor.dataType(), rank + 2, count);
    for (int i = 0; i < count; i++) {
      selector.putScalar(from + i, i, 1);
    }
    return ofW
        ? factor.mmul(sd.constant(selector))
        : sd.constant(selector.transpose().dup('c')).mmul(factor);
  }

  @Override
  public Optional<ElasticNet> ofComponent(int component) {
    if (component < rank) {
      return components.ofComponent(component);
    }
    return Optional.of(component == (ofW ? rank : rank + 1) ? offsets : Penalties.none());
  }
}
