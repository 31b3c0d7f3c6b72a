package org.nmf4j.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** {@code Σ w·|p − a|}. */
record AbsoluteError() implements Loss, Stored {

  @Override
  public SDVariable total(
      SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight) {
    return Losses.weightedSum(sd.math().abs(prediction.sub(target)), weight);
  }

  @Override
  public String id() {
    return "mae";
  }

  @Override
  public String name() {
    return id();
  }
}
