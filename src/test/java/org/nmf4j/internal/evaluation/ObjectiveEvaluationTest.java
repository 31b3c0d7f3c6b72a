package org.nmf4j.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.PlainObjective;
import org.nmf4j.TestMatrices;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;
import org.nmf4j.objective.Penalties;

/** Value and gradient with all kinds of penalties, plain and per observation, and offsets. */
class ObjectiveEvaluationTest {

  private static final int RANK = 3;
  private static final MaskedMatrix A = weighted();

  private static MaskedMatrix weighted() {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 9, 7, RANK, 0.3, 1);
    return MaskedMatrix.weighted(a, TestMatrices.random(DataType.DOUBLE, 9, 7, 2).addi(0.5));
  }

  static Stream<Arguments> objectives() {
    Objective rmse = Objective.of(Losses.rmse());
    Objective mse = Objective.of(Losses.mse());
    ElasticNet l1 = Penalties.l1(0.3).perObservation();
    ElasticNet l2 = Penalties.l2(0.2).perObservation();
    ElasticNet all = new ElasticNet(0.1, 0.2, 0.3, 0.4);
    return Stream.of(
        Arguments.of("none", rmse),
        Arguments.of("l1 per observation of W", mse.withPenalties(l1, Penalties.none())),
        Arguments.of("l2 per observation of H", rmse.withPenalties(Penalties.none(), l2)),
        Arguments.of("all", rmse.withPenalties(all, l1.plus(l2))),
        Arguments.of("offsets", Offsets.of(1, Penalties.none(), 0).extend(rmse)),
        Arguments.of("offsets with penalties", Offsets.of(1, all, 0).extend(mse)),
        Arguments.of(
            "offsets among penalties", Offsets.of(1, l2, 0).extend(rmse.withPenalties(l1, all))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("objectives")
  void isTheFormulaWithItsGradient(String name, Objective objective) {
    INDArray w = TestMatrices.random(DataType.DOUBLE, 9, RANK, 3);
    INDArray h = TestMatrices.random(DataType.DOUBLE, RANK, 7, 4);
    for (MaskedMatrix a : List.of(A, TestMatrices.sparse(A))) {
      try (Workers workers = new Workers(1)) {
        ObjectiveEvaluation evaluation = ObjectiveEvaluation.of(a, objective, w, h, workers);
        double expected = PlainObjective.value(a, objective, w, h);
        assertThat(evaluation.value(a.totalWeight())).isCloseTo(expected, within(1e-12));
        assertThat(evaluation.valueAndGradient(a.totalWeight(), 1))
            .isCloseTo(expected, within(1e-12));
        check(evaluation.gradientW(), w, () -> PlainObjective.value(a, objective, w, h));
        check(evaluation.gradientH(), h, () -> PlainObjective.value(a, objective, w, h));
      }
    }
  }

  /** A matrix would be written into the room of one number. */
  @Test
  void refusesAPenaltyThatIsNoScalar() {
    Objective objective =
        Objective.of(Losses.mse()).withPenalties((sd, q) -> sd.math().square(q), Penalties.none());
    INDArray w = TestMatrices.random(DataType.DOUBLE, 9, RANK, 3);
    INDArray h = TestMatrices.random(DataType.DOUBLE, RANK, 7, 4);
    try (Workers workers = new Workers(1)) {
      ObjectiveEvaluation evaluation = ObjectiveEvaluation.of(A, objective, w, h, workers);
      assertThatThrownBy(() -> evaluation.valueAndGradient(A.totalWeight(), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "penalty must give a scalar of type DOUBLE that depends on its factor,"
                  + " got shape [9, 3]");
    }
  }

  private static void check(NativeArray gradient, INDArray factor, DoubleSupplier value) {
    for (int i = 0; i < factor.rows(); i++) {
      for (int j = 0; j < factor.columns(); j++) {
        double x = factor.getDouble(i, j);
        factor.putScalar(i, j, x + 1e-5);
        double up = value.getAsDouble();
        factor.putScalar(i, j, x - 1e-5);
        double down = value.getAsDouble();
        factor.putScalar(i, j, x);
        assertThat(gradient.array().getDouble(i, j)).isCloseTo((up - down) / 2e-5, within(1e-7));
      }
    }
  }
}
