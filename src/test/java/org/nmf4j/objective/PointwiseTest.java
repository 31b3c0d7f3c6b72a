package org.nmf4j.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The losses of single entries as numbers. */
class PointwiseTest {

  private static final int COUNT = 300;

  static Stream<Loss> losses() {
    return Stream.concat(divergences(), Stream.of(Losses.mse(), Losses.huber(0.7), Losses.mae()));
  }

  static Stream<Loss> divergences() {
    return Stream.of("kl", "is", "beta:-1", "beta:0.5", "beta:1.5", "beta:2", "beta:2.5", "beta:3")
        .map(Losses::named);
  }

  /** Entries of sizes from 0.01 to 100, some of them 0 where that is allowed, some nearly met. */
  private static final class Sample {

    private final double[] predictions = new double[COUNT];
    private final double[] targets = new double[COUNT];
    private final double[] weights = new double[COUNT];
    private final double[] slopes = new double[COUNT];
    private final double[] curvatures = new double[COUNT];

    Sample(Loss loss) {
      Random random = new Random(5);
      for (int i = 0; i < COUNT; i++) {
        predictions[i] = Math.pow(10, 4 * random.nextDouble() - 2);
        targets[i] =
            i % 3 == 0 && loss.domain().contains(0)
                ? 0
                : i % 3 == 1
                    ? predictions[i] * (1.01 + 0.1 * random.nextDouble())
                    : Math.pow(10, 4 * random.nextDouble() - 2);
        weights[i] = random.nextDouble();
      }
      loss.pointwise().orElseThrow().expand(predictions, targets, 0, COUNT, slopes, curvatures);
    }

    INDArray row(double[] numbers) {
      return Nd4j.createFromArray(new double[][] {numbers});
    }
  }

  private static double at(Loss.Pointwise loss, double prediction, double target) {
    return loss.total(new double[] {prediction}, new double[] {target}, null, 1);
  }

  private static double slopeAt(Loss.Pointwise loss, double prediction, double target) {
    double[] slope = new double[1];
    loss.expand(new double[] {prediction}, new double[] {target}, 0, 1, slope, new double[1]);
    return slope[0];
  }

  @ParameterizedTest
  @MethodSource("losses")
  void areWhatTheGraphSays(Loss loss) {
    Sample sample = new Sample(loss);
    Loss.Pointwise pointwise = loss.pointwise().orElseThrow();
    double totalWeight = Nd4j.createFromArray(sample.weights).sumNumber().doubleValue();
    Graphs graph =
        Graphs.ofLoss(
            loss,
            sample.row(sample.predictions),
            sample.row(sample.targets),
            sample.row(sample.weights));
    double total = pointwise.total(sample.predictions, sample.targets, sample.weights, COUNT);
    assertThat(total).isCloseTo(graph.value() * totalWeight, within(1e-9 * total));
    double[] gradient = graph.gradient().mul(totalWeight).toDoubleVector();
    for (int i = 0; i < COUNT; i++) {
      double expected = gradient[i];
      assertThat(sample.weights[i] * sample.slopes[i])
          .as("%s at %s", sample.predictions[i], sample.targets[i])
          .isCloseTo(expected, within(1e-7 * Math.abs(expected) + 1e-10));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void addUp(Loss loss) {
    Sample sample = new Sample(loss);
    Loss.Pointwise pointwise = loss.pointwise().orElseThrow();
    double sum = 0;
    double weightedSum = 0;
    for (int i = 0; i < COUNT; i++) {
      double single = at(pointwise, sample.predictions[i], sample.targets[i]);
      sum += single;
      weightedSum += sample.weights[i] * single;
    }
    assertThat(pointwise.total(sample.predictions, sample.targets, null, COUNT))
        .isCloseTo(sum, within(1e-10 * sum));
    assertThat(pointwise.total(sample.predictions, sample.targets, sample.weights, COUNT))
        .isCloseTo(weightedSum, within(1e-10 * sum));
  }

  /** The slope is the loss's, the curvature at least the slope's. */
  @ParameterizedTest
  @MethodSource("losses")
  void slopesAndCurvaturesAgreeWithDifferences(Loss loss) {
    Sample sample = new Sample(loss);
    Loss.Pointwise pointwise = loss.pointwise().orElseThrow();
    for (int i = 0; i < COUNT; i++) {
      double p = sample.predictions[i];
      double a = sample.targets[i];
      double step = 1e-4 * p;
      double slope = (at(pointwise, p + step, a) - at(pointwise, p - step, a)) / (2 * step);
      assertThat(sample.slopes[i])
          .as("slope at %s for %s", p, a)
          .isCloseTo(slope, within(1e-5 * Math.abs(slope) + 1e-6));
      double second =
          (slopeAt(pointwise, p + step, a) - slopeAt(pointwise, p - step, a)) / (2 * step);
      assertThat(sample.curvatures[i])
          .as("curvature at %s for %s", p, a)
          .isNotNegative()
          .isGreaterThanOrEqualTo(second - 1e-5 * Math.abs(second));
    }
  }

  /** A step to the minimum of an entry's quadratic model goes to its target at most. */
  @ParameterizedTest
  @MethodSource("divergences")
  void stepsDoNotPassTheTarget(Loss loss) {
    Sample sample = new Sample(loss);
    for (int i = 0; i < COUNT; i++) {
      double p = sample.predictions[i];
      double a = sample.targets[i];
      if (a > 0) {
        assertThat(p - sample.slopes[i] / sample.curvatures[i])
            .isBetween(Math.min(p, a) * (1 - 1e-8), Math.max(p, a) * (1 + 1e-8));
      }
    }
  }

  static Stream<Loss.Pointwise> robust() {
    Loss.Pointwise absolute = Losses.mae().pointwise().orElseThrow();
    return Stream.of(
        absolute,
        absolute.smoothed(0.5),
        absolute.smoothed(1e-9),
        Losses.huber(0.7).pointwise().orElseThrow());
  }

  /** So that lowering the parabola lowers the loss. */
  @ParameterizedTest
  @MethodSource("robust")
  void parabolasOfRobustLossesLieAboveThem(Loss.Pointwise loss) {
    Sample sample = new Sample(Losses.mae());
    loss.expand(sample.predictions, sample.targets, 0, COUNT, sample.slopes, sample.curvatures);
    Random random = new Random(1);
    for (int i = 0; i < COUNT; i++) {
      double p = sample.predictions[i];
      double a = sample.targets[i];
      double move = (random.nextBoolean() ? 3 : 0.1) * random.nextGaussian() * Math.abs(p - a);
      double parabola =
          at(loss, p, a) + sample.slopes[i] * move + sample.curvatures[i] / 2 * move * move;
      assertThat(at(loss, p + move, a)).isLessThanOrEqualTo(parabola + 1e-12 * (p + a));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-3, 0.1, 0.2, 0.3, 5})
  void smoothedAbsoluteErrorIsNearlyIt(double error) {
    Loss.Pointwise absolute = Losses.mae().pointwise().orElseThrow();
    assertThat(at(absolute.smoothed(0.2), 3 + error, 3))
        .isBetween(error - 0.1 - 1e-12, error + 1e-12);
  }

  /** Value and slope, where a loss of one target is a parabola of the prediction. */
  @ParameterizedTest
  @CsvSource({"kl, 0", "rmse, 0", "mse, 0.7", "beta:2, 0", "beta:2, 3"})
  void parabolasAreTheLoss(String name, double target) {
    Loss.Pointwise loss = Losses.named(name).pointwise().orElseThrow();
    Loss.Parabola parabola = loss.parabola(target).orElseThrow();
    for (double prediction : new double[] {0, 1e-12, 1, 1e9}) {
      double part = 1e-8 * (1 + prediction * (1 + prediction));
      assertThat(slopeAt(loss, prediction, target))
          .isCloseTo(parabola.slopeAt(prediction), within(part));
      assertThat(at(loss, prediction, target)).isCloseTo(parabola.at(prediction), within(part));
    }
  }

  @ParameterizedTest
  @CsvSource({"kl, 1", "is, 1", "beta:1.5, 0", "beta:0.5, 0", "huber:1, 0", "mae, 0"})
  void othersHaveNone(String name, double target) {
    assertThat(Losses.named(name).pointwise().orElseThrow().parabola(target)).isEmpty();
  }

  /** So that a descent sees that nothing is to be gained. */
  @ParameterizedTest
  @CsvSource({"kl, 1, 1", "beta:0.5, 1e10, 1e101", "beta:1.5, 0, 1e-15"})
  void graphsOfCountsOfZeroHaveTheSlopeFromThereOn(String loss, double least, double most) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray zero = Nd4j.zeros(type, 1, 1);
      Graphs graph = Graphs.ofLoss(Losses.named(loss), zero, zero, Nd4j.ones(type, 1, 1));
      assertThat(graph.gradient().getDouble(0)).isBetween(least, most);
      assertThat(graph.value()).isBetween(0.0, 1e-11);
    }
  }

  /** {@code ℓ(c·p, c·a) = c^β·ℓ(p, a)}, wherever both are in range, at a prediction of 0 too. */
  @ParameterizedTest
  @MethodSource("divergences")
  void divergencesKnowNoUnit(Loss loss) {
    Loss.Pointwise pointwise = loss.pointwise().orElseThrow();
    double beta = ((BetaDivergence) loss).beta();
    for (double unit : new double[] {1e-90, 1e-30, 1e-9, 1e9, 1e30, 1e90}) {
      for (double prediction : new double[] {0, 0.5, 3}) {
        double expected = Math.pow(unit, beta) * at(pointwise, prediction, 2);
        assertThat(at(pointwise, unit * prediction, unit * 2))
            .as("%s of %s", unit, prediction)
            .isCloseTo(expected, within(1e-9 * expected));
      }
    }
  }
}
