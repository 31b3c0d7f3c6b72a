package org.nmf4j.solver;

import org.junit.jupiter.api.Nested;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.als.ReweightedLeastSquares;
import org.nmf4j.solver.bayes.VariationalBayes;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/** Every solver, in each of its modes, keeps the contract. */
class SolversTest {

  private static final AlternatingLeastSquares ALTERNATING = AlternatingLeastSquares.withDefaults();
  private static final ProjectedGradientDescent DESCENT = ProjectedGradientDescent.withDefaults();

  @Nested
  class Alternating extends SolverContract {
    @Override
    protected Solver solver(int rows) {
      return ALTERNATING;
    }

    @Override
    protected int manySteps() {
      return 400;
    }

    @Override
    protected double precision() {
      return 1e-4;
    }

    @Override
    protected boolean suits(Objective objective) {
      return AlternatingLeastSquares.withDefaults().suits(objective, 3);
    }
  }

  @Nested
  class AlternatingWithoutExtrapolation extends Alternating {
    @Override
    protected Solver solver(int rows) {
      return ALTERNATING.extrapolation(false);
    }

    @Override
    protected double precision() {
      return 1e-3;
    }
  }

  @Nested
  class Reweighted extends Alternating {
    @Override
    protected Solver solver(int rows) {
      return ReweightedLeastSquares.withDefaults();
    }

    /** A search along a line may stop a step sooner or later. */
    @Override
    protected boolean keepsRoundingSmall() {
      return false;
    }

    @Override
    protected boolean suits(Objective objective) {
      return ReweightedLeastSquares.withDefaults().suits(objective, 3);
    }
  }

  @Nested
  class Bayes extends Alternating {
    @Override
    protected Solver solver(int rows) {
      return VariationalBayes.withDefaults();
    }

    /** Its objective is that of distributions. */
    @Override
    protected boolean minimisesTheLoss() {
      return false;
    }

    @Override
    protected boolean takesPenalties() {
      return false;
    }

    /** The more entries, the surer it is; so many there are, whatever they weigh. */
    @Override
    protected boolean takesWeightsForRepeats() {
      return false;
    }

    @Override
    protected boolean suits(Objective objective) {
      return VariationalBayes.withDefaults().suits(objective, 3);
    }
  }

  @Nested
  class Descent extends SolverContract {
    @Override
    protected Solver solver(int rows) {
      return DESCENT;
    }

    @Override
    protected int manySteps() {
      return 800;
    }

    @Override
    protected double precision() {
      return 0.02;
    }
  }

  @Nested
  class DescentByGivenSteps extends Descent {
    @Override
    protected Solver solver(int rows) {
      // The gradient of a mean is the smaller, the more there are to take it of.
      return DESCENT.updater(new Sgd(rows / 4.0));
    }

    @Override
    protected boolean choosesItsSteps() {
      return false;
    }
  }

  @Nested
  class DescentInBatchesOfRows extends Descent {
    @Override
    protected Solver solver(int rows) {
      return DESCENT.batchRows(rows / 3 + 1);
    }

    @Override
    protected int manySteps() {
      return 400;
    }

    @Override
    protected boolean seesAllRows() {
      return false;
    }
  }
}
