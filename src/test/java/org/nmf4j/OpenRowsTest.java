package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.dl4j.Iris;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/** Rows and columns whose entries do not determine their factors. */
class OpenRowsTest {

  private static double[] largestOfColumns(INDArray a) {
    double[] largest = new double[a.columns()];
    for (int j = 0; j < largest.length; j++) {
      for (int i = 0; i < a.rows(); i++) {
        double number = a.getDouble(i, j);
        largest[j] = number > largest[j] ? number : largest[j];
      }
    }
    return largest;
  }

  private static void assertWithinReach(INDArray filled, INDArray a, double most) {
    double[] largest = largestOfColumns(a);
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.columns(); j++) {
        if (Double.isNaN(a.getDouble(i, j))) {
          assertThat(filled.getDouble(i, j) / largest[j]).as("%d, %d", i, j).isBetween(0.0, most);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "3, 0", "4, 0", "5, 0", "2, 1", "3, 1", "4, 1", "5, 1"})
  void whatIsFilledInStaysWithinReach(int rank, int seed) {
    INDArray a = Iris.hidden(0.2, seed);
    INDArray scaled = a.divRowVector(Nd4j.createFromArray(largestOfColumns(a)));
    for (INDArray table : List.of(a, scaled)) {
      NmfModel model = Nmf.ofRank(rank).seed(seed).fit(table);
      assertWithinReach(model.reconstruct(), table, 3);
      assertWithinReach(model.complete(table), table, 3);
      assertWithinReach(model.transform(table).mmul(model.h()), table, 3);
      assertThat(report(model).openRows()).isNotEmpty();
      assertThat(report(model).openColumns()).isEmpty();
      assertThat(report(model).toString())
          .contains("that their entries leave open are held to the mean");
      assertThat(report(model).objective())
          .isCloseTo(model.rmse(MaskedMatrix.of(table)), withinPercentage(1e-6));
      assertThat(report(model).history()).isSortedAccordingTo((x, y) -> Double.compare(y, x));
      NmfModel transposed = Nmf.ofRank(rank).seed(seed).fit(table.transpose());
      assertWithinReach(transposed.reconstruct().transpose(), table, 3);
      assertThat(report(transposed).openColumns()).isNotEmpty();
    }
  }

  private static FitReport report(NmfModel model) {
    return model.report().orElseThrow();
  }

  /** From 1 to 5 stars; every other person has given them but once. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void personsOfOneRatingGetRatings(boolean hasOffsets) {
    Random random = new Random(3);
    INDArray a = Nd4j.valueArrayOf(new long[] {60, 15}, Double.NaN, DataType.DOUBLE);
    for (int i = 0; i < 60; i++) {
      for (int rating = 0; rating < (i % 2 == 0 ? 1 : 8); rating++) {
        a.putScalar(i, random.nextInt(15), 1 + random.nextInt(5));
      }
    }
    Nmf nmf = hasOffsets ? Nmf.ofRank(4).offsets() : Nmf.ofRank(4);
    NmfModel model = nmf.fit(a);
    assertThat(model.reconstruct().maxNumber().doubleValue()).isLessThan(15);
    for (int i = 0; i < 60; i += 2) {
      assertThat(report(model).openRows()).contains(i);
    }
    if (!hasOffsets) {
      INDArray once = Nd4j.valueArrayOf(new long[] {1, 15}, Double.NaN, DataType.DOUBLE);
      once.putScalar(0, 7, 4);
      INDArray predicted = model.transform(once).mmul(model.h());
      assertThat(predicted.maxNumber().doubleValue()).isLessThan(15);
      assertThat(predicted.getDouble(0, 7)).isBetween(2.0, 5.0);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e9})
  void isHeldInAnyUnit(double unit) {
    INDArray a = Iris.hidden(0.2, 2);
    Nmf nmf = Nmf.ofRank(3).iterations(30);
    NmfModel expected = nmf.fit(a);
    NmfModel found = nmf.fit(a.mul(unit));
    assertThat(report(found).openRows()).isEqualTo(report(expected).openRows());
    INDArray difference = found.reconstruct().div(unit).sub(expected.reconstruct());
    assertThat(difference.normmaxNumber().doubleValue()).isLessThan(1e-6);
  }

  /** All bits but those of open rows are as without a ridge. */
  /** Whose other entries are far larger: of exact ones a few small entries say enough. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-9, 1e9})
  void exactEntriesLeaveNoRowOpenThatTheyDetermine(double unit) {
    double[][] entries = new double[6][4];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 4; j++) {
        entries[i][j] = unit * (i + 1) * Math.pow(10, j);
      }
    }
    entries[1][3] = Double.NaN;
    entries[4][2] = Double.NaN;
    entries[4][3] = Double.NaN;
    NmfModel model = Nmf.ofRank(1).fit(Nd4j.createFromArray(entries));
    assertThat(model.report().orElseThrow().openRows()).isEmpty();
    assertThat(model.predict(1, 3) / unit).isCloseTo(2_000, within(1e-3));
    assertThat(model.predict(4, 3) / unit).isCloseTo(5_000, within(1e-3));
    INDArray row =
        Nd4j.createFromArray(new double[][] {{7 * unit, 70 * unit, Double.NaN, Double.NaN}});
    double filled = model.transform(row).mmul(model.h()).getDouble(0, 3);
    assertThat(filled / unit).isCloseTo(7_000, within(1e-3));
  }

  @Test
  void onlyOpenRowsAreHeld() {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 40, 30, 3, 0.3, 1);
    for (int j = 2; j < 30; j++) {
      a.putScalar(7, j, Double.NaN);
    }
    Nmf nmf = Nmf.ofRank(3).iterations(20);
    NmfModel held = nmf.fit(a);
    NmfModel plain = nmf.penalty(Penalties.none()).fit(a);
    assertThat(report(held).openRows()).containsExactly(7);
    assertThat(report(held).openColumns()).isEmpty();
    assertThat(report(held).history()).isEqualTo(report(plain).history());
    TestMatrices.assertSameBits(held.h(), plain.h());
    assertThat(held.w().getRow(7).distance2(plain.w().getRow(7))).isGreaterThan(1e-6);
    INDArray others = held.w();
    others.getRow(7).assign(plain.w().getRow(7));
    TestMatrices.assertSameBits(others, plain.w());
  }

  @Test
  void nothingIsHeldWhereNothingIsOpenOrAPenaltyIsGiven() {
    INDArray whole = TestMatrices.random(DataType.DOUBLE, 10, 4, 1);
    assertThat(report(Nmf.ofRank(6).iterations(5).fit(whole)).openRows()).isEmpty();
    Nmf nmf = Nmf.ofRank(4).iterations(5);
    for (Nmf each :
        List.of(
            nmf.penalty(Penalties.l2(0.01)),
            nmf.penalty(Penalties.none()),
            nmf.loss(Losses.kullbackLeibler()),
            nmf.solver(ProjectedGradientDescent.withDefaults()))) {
      assertThat(report(each.fit(Iris.hidden(0.2, 0))).openRows()).isEmpty();
    }
  }
}
