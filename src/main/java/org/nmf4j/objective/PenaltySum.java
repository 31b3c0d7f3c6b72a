package org.nmf4j.objective;

import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Two penalties at once. */
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
  public Penalty insideMean(INDArray observed) {
    return first.insideMean(observed).plus(second.insideMean(observed));
  }

  @Override
  public Optional<ElasticNet> ofComponent(int component) {
    return first
        .ofComponent(component)
        .flatMap(one -> second.ofComponent(component).map(two -> (ElasticNet) one.plus(two)));
  }
}
