package org.nmf4j;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nmf4j.objective.Loss;

/** The loss of a model that was fitted with a lambda, which no file can hold. */
record ForgottenLoss() implements Loss {

  @Override
  public SDVariable total(
      SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight) {
    throw new IllegalStateException(
        "the model was fitted with a loss of the caller's own, which its file does not hold:"
            + " new rows and columns can't be folded in");
  }
}
