package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

class PenaltyPerObservationTest {

  private static final ProjectedGradientDescent DESCENT = ProjectedGradientDescent.withDefaults();

  static Stream<Solver> solvers() {
    return Stream.of(AlternatingLeastSquares.withDefaults(), DESCENT, DESCENT.batchRows(4));
  }

  /**
   * Where all m×n entries are observed, the mean of the entries' {@code λ‖w_i‖²} is {@code
   * λ/m·‖W‖²}, and that of {@code λ‖h_j‖²} is {@code λ/n·‖H‖²}.
   */
  @ParameterizedTest
  @MethodSource("solvers")
  void isAPlainOneWhereNothingIsMissing(Solver solver) {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 12, 8, 3, 0, 1);
    // After some more, steps are so small that the objective's last digit decides on them.
    Nmf nmf = Nmf.ofRank(2).loss(Losses.mse()).solver(solver).iterations(8);
    NmfModel model = nmf.penalty(new ElasticNet(0.05, 0.1, 0, 0).perObservation()).fit(a);
    NmfModel plain =
        nmf.penalty(
                Penalties.l2(2 * 0.1 / 12).plus(Penalties.l1(0.05 / 12)),
                Penalties.l2(2 * 0.1 / 8).plus(Penalties.l1(0.05 / 8)))
            .fit(a);
    assertThat(model.report().orElseThrow().objective())
        .isCloseTo(plain.report().orElseThrow().objective(), withinPercentage(1e-6));
    assertThat(model.w().distance2(plain.w())).isLessThan(1e-8);
    assertThat(model.h().distance2(plain.h())).isLessThan(1e-8);
  }

  @Test
  void leadsBatchesOfRowsNearTheMinimumOfTheWhole() {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 40, 25, 3, 0.5, 1);
    Nmf nmf =
        Nmf.ofRank(2).loss(Losses.mse()).penalty(Penalties.l2(0.05).perObservation()).tolerance(0);
    double whole = nmf.fit(a).report().orElseThrow().objective();
    double batches =
        nmf.solver(DESCENT.batchRows(8))
            .iterations(1_500)
            .fit(a)
            .report()
            .orElseThrow()
            .objective();
    assertThat(batches).isCloseTo(whole, withinPercentage(2));
  }
}
