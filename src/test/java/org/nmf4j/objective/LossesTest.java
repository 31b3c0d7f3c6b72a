package org.nmf4j.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Nmf;
import org.nmf4j.matrix.MaskedMatrix;

class LossesTest {

  private static final double LN2 = Math.log(2);
  private static final double SQRT2 = Math.sqrt(2);

  private static final Loss LOG_COSH =
      (sd, prediction, target, weight) ->
          sd.math().log(sd.math().cosh(prediction.sub(target))).mul(weight).sum();

  static List<Loss> builtIn() {
    return List.of(
        Losses.rmse(),
        Losses.mse(),
        Losses.mae(),
        Losses.huber(0.7),
        Losses.kullbackLeibler(),
        Losses.itakuraSaito(),
        Losses.beta(-1),
        Losses.beta(0.5),
        Losses.beta(3));
  }

  static Stream<Loss> builtInAndOwn() {
    return Stream.concat(builtIn().stream(), Stream.of(LOG_COSH));
  }

  // Entries (a, p, weight): (2, 1, 1), (3, 3, 2), (4, 2, 1), and one that is missing. Σ weight = 4.
  static Stream<Arguments> valuesByHand() {
    return Stream.of(
        arguments(Losses.rmse(), Math.sqrt((1 + 4) / 4.0)),
        arguments(Losses.mse(), (1 + 4) / 4.0),
        arguments(Losses.mae(), (1 + 2) / 4.0),
        arguments(Losses.huber(10), (1 / 2.0 + 4 / 2.0) / 4),
        arguments(Losses.huber(1), (1 / 2.0 + 1.5) / 4),
        arguments(Losses.huber(0.5), (0.5 * 0.75 + 0.5 * 1.75) / 4),
        arguments(Losses.kullbackLeibler(), (2 * LN2 - 2 + 1 + 4 * LN2 - 4 + 2) / 4),
        arguments(Losses.itakuraSaito(), (2 - LN2 - 1 + 2 - LN2 - 1) / 4),
        arguments(Losses.beta(2), (1 / 2.0 + 4 / 2.0) / 4),
        arguments(Losses.beta(3), ((8 + 2 - 6) / 6.0 + (64 + 16 - 48) / 6.0) / 4),
        arguments(Losses.beta(0.5), ((SQRT2 - 1.5) / -0.25 + (2 - 1.5 * SQRT2) / -0.25) / 4),
        arguments(LOG_COSH, (Math.log(Math.cosh(1)) + Math.log(Math.cosh(2))) / 4));
  }

  @ParameterizedTest
  @MethodSource("valuesByHand")
  void isTheWeightedMeanOverObservedEntries(Loss loss, double expected) {
    INDArray prediction = Nd4j.createFromArray(new double[][] {{1, 3}, {2, 77}});
    INDArray target = Nd4j.createFromArray(new double[][] {{2, 3}, {4, 1}});
    INDArray weight = Nd4j.createFromArray(new double[][] {{1, 2}, {1, 0}});

    assertThat(Graphs.ofLoss(loss, prediction, target, weight).value())
        .isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("builtInAndOwn")
  void gradientAgreesWithCentralDifferences(Loss loss) {
    INDArray prediction = Nd4j.createFromArray(new double[][] {{1.2, 3.4, 0.3}, {2.1, 1.7, 5.5}});
    INDArray target = Nd4j.createFromArray(new double[][] {{1.6, 2.1, 4.2}, {2.3, 9.0, 5.1}});
    INDArray weight = Nd4j.createFromArray(new double[][] {{1, 1, 0.25}, {3, 0, 1}});

    Graphs.ofLoss(loss, prediction, target, weight).checkGradient();
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void missingEntryHasNoGradientWhateverItsPrediction(Loss loss) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      for (double missing : new double[] {0, 1e-30, 1e6}) {
        INDArray prediction = Nd4j.createFromArray(new double[][] {{1, missing}}).castTo(type);
        INDArray target = Nd4j.createFromArray(new double[][] {{2, 2}}).castTo(type);
        INDArray weight = Nd4j.createFromArray(new double[][] {{1, 0}}).castTo(type);

        INDArray gradient = Graphs.ofLoss(loss, prediction, target, weight).gradient();

        assertThat(gradient.getDouble(0)).isFinite().isNegative();
        assertThat(gradient.getDouble(1)).as("%s at %s", type, missing).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kl", "beta:0.5", "beta:1.5"})
  void divergencesTakeZeroInTheDataAndInThePrediction(String name) {
    INDArray prediction = Nd4j.createFromArray(new float[][] {{0, 0, 2}});
    INDArray target = Nd4j.createFromArray(new float[][] {{0, 2, 0}});
    Graphs graph = Graphs.ofLoss(Losses.named(name), prediction, target, Nd4j.onesLike(prediction));

    assertThat(graph.value()).isFinite().isPositive();
    assertThat(graph.gradient().toDoubleVector()).doesNotContain(Double.NaN);
    assertThat(graph.gradient().getDouble(1)).isFinite().isNegative();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void betaHasItsLimits(double beta) {
    INDArray prediction = Nd4j.createFromArray(new double[][] {{1, 3, 0.2}});
    INDArray target = Nd4j.createFromArray(new double[][] {{2, 1, 0.7}});
    INDArray weight = Nd4j.onesLike(prediction);

    double limit = Graphs.ofLoss(Losses.beta(beta), prediction, target, weight).value();
    double near = Graphs.ofLoss(Losses.beta(beta + 1e-5), prediction, target, weight).value();

    assertThat(limit).isCloseTo(near, within(1e-4));
  }

  @ParameterizedTest
  @CsvSource({"kl, -1", "is, 0", "beta:0, 0", "beta:-1, 0", "beta:0.5, -2"})
  void divergencesRefuseDataOutOfTheirRange(String name, double value) {
    MaskedMatrix a = MaskedMatrix.of(Nd4j.createFromArray(new double[][] {{1, 2}, {3, value}}));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Nmf.ofRank(1).loss(Losses.named(name)).fit(a))
        .withMessageContaining("loss " + name + ", got " + value + " at (1, 1)");
  }

  @Test
  void whatIsMissingIsNotOutOfRange() {
    INDArray a = Nd4j.createFromArray(new double[][] {{1, -1}});
    INDArray mask = Nd4j.createFromArray(new double[][] {{1, 0}});

    Nmf nmf = Nmf.ofRank(1).iterations(0);
    assertThat(nmf.loss(Losses.itakuraSaito()).fit(MaskedMatrix.of(a, mask)).rows()).isOne();
  }

  @Test
  void zeroIsACountAndASquareTakesAnyNumber() {
    assertThat(Losses.kullbackLeibler().domain().contains(0)).isTrue();
    assertThat(Losses.kullbackLeibler().domain().contains(-1e-9)).isFalse();
    assertThat(Losses.itakuraSaito().domain().contains(0)).isFalse();
    assertThat(Losses.rmse().domain().contains(-1)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rmse", "mse", "mae", "huber:1", "huber:0.25", "kl", "is", "beta:0.5", "beta:-1"})
  void nameGivesTheLossOfThatName(String name) {
    assertThat(Losses.named(name).name()).isEqualTo(name);
    assertThat(Losses.named(name)).isEqualTo(Losses.named(name));
  }

  @Test
  void huberAloneHasDeltaOne() {
    assertThat(Losses.named("huber")).isEqualTo(Losses.huber(1));
    assertThat(LOG_COSH.name()).isEqualTo("custom");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "RMSE", "rmse:1", "kl:", "huber:", "huber:one", "beta", "beta:1:2"})
  void wrongNameIsRefusedWithTheNamesThereAre(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Losses.named(name))
        .withMessage(
            "loss must be rmse, mse, mae, kl, is, huber:NUMBER or beta:NUMBER, got \"%s\"", name);
  }

  @ParameterizedTest
  @CsvSource({
    "huber:0, huber's delta must be finite and > 0",
    "huber:-1, huber's delta must be finite and > 0",
    "huber:NaN, loss must be rmse",
    "beta:Infinity, loss must be rmse",
    "beta:NaN, loss must be rmse",
    "huber:1d, loss must be rmse",
    "beta:٢, loss must be rmse"
  })
  void numberOutOfRangeIsRefused(String name, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Losses.named(name))
        .withMessageStartingWith(message);
  }
}
