package org.nmf4j.solver.als;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.TestMatrices;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.UpdateRule;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

class AlternatingRuleTest {

  static Stream<Arguments> objectives() {
    return Stream.of(Penalties.none(), new ElasticNet(0.01, 0.02, 0.03, 0.04))
        .flatMap(
            penalty ->
                Stream.of(Losses.rmse(), Losses.mse()).map(loss -> Arguments.of(loss, penalty)));
  }

  /** The objective and the residual from the small problems are those from SameDiff's gradients. */
  @ParameterizedTest
  @MethodSource("objectives")
  void judgesAPointAsGradientDescentDoes(Loss loss, ElasticNet penalty) {
    Objective objective = Objective.of(loss).withPenalties(penalty, penalty);
    INDArray array = TestMatrices.withHoles(DataType.DOUBLE, 90, 20, 3, 0.3, 1);
    MaskedMatrix a = MaskedMatrix.of(array);
    MaskedMatrix weighted =
        MaskedMatrix.weighted(array, TestMatrices.random(DataType.DOUBLE, 90, 20, 2));
    for (MaskedMatrix form : List.of(a, TestMatrices.sparse(a), weighted)) {
      Problem problem = new Problem(form, objective, 0);
      try (Workers workers = new Workers(2)) {
        UpdateRule alternating =
            AlternatingLeastSquares.withDefaults().start(problem, point(), workers);
        UpdateRule descent =
            ProjectedGradientDescent.withDefaults().start(problem, point(), workers);
        assertThat(alternating.objective()).isCloseTo(descent.objective(), withinPercentage(1e-9));
        assertThat(alternating.projectedGradientNorm())
            .isCloseTo(descent.projectedGradientNorm(), withinPercentage(1e-9));
      }
    }
  }

  private static Factors point() {
    return new Factors(
        TestMatrices.random(DataType.DOUBLE, 90, 3, 5),
        TestMatrices.random(DataType.DOUBLE, 3, 20, 6));
  }
}
