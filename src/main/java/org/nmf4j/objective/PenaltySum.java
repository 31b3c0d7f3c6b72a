package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

record PenaltySum(Penalty first, Penalty second) implements Penalty {

  @Override
  public SDVariable value(SameDiff sd, SDVariable factor) {
    return first.value(sd, factor).add(second.value(sd, factor));
  }

  @Override
  public boolean isNone() {
    return first.isNone() && second.isNone();
  }

  @Override
  public Optional<PerObservation> insideMean() {
    Optional<PerObservation> one = first.insideMean();
    Optional<PerObservation> two = second.insideMean();
    if (one.isEmpty() || two.isEmpty()) {
      return one.or(() -> two);
    }
    return Optional.of(
        (sd, factor, observed) ->
            one.get().total(sd, factor, observed).add(two.get().total(sd, factor, observed)));
  }

  @Override
  public Optional<ElasticNet> ofComponent(int component) {
    return first
        .ofComponent(component)
        .flatMap(one -> second.ofComponent(component).map(two -> (ElasticNet) one.plus(two)));
  }
}
