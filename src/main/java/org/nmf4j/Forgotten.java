package org.nmf4j;

import java.util.Locale;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Penalty;

/**
 * Stands for a part of the objective that was the caller's own, which no file can hold.
 *
 * @param part of the objective
 */
record Forgotten(String part, String name) implements Loss, Penalty, Constraint {

  @Override
  public SDVariable total(
      SameDiff sd, SDVariable prediction, SDVariable target, SDVariable weight) {
    throw unknown();
  }

  @Override
  public SDVariable value(SameDiff sd, SDVariable factor) {
    throw unknown();
  }

  @Override
  public void project(INDArray factor) {
    throw unknown();
  }

  private IllegalStateException unknown() {
    return new IllegalStateException(
        String.format(
                Locale.ROOT,
                "the model was fitted with a %s of the caller's own, which its file does not hold: new rows",
                part)
            + " and columns can't be folded in unless withObjective gives it again");
  }
}
