package org.nmf4j.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.TestMatrices;

class ImplicitTest {

  private static final double NAN = Double.NaN;

  private static final MaskedMatrix CLICKS =
      MaskedMatrix.of(Nd4j.createFromArray(new double[][] {{3, NAN, 0}, {NAN, 0.5, NAN}}))
          .withLabels(List.of("r", "s"), List.of());

  @Test
  void clicksArePreferencesOverZeros() {
    for (MaskedMatrix clicks : List.of(CLICKS, SparseMatrix.from(CLICKS))) {
      MaskedMatrix a = Implicit.confidence(40).of(clicks);
      assertThat(a.value(0, 0)).isEqualTo(1);
      assertThat(a.weight(0, 0)).isEqualTo(121);
      assertThat(a.value(0, 2)).isZero();
      assertThat(a.weight(0, 2)).isEqualTo(1);
      assertThat(a.weight(1, 1)).isEqualTo(21);
      assertThat(a.observed()).isEqualTo(3);
      assertThat(a.background()).isEqualTo(Background.zeros());
      assertThat(a.rowLabels()).containsExactly("r", "s");
      assertThat(a.totalWeight()).isEqualTo(121 + 1 + 21 + 3);
    }
  }

  @Test
  void manyClicksCountByTheirLogarithm() {
    MaskedMatrix a = Implicit.logConfidence(2, 0.1).of(TestMatrices.sparse(CLICKS));
    assertThat(a.weight(0, 0)).isCloseTo(1 + 2 * Math.log(31), within(1e-12));
    assertThat(a.weight(1, 1)).isCloseTo(1 + 2 * Math.log(6), within(1e-12));
  }

  @Test
  void keepsABackgroundAndWeights() {
    MaskedMatrix weighted =
        MaskedMatrix.weighted(CLICKS.toArray(), Nd4j.valueArrayOf(new long[] {2, 3}, 2.0))
            .background(Background.weak(0.1));
    MaskedMatrix a = Implicit.confidence(10).of(weighted);
    assertThat(a.weight(0, 0)).isCloseTo(62, within(1e-12));
    assertThat(a.background()).isEqualTo(Background.weak(0.1));
  }

  @Test
  void refusesWhatIsNoFeedback() {
    refuses(() -> Implicit.confidence(-1), "alpha must be finite and ≥ 0, got -1.0");
    refuses(() -> Implicit.logConfidence(1, 0), "epsilon must be finite and > 0, got 0.0");
    refuses(
        () -> Implicit.confidence(1).of(CLICKS.plus(-1)),
        "implicit feedback must be ≥ 0, got -1.0 at (0, 2)");
    refuses(
        () -> Implicit.confidence(1).of(TestMatrices.sparse(CLICKS.plus(-1))),
        "implicit feedback must be ≥ 0, got -1.0 at (0, 2)");
    refuses(
        () -> Implicit.confidence(1).of(CLICKS.background(2, 1)),
        "what is not listed of implicit feedback must be zeros, got entries of 2");
    assertThatThrownBy(() -> Implicit.confidence(1).of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("clicks");
  }

  private static void refuses(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
