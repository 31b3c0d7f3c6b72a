package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The penalty of a factor that offsets extend, as in {@link OffsetConstraint}: one for the
 * components, one for the offsets.
 */
record OffsetPenalty(Penalty components, ElasticNet offsets, int rank, boolean ofW)
    implements Penalty {

  @Override
  public SDVariable value(SameDiff sd, SDVariable factor) {
    return components.value(sd, componentsOf(factor)).add(offsets.value(sd, offsetsOf(factor)));
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
                .total(sd, componentsOf(factor), observed)
                .add(ofOffsets.total(sd, offsetsOf(factor), observed)));
  }

  private SDVariable componentsOf(SDVariable factor) {
    return lines(factor, 0, rank);
  }

  private SDVariable offsetsOf(SDVariable factor) {
    return ofW ? lines(factor, rank, rank + 1) : lines(factor, rank + 1, rank + 2);
  }

  private SDVariable lines(SDVariable factor, long from, long to) {
    SDIndex some = SDIndex.interval(from, to);
    return ofW ? factor.get(SDIndex.all(), some) : factor.get(some, SDIndex.all());
  }

  @Override
  public Optional<ElasticNet> ofComponent(int component) {
    if (component < rank) {
      return components.ofComponent(component);
    }
    return Optional.of(component == (ofW ? rank : rank + 1) ? offsets : Penalties.none());
  }
}
