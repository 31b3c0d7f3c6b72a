package org.nmf4j.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The β-divergence and its limits. It compares {@code a + ε} with {@code p + ε}, ε = 1e-7, so that
 * zeros in A and W·H leave it finite; its minimum is still at p = a.
 */
record BetaDivergence(String name, double beta) implements Loss, Stored {

  private static final double EPSILON = 1e-7;

  BetaDivergence {
    if (!Double.isFinite(beta)) {
      throw new IllegalArgumentException("beta must be finite, got " + beta);
    }
  }

  @Override
  public SDVariable total(
      SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight) {
    return Losses.weightedSum(divergence(sd, target.add(EPSILON), prediction.add(EPSILON)), weight);
  }

  private SDVariable divergence(SameDiff sd, SDVariable a, SDVariable p) {
    if (beta == 0) {
      SDVariable ratio = a.div(p);
      return ratio.sub(sd.math().log(ratio)).sub(1);
    }
    if (beta == 1) {
      return a.mul(sd.math().log(a.div(p))).sub(a).add(p);
    }
    SDVariable powers = sd.math().pow(a, beta).add(sd.math().pow(p, beta).mul(beta - 1));
    SDVariable cross = a.mul(sd.math().pow(p, beta - 1)).mul(beta);
    return powers.sub(cross).div(beta * (beta - 1));
  }

  @Override
  public Domain domain() {
    return beta > 0 ? Domain.NON_NEGATIVE : Domain.POSITIVE;
  }

  @Override
  public String id() {
    return name;
  }
}
