package org.nmf4j.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.TestMatrices;

class BackgroundTest {

  /** Every sum is that of a matrix in which the background is listed. */
  @Property(tries = 40, seed = "1")
  void sumsAreThoseOfListedEntries(
      @ForAll @DoubleRange(min = -2, max = 2) double value,
      @ForAll @DoubleRange(min = 0.1, max = 3) double weight,
      @ForAll @DoubleRange(min = 0, max = 0.95) double missing,
      @ForAll long seed) {
    INDArray holes = TestMatrices.withHoles(DataType.DOUBLE, 9, 7, 2, missing, seed);
    holes.putScalar(0, 0, 1);
    INDArray weights = TestMatrices.random(DataType.DOUBLE, 9, 7, seed).addi(0.5);
    MaskedMatrix dense = MaskedMatrix.weighted(holes, weights);
    MaskedMatrix listed = TestMatrices.filled(dense, value, weight);
    for (MaskedMatrix a : List.of(dense, TestMatrices.sparse(dense))) {
      MaskedMatrix counted = a.background(value, weight);
      assertSums(counted, listed);
      assertSums(counted.plus(3), listed.plus(3));
      assertSums(counted.transpose(), listed.transpose());
      assertSums(counted.withLabels(List.of(), List.of()), listed);
      assertSums(SparseMatrix.from(counted), listed);
      double[] shifts = new double[7];
      double[] scales = new double[7];
      Arrays.fill(shifts, 0.5);
      Arrays.fill(scales, 2);
      ColumnUnits units = ColumnUnits.of(shifts, scales);
      assertSums(counted.in(units), listed.in(units));
      assertThat(counted.castTo(DataType.FLOAT).background()).isEqualTo(counted.background());
      assertThat(counted.observed()).isEqualTo(a.observed());
      assertThat(counted.background(Background.missing()).totalWeight()).isEqualTo(a.totalWeight());
    }
  }

  private static void assertSums(MaskedMatrix actual, MaskedMatrix expected) {
    double part = 1e-12 * (1 + Math.abs(expected.squares()) + expected.totalWeight());
    assertThat(actual.totalWeight()).isCloseTo(expected.totalWeight(), within(part));
    assertThat(actual.mean()).isCloseTo(expected.mean(), within(part));
    assertThat(actual.squares()).isCloseTo(expected.squares(), within(part));
    assertThat(actual.standardDeviation()).isCloseTo(expected.standardDeviation(), within(1e-9));
    assertThat(actual.min()).isCloseTo(expected.min(), within(1e-12));
    assertThat(actual.rowWeights()).containsExactly(expected.rowWeights(), within(part));
    assertThat(actual.columnWeights()).containsExactly(expected.columnWeights(), within(part));
    assertThat(actual.unobservedRows()).isEmpty();
    assertThat(actual.unobservedColumns()).isEmpty();
  }

  /** Entries set aside become part of the background; what they are judged by has none. */
  @Test
  void isKeptByTheTrainPartOfASplit() {
    MaskedMatrix holes = MaskedMatrix.of(TestMatrices.withHoles(DataType.FLOAT, 9, 7, 2, 0.6, 1));
    for (MaskedMatrix a : List.of(holes, TestMatrices.sparse(holes))) {
      MaskedMatrix.Split split = a.background(Background.weak(0.1)).split(0.3, 1);
      assertThat(split.train().background()).isEqualTo(Background.weak(0.1));
      assertThat(split.train().totalWeight())
          .isCloseTo(
              split.train().observed() + 0.1 * (63 - split.train().observed()), within(1e-9));
      assertThat(split.test().background()).isEqualTo(Background.missing());
      assertThat(split.test().totalWeight()).isEqualTo(split.test().observed());
    }
  }

  @Test
  void tellsItself() {
    assertThat(Background.missing()).hasToString("missing").isEqualTo(new Background(7, 0));
    assertThat(Background.zeros()).hasToString("zeros");
    assertThat(Background.weak(0.1)).hasToString("zeros of weight 0.1");
    assertThat(new Background(2, 3)).hasToString("entries of 2 of weight 3");
    MaskedMatrix a = MaskedMatrix.sparse(DataType.FLOAT).add(1, 2, 3).build();
    assertThat(a.background(0, 1))
        .hasToString("SparseMatrix (2×3) FLOAT, 1 observed, the others zeros");
    assertThat(
            MaskedMatrix.of(Nd4j.createFromArray(new double[][] {{1, Double.NaN}}))
                .background(0, 1))
        .hasToString("DenseMatrix (1×2) DOUBLE, 1 observed, the others zeros");
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertThatThrownBy(() -> Background.weak(-0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("background's weight must be finite and ≥ 0, got -0.5");
    assertThatThrownBy(() -> new Background(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("background's value must be finite, got NaN");
    MaskedMatrix a = MaskedMatrix.sparse(DataType.FLOAT).add(1, 1, 3).build();
    assertThatThrownBy(() -> a.background(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("background");
    ColumnUnits units = ColumnUnits.of(new double[] {0, 1}, new double[] {1, 1});
    assertThatThrownBy(() -> a.background(0, 1).in(units))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a background of zeros must be one number in all columns' units, got 0.0 and -1.0: fit"
                + " without --scale (Nmf.scaleColumns)");
  }
}
