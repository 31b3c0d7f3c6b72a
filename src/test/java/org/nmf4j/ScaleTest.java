package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Initializer;
import org.nmf4j.solver.initial.Initializers;

/** The unit of A is no matter: its root is that of W and H. By powers of 4, nothing is rounded. */
class ScaleTest {

  private static MaskedMatrix matrix(DataType type, double unit, boolean isSparse) {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 12, 9, 3, 0.3, 1).castTo(type).mul(unit);
    return isSparse ? TestMatrices.sparse(MaskedMatrix.of(a)) : MaskedMatrix.of(a);
  }

  private static void assertScaled(
      Initializer initializer, DataType type, int power, boolean isSparse) {
    Factors usual = initializer.initialize(matrix(type, 1, isSparse), 4, 7);
    double unit = Math.scalb(1.0, 2 * power);
    Factors scaled = initializer.initialize(matrix(type, unit, isSparse), 4, 7);
    double root = Math.scalb(1.0, power);
    TestMatrices.assertSameBits(scaled.w(), usual.w().mul(root));
    TestMatrices.assertSameBits(scaled.h(), usual.h().mul(root));
  }

  @Property(tries = 20)
  void startsAreScaled(@ForAll @IntRange(min = -250, max = 250) int power, @ForAll boolean sparse) {
    assertScaled(Initializers.nndsvd(), DataType.DOUBLE, power, sparse);
    assertScaled(Initializers.nndsvd(), DataType.FLOAT, power / 5, sparse);
    assertScaled(Initializers.random(), DataType.DOUBLE, power, sparse);
  }

  @Property(tries = 20)
  void leastSquaresAreScaled(
      @ForAll @IntRange(min = -200, max = 200) int power,
      @ForAll boolean sparse,
      @ForAll boolean offsets) {
    Nmf nmf = Nmf.ofRank(2).penalty(Penalties.none()).iterations(15);
    nmf = offsets ? nmf.offsets() : nmf;
    NmfModel usual = nmf.fit(matrix(DataType.DOUBLE, 1, sparse));
    NmfModel scaled = nmf.fit(matrix(DataType.DOUBLE, Math.scalb(1.0, 2 * power), sparse));
    TestMatrices.assertSameBits(scaled.w(), usual.w().mul(Math.scalb(1.0, power)));
    assertThat(Math.scalb(scaled.report().orElseThrow().objective(), -2 * power))
        .isEqualTo(usual.report().orElseThrow().objective());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-100, 1e-150, 1e150})
  void leastSquaresAreAsGoodForTinyAndLargeEntries(double unit) {
    Nmf nmf = Nmf.ofRank(2).iterations(15);
    double usual = nmf.fit(matrix(DataType.DOUBLE, 1, false)).report().orElseThrow().objective();
    NmfModel scaled = nmf.fit(matrix(DataType.DOUBLE, unit, false));
    assertThat(scaled.report().orElseThrow().objective() / unit)
        .isCloseTo(usual, within(1e-6 * usual));
    assertThat(scaled.rmse(matrix(DataType.DOUBLE, unit, false)) / unit)
        .isCloseTo(usual, within(1e-6 * usual));
  }

  private static Stream<Constraint[]> sums() {
    Constraint free = Constraints.nonNegative();
    return Stream.of(
        new Constraint[] {Constraints.simplexRows(), free},
        new Constraint[] {Constraints.simplexColumns(), free},
        new Constraint[] {free, Constraints.simplexColumns()},
        new Constraint[] {free, Constraints.simplexRows()});
  }

  /** The other factor has the unit of A then. */
  @ParameterizedTest
  @ValueSource(strings = {"rmse", "kl", "is"})
  void sumsAreKeptInAnyUnit(String loss) {
    for (Initializer initializer : List.of(Initializers.random(), Initializers.nndsvd())) {
      sums()
          .forEach(
              sets -> {
                Nmf nmf =
                    Nmf.ofRank(3)
                        .loss(Losses.named(loss))
                        .constraint(sets[0], sets[1])
                        .initializer(initializer)
                        .iterations(3);
                INDArray usual = nmf.fit(matrix(DataType.DOUBLE, 1, false)).reconstruct();
                for (double unit : new double[] {0x1p-30, 0x1p30}) {
                  NmfModel scaled = nmf.fit(matrix(DataType.DOUBLE, unit, false));
                  assertThat(scaled.reconstruct().div(unit).distance2(usual))
                      .as("%s and %s in %s", sets[0], sets[1], unit)
                      .isLessThan(1e-8 * usual.norm2Number().doubleValue());
                }
              });
    }
  }

  /** A start that has the sums is taken as it is. */
  @Test
  void startsOfTheirSumsAreKept() {
    INDArray w = TestMatrices.random(DataType.DOUBLE, 12, 2, 1);
    w.diviColumnVector(w.sum(true, 1));
    INDArray h = TestMatrices.random(DataType.DOUBLE, 2, 9, 2).mul(7);
    NmfModel model =
        Nmf.ofRank(2)
            .constraint(Constraints.simplexRows(), Constraints.nonNegative())
            .initial(w, h)
            .iterations(0)
            .fit(matrix(DataType.DOUBLE, 1, false));
    TestMatrices.assertSameBits(model.h(), h);
    assertThat(model.w().distance2(w)).isLessThan(1e-14);
  }
}
