package org.nmf4j.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * {@code Σ w·q·(|r| − q/2)} with {@code r = p − a} and {@code q = min(|r|, δ)}: Huber's loss
 * without a case distinction.
 */
record Huber(double delta) implements Loss, Stored {

  Huber {
    if (!(delta > 0 && delta <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("huber's delta must be finite and > 0, got " + delta);
    }
  }

  @Override
  public SDVariable total(
      SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight) {
    SDVariable size = sd.math().abs(prediction.sub(target));
    SDVariable clipped = sd.math().min(size, Losses.constantLike(sd, prediction, delta));
    return Losses.weightedSum(clipped.mul(size.sub(clipped.mul(0.5))), weight);
  }

  @Override
  public String id() {
    return "huber:" + Losses.shortest(delta);
  }

  @Override
  public String name() {
    return id();
  }
}
