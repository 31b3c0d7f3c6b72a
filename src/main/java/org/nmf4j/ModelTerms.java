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
 * @param nonNegative whether factors of new rows and columns are to be non-negative
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
    boolean nonNegative,
    ElasticNet penaltyW,
    ElasticNet penaltyH,
    boolean offsets,
    ElasticNet penaltyOffsets,
    double mean,
    double smallest,
    double largest) {

  /** Of a model that squared errors tell the quality of. */
  static ModelTerms plain(boolean nonNegative, double mean) {
    return new ModelTerms(
        Losses.rmse(),
        nonNegative,
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
        loss, nonNegative, penaltyW, penaltyH, offsets, penaltyOffsets, mean, smallest, largest);
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
    Constraint constraint = nonNegative ? Constraints.nonNegative() : Constraints.none();
    Objective plain =
        Objective.of(loss)
            .withConstraints(constraint, constraint)
            .withPenalties(penaltyW, penaltyH);
    return offsets ? plain.withOffsets(rank, penaltyOffsets) : plain;
  }

  double clip(double prediction) {
    return Math.min(Math.max(prediction, smallest), largest);
  }
}
