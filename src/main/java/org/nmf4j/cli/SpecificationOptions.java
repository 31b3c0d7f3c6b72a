package org.nmf4j.cli;

import org.nmf4j.Nmf;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import picocli.CommandLine.Mixin;

/** What is minimised, and how. */
final class SpecificationOptions {

  @Mixin private ModelOptions modelOptions;

  @Mixin private PenaltyOptions penaltyOptions;

  @Mixin private ConstraintOptions constraintOptions;

  @Mixin private SolverOptions solverOptions;

  ModelOptions model() {
    return modelOptions;
  }

  SolverOptions solver() {
    return solverOptions;
  }

  /**
   * A specification with all of it.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  Nmf addTo(Nmf nmf) {
    Loss loss = OptionValues.of("--loss", () -> Losses.named(modelOptions.loss()));
    if (penaltyOptions.isSearched() && !solverOptions.areByLeastSquares(loss)) {
      throw new IllegalArgumentException("--l2 auto needs --solver als, and the loss rmse or mse");
    }
    Nmf solved = solverOptions.addTo(nmf.loss(loss), loss);
    return modelOptions.addTo(constraintOptions.addTo(penaltyOptions.addTo(solved)));
  }
}
