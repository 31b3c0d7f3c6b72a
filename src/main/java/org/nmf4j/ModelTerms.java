package org.nmf4j;

import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;

/**
 * What a model is besides its numbers.
 *
 * @param loss that it was fitted by, and that new rows and columns are folded in by
 * @param nonNegativeW whether the factors of new rows are to be non-negative
 * @param nonNegativeH whether the factors of new columns are to be non-negative
 * @param penaltyW of a new row's factor, its parts outside the mean for the sum of squared errors
 * @param penaltyH of a new column's factor, likewise
 * @param offsets whether the factors are extended by offsets
 * @param penaltyOffsets of a new row's or column's offset, likewise
 * @param mean of the entries it was fitted to: what is predicted where nothing is known
 * @param smallest prediction
 * @param largest prediction
 */
record ModelTerms(
    Loss loss,
    boolean nonNegativeW,
    boolean nonNegativeH,
    ElasticNet penaltyW,
    ElasticNet penaltyH,
    boolean offsets,
    ElasticNet penaltyOffsets,
    double mean,
    double smallest,
    double largest) {

  /** Of a model that squared errors tell the quality of. */
  static ModelTerms plain(boolean nonNegativeW, boolean nonNegativeH, double mean) {
    return new ModelTerms(
        Losses.rmse(),
        nonNegativeW,
        nonNegativeH,
        Penalties.none(),
        Penalties.none(),
        false,
        Penalties.none(),
        mean,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY);
  }

  ModelTerms clippedTo(double smallest, double largest) {
    return new ModelTerms(
        loss,
        nonNegativeW,
        nonNegativeH,
        penaltyW,
        penaltyH,
        offsets,
        penaltyOffsets,
        mean,
        smallest,
        largest);
  }

  /** What the product of the factors lacks to the entries. */
  double shift() {
    return offsets ? mean : 0;
  }

  /** How many components the factors hold beyond the rank. */
  int extraComponents() {
    return offsets ? 2 : 0;
  }

  /** What a new row or column minimises. */
  Objective objective(int rank) {
    Objective plain =
        Objective.of(loss)
            .withConstraints(constraint(nonNegativeW), constraint(nonNegativeH))
            .withPenalties(penaltyW, penaltyH);
    return offsets ? plain.withOffsets(rank, penaltyOffsets) : plain;
  }

  private static Constraint constraint(boolean nonNegative) {
    return nonNegative ? Constraints.nonNegative() : Constraints.none();
  }

  double clip(double prediction) {
    return Math.min(Math.max(prediction, smallest), largest);
  }
}
