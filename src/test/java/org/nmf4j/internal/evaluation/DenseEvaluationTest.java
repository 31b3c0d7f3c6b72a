package org.nmf4j.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.TestMatrices;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.samediff.FactorizationGraph;

class DenseEvaluationTest {

  /** Large enough for several tiles of unequal height, and for groups of several tiles. */
  private static final int ROWS = 700;

  private static final int COLUMNS = 900;
  private static final int RANK = 200;

  private record Evaluation(double total, INDArray gradientW, INDArray gradientH) {}

  private static DenseMatrix matrix(DataType type) {
    return MaskedMatrix.of(TestMatrices.withHoles(type, ROWS, COLUMNS, 3, 0.1, 1));
  }

  private static Evaluation evaluate(DenseMatrix a, Loss loss, int threads) {
    try (Workers workers = new Workers(threads)) {
      LossEvaluation evaluation =
          LossEvaluation.of(a, loss, w(a.dataType()), h(a.dataType()), workers);
      double total = evaluation.totalAndGradient();
      assertThat(evaluation.total()).as("without gradient").isEqualTo(total);
      return new Evaluation(total, evaluation.gradientW().array(), evaluation.gradientH().array());
    }
  }

  private static INDArray w(DataType type) {
    return TestMatrices.random(type, ROWS, RANK, 2);
  }

  private static INDArray h(DataType type) {
    return TestMatrices.random(type, RANK, COLUMNS, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmse", "kl"})
  void hasTheSameBitsOnAnyNumberOfThreads(String loss) {
    DenseMatrix a = matrix(DataType.FLOAT);
    Evaluation one = evaluate(a, Losses.named(loss), 1);
    for (int threads : new int[] {2, 4}) {
      Evaluation many = evaluate(a, Losses.named(loss), threads);
      assertThat(many.total()).isEqualTo(one.total());
      assertThat(many.gradientW().data().asFloat()).isEqualTo(one.gradientW().data().asFloat());
      assertThat(many.gradientH().data().asFloat()).isEqualTo(one.gradientH().data().asFloat());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmse", "huber:0.3"})
  void agreesWithTheWholeMatrixInSameDiff(String name) {
    assertAgreesWithSameDiff(Losses.named(name));
  }

  /** The threads then share SameDiff's sessions. */
  @Test
  void agreesWhereTheSessionHasToDoIt() {
    assertAgreesWithSameDiff(
        (sd, p, a, w) ->
            sd.math()
                .square(p.sub(a))
                .mul(p.gt(a).castTo(DataType.INT32).castTo(a.dataType()))
                .mul(w)
                .sum());
  }

  /** Of a matrix too large for them, weights are made tile by tile. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.9})
  void hasTheSameBitsWhereWeightsAreMade(double missing) {
    int rows = 1_100;
    int columns = RowWeights.MAX_CACHED / 1_000;
    INDArray values = TestMatrices.random(DataType.FLOAT, rows, columns, 1);
    DenseMatrix a = MaskedMatrix.of(values, values.gte(missing));
    INDArray w = TestMatrices.random(DataType.FLOAT, rows, 2, 2);
    INDArray h = TestMatrices.random(DataType.FLOAT, 2, columns, 3);
    try (Workers workers = new Workers(2)) {
      LossEvaluation made = LossEvaluation.of(a, Losses.mse(), w, h, workers);
      LossEvaluation kept =
          new DenseEvaluation(a.values(), RowWeights.of(a.weights()), Losses.mse(), w, h, workers);
      for (int step = 0; step < 2; step++) {
        assertThat(made.totalAndGradient()).isEqualTo(kept.totalAndGradient());
        assertThat(made.gradientW().array()).isEqualTo(kept.gradientW().array());
        assertThat(made.gradientH().array()).isEqualTo(kept.gradientH().array());
        w.addi(1);
      }
    }
  }

  private static void assertAgreesWithSameDiff(Loss loss) {
    DenseMatrix a = matrix(DataType.DOUBLE);
    SameDiff whole =
        FactorizationGraph.of(a, Objective.of(loss), w(DataType.DOUBLE), h(DataType.DOUBLE))
            .sameDiff();
    Map<String, INDArray> expected = whole.calculateGradients(null, "W", "H");
    double value = whole.getVariable("loss").eval().getDouble(0);
    Evaluation tiled = evaluate(a, loss, 4);
    double mean = tiled.total() / a.totalWeight();
    double scale = loss.link().derivative(mean) / a.totalWeight();
    assertThat(loss.link().value(mean)).isCloseTo(value, within(1e-12 * value));
    assertClose(tiled.gradientW().mul(scale), expected.get("W"));
    assertClose(tiled.gradientH().mul(scale), expected.get("H"));
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.distance2(expected)).isLessThan(1e-12 * expected.norm2Number().doubleValue());
  }
}
