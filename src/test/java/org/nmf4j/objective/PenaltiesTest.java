package org.nmf4j.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PenaltiesTest {

  // Σ |x| = 6.5, Σ x² = 14.25.
  private static final INDArray X = Nd4j.createFromArray(new double[][] {{1, 2, 0.5}, {-3, 0, 0}});
  private static final Penalty SUM_OF_FOURTH_POWERS = (sd, x) -> x.mul(x).mul(x).mul(x).sum();

  static Stream<Arguments> valuesByHand() {
    return Stream.of(
        arguments("l1", Penalties.l1(0.2), 0.2 * 6.5),
        arguments("l2", Penalties.l2(0.2), 0.1 * 14.25),
        arguments("elastic net", Penalties.elasticNet(0.2, 0.75), 0.15 * 6.5 + 0.025 * 14.25),
        arguments("elastic net, only l1", Penalties.elasticNet(0.2, 1), 0.2 * 6.5),
        arguments("elastic net, only l2", Penalties.elasticNet(0.2, 0), 0.1 * 14.25),
        arguments("a sum", Penalties.l1(1).plus(Penalties.l2(2)), 6.5 + 14.25),
        arguments("none", Penalties.none(), 0),
        arguments("one's own", SUM_OF_FOURTH_POWERS, 98.0625));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valuesByHand")
  void hasItsValue(String name, Penalty penalty, double expected) {
    assertThat(new Graphs(X, penalty::value).value()).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valuesByHand")
  void gradientAgreesWithCentralDifferences(String name, Penalty penalty, double ignored) {
    new Graphs(X, penalty::value).checkGradient();
  }

  @Test
  void nothingIsBuiltForNone() {
    assertThat(Penalties.none().isNone()).isTrue();
    assertThat(Penalties.l1(0).isNone()).isTrue();
    assertThat(Penalties.elasticNet(0, 0.5).isNone()).isTrue();
    assertThat(Penalties.none().plus(Penalties.l2(1)).isNone()).isFalse();
    assertThat(SUM_OF_FOURTH_POWERS.plus(Penalties.none())).isSameAs(SUM_OF_FOURTH_POWERS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void strengthOutOfRangeIsRefused(double lambda) {
    String message = "lambda must be finite and ≥ 0, got " + lambda;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalties.l1(lambda))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalties.l2(lambda))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalties.elasticNet(lambda, 0.5))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void ratioOutOfRangeIsRefused(double ratio) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalties.elasticNet(1, ratio))
        .withMessage("l1Ratio must be in [0, 1], got " + ratio);
  }
}
