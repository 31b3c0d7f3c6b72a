package org.nmf4j.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** {@code Σ w·(p − a)²}, under a link. */
record SquaredError(String name, Link link) implements Loss, Stored {

  // Σ (r·w)·r and not a square: SameDiff derives the square by way of a slow power.
  @Override
  public SDVariable total(
      SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight) {
    SDVariable residual = prediction.sub(target);
    return residual.mul(weight).mul(residual).sum();
  }

  @Override
  public boolean isSquaredError() {
    return true;
  }

  @Override
  public String id() {
    return name;
  }
}
