package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.bayes.VariationalBayes;

class ConformalTest {

  @FunctionalInterface
  private interface Numbers {
    double at(int row, int column);
  }

  private static INDArray array(int rows, int columns, Numbers numbers) {
    double[][] values = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i][j] = numbers.at(i, j);
      }
    }
    return Nd4j.createFromArray(values);
  }

  private static MaskedMatrix matrix(int rows, int columns, Numbers numbers) {
    return MaskedMatrix.of(array(rows, columns, numbers));
  }

  private static double unit(int column) {
    return Math.pow(10, column % 4);
  }

  /** Predicts (i + 1)·10^(j mod 4) and is of any sign. */
  private static NmfModel unlikeUnits(int rows, int columns) {
    return NmfModel.of(array(rows, 1, (i, c) -> i + 1), array(1, columns, (c, j) -> unit(j)))
        .withObjective(
            Objective.of(Losses.rmse()).withConstraints(Constraints.none(), Constraints.none()));
  }

  private static double coverage(Intervals intervals, MaskedMatrix fresh, double probability) {
    double[] covered = {0};
    fresh.forEachObserved(
        (row, column, value, weight) -> {
          Interval interval = intervals.interval(row, column, probability);
          covered[0] += interval.lower() <= value && value <= interval.upper() ? 1 : 0;
        });
    return covered[0] / fresh.observed();
  }

  private static double poisson(Random random, double mean) {
    int count = -1;
    for (double left = mean; left > 0; count++) {
      left += Math.log(random.nextDouble());
    }
    return count;
  }

  private static double outliers(Random random, double mean) {
    return random.nextDouble() < .05
        ? 10 * random.nextDouble()
        : Math.max(0, mean * (1 + .05 * random.nextGaussian()));
  }

  @FunctionalInterface
  private interface Noise {
    double on(Random random, double mean);
  }

  /** Of entries that were neither fitted to nor held out. */
  private static double coverageOfFits(Loss loss, double mean, Noise noise) {
    int seeds = 8;
    double sum = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Random random = new Random(seed);
      INDArray expected =
          TestMatrices.random(DataType.DOUBLE, 150, 4, seed)
              .mmul(TestMatrices.random(DataType.DOUBLE, 4, 120, seed + 100))
              .mul(mean);
      MaskedMatrix all = matrix(150, 120, (i, j) -> noise.on(random, expected.getDouble(i, j)));
      MaskedMatrix.Split fresh = all.split(.3, seed);
      MaskedMatrix.Split split = fresh.train().split(.2, seed);
      NmfModel model = Nmf.ofRank(4).loss(loss).iterations(60).seed(seed).fit(split.train());
      sum += coverage(Conformal.calibrate(model, split), fresh.test(), .9) / seeds;
    }
    return sum;
  }

  @Test
  void coversFreshCountsAndFreshEntriesAmongOutliers() {
    assertThat(coverageOfFits(Losses.kullbackLeibler(), 5, ConformalTest::poisson))
        .isBetween(.89, .91);
    assertThat(coverageOfFits(Losses.huber(.1), 1, ConformalTest::outliers)).isBetween(.89, .91);
  }

  /**
   * An entry among n + 1 that are alike is covered with the probability ⌈p(n + 1)⌉/(n + 1) exactly,
   * over the choice of all of them, with spreads found or not.
   */
  @ParameterizedTest
  @CsvSource({"19, .9, .9", "19, .5, .5", "9, .87, .9", "80, .9, .9016"})
  void coversAsOftenAsExchangeabilitySays(int heldOut, double probability, double expected) {
    NmfModel model = unlikeUnits(12, 9);
    Random random = new Random(1);
    int draws = 2000;
    double covered = 0;
    for (int draw = 0; draw < draws; draw++) {
      MaskedMatrix all =
          matrix(12, 9, (i, j) -> model.predict(i, j) + unit(j) * random.nextGaussian());
      MaskedMatrix some = all.split((heldOut + 1) / 108., draw).test();
      MaskedMatrix.Split one = some.split(1. / (heldOut + 1), draw);
      Conformal intervals = Conformal.calibrate(model, one.train());
      covered += coverage(intervals, one.test(), probability) / draws;
    }
    assertThat(covered).isCloseTo(expected, within(.012));
  }

  @Test
  void givesColumnsOfUnlikeUnitsIntervalsOfTheirOwn() {
    NmfModel model = unlikeUnits(60, 8);
    Random random = new Random(2);
    MaskedMatrix all =
        matrix(60, 8, (i, j) -> model.predict(i, j) + unit(j) * random.nextGaussian());
    Conformal intervals = Conformal.calibrate(model, all.split(.8, 1).test());
    for (int column = 0; column < 8; column++) {
      Interval interval = intervals.interval(30, column, .9);
      assertThat((interval.upper() - interval.lower()) / 2 / unit(column))
          .as("half a width of 1.64 deviations in column " + column)
          .isBetween(.8, 3.2);
    }
  }

  /** Rows that are seldom observed are predicted worse, and are most of what is missing. */
  @Test
  void weighsHeldOutEntriesByTheirOddsOfBeingMissing() {
    NmfModel model = NmfModel.of(array(100, 1, (i, c) -> 50), array(1, 80, (c, j) -> 1));
    int seeds = 20;
    double unweighted = 0;
    double weighted = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Random random = new Random(seed);
      double[][] a = new double[100][80];
      MaskedMatrix all =
          matrix(
              100,
              80,
              (i, j) -> {
                a[i][j] = 50 + (1 + i / 10) * random.nextGaussian();
                return random.nextDouble() < .95 - i * .009 ? a[i][j] : Double.NaN;
              });
      MaskedMatrix missing = matrix(100, 80, (i, j) -> all.isObserved(i, j) ? Double.NaN : a[i][j]);
      MaskedMatrix.Split split = all.split(.3, seed);
      unweighted += coverage(Conformal.calibrate(model, split.test()), missing, .9) / seeds;
      weighted += coverage(Conformal.calibrate(model, split), missing, .9) / seeds;
    }
    assertThat(unweighted).isLessThan(.8);
    assertThat(weighted).isBetween(.89, .91);
  }

  @Test
  void weighsAllAlikeWhereMissingnessIsEven() {
    MissingOdds even = MissingOdds.of(matrix(6, 6, (i, j) -> (i + j) % 3 == 0 ? Double.NaN : 1));
    assertThat(even.of(0, 0)).isEqualTo(even.of(5, 2));
    MissingOdds complete = MissingOdds.of(matrix(6, 6, (i, j) -> 1));
    assertThat(complete.of(0, 0)).isPositive().isFinite().isEqualTo(complete.of(5, 2));
  }

  @Test
  void findsOddsOfRowsAndColumns() {
    Random random = new Random(3);
    Numbers logOdds = (i, j) -> i % 5 - 2 + .5 * (j % 4);
    MissingOdds odds =
        MissingOdds.of(
            matrix(
                400,
                300,
                (i, j) ->
                    random.nextDouble() < 1 / (1 + Math.exp(logOdds.at(i, j))) ? 1 : Double.NaN));
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 4; j++) {
        assertThat(Math.log(odds.of(i, j) / odds.of(2, 0))).isCloseTo(logOdds.at(i, j), within(.5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {.6, .9, .95, .99, .995})
  void saysHowManyHeldOutEntriesItNeeds(double probability) {
    NmfModel model = unlikeUnits(40, 30);
    Numbers numbers = (i, j) -> model.predict(i, j) + i - j;
    int needed = needed(probability);
    Conformal enough = Conformal.calibrate(model, first(needed, numbers));
    assertThat(enough.interval(0, 0, probability).upper()).isFinite();
    Conformal tooFew = Conformal.calibrate(model, first(needed - 1, numbers));
    assertThatThrownBy(() -> tooFew.interval(0, 0, probability))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "probability %s needs at least %d held-out entries, got %d",
            probability, needed, needed - 1);
  }

  private static MaskedMatrix first(int entries, Numbers numbers) {
    return matrix(40, 30, (i, j) -> 30 * i + j < entries ? numbers.at(i, j) : Double.NaN);
  }

  /** ⌈p/(1 − p)⌉ scores, and two for each entry of the spread. */
  private static int needed(double probability) {
    int scores = (int) Math.ceil(probability / (1 - probability) - 1e-9);
    return scores + Math.max(0, (scores - 21) / 2);
  }

  @Test
  void endsAtTheBoundsOfTheModel() {
    INDArray w = array(6, 1, (i, c) -> 1);
    INDArray h = array(1, 3, (c, j) -> 2);
    MaskedMatrix heldOut = matrix(6, 3, (i, j) -> i);
    NmfModel model = NmfModel.of(w, h);
    assertThat(Conformal.calibrate(model, heldOut).interval(0, 0, .9).lower()).isZero();
    assertThat(Conformal.calibrate(model.clip(1, 4), heldOut).interval(0, 0, .6))
        .isEqualTo(new Interval(1, 4));
    NmfModel ofAnySign = NmfModel.of(w.neg(), h.neg());
    assertThat(Conformal.calibrate(ofAnySign, heldOut).interval(0, 0, .9).lower()).isNegative();
  }

  @Test
  void goesByTheDeviationsOfAModelThatKnowsThem() {
    Random random = new Random(5);
    MaskedMatrix a = matrix(40, 10, (i, j) -> unit(j) * (5 + random.nextGaussian()));
    MaskedMatrix.Split split = a.split(99. / 400, 1);
    NmfModel model =
        Nmf.ofRank(1)
            .solver(VariationalBayes.withDefaults())
            .scaleColumns(ColumnScaling.columns())
            .fit(split.train());
    Conformal intervals = Conformal.calibrate(model, split);
    double half = intervals.interval(0, 0, .99).upper() - model.predict(0, 0);
    for (int j = 1; j < 10; j++) {
      double other = intervals.interval(1, j, .99).upper() - model.predict(1, j);
      assertThat(other / model.deviation(1, j))
          .isCloseTo(half / model.deviation(0, 0), within(1e-9));
    }
  }

  @Test
  void isNotBoundedBy0InColumnsThatAreShiftedBelowIt() {
    Random random = new Random(4);
    MaskedMatrix a = matrix(40, 2, (i, j) -> random.nextDouble() - j);
    MaskedMatrix.Split split = a.split(.25, 1);
    NmfModel model = Nmf.ofRank(1).scaleColumns(ColumnScaling.columns()).fit(split.train());
    Conformal intervals = Conformal.calibrate(model, split.test());
    assertThat(intervals.lower(.9).getColumn(0).minNumber().doubleValue()).isNotNegative();
    assertThat(intervals.lower(.9).getColumn(1).maxNumber().doubleValue()).isLessThan(-.5);
  }

  /** What the range shuts out is never covered, and counts as such. */
  @Test
  void countsEntriesOutsideOfTheRange() {
    NmfModel model = NmfModel.of(array(10, 1, (i, c) -> 1), array(1, 2, (c, j) -> 2)).clip(0, 3);
    MaskedMatrix heldOut = matrix(10, 2, (i, j) -> i < 7 ? 2 : 5);
    Conformal intervals = Conformal.calibrate(model, heldOut);
    assertThat(intervals.interval(0, 0, .6)).isEqualTo(new Interval(2, 2));
    assertThat(intervals.interval(0, 0, .8)).isEqualTo(new Interval(0, 3));
  }

  @Test
  void givesWholeMatricesInAnyUnit() {
    INDArray a = TestMatrices.withHoles(DataType.FLOAT, 30, 20, 2, .2, 1);
    MaskedMatrix.Split split = MaskedMatrix.of(a).split(.3, 1);
    NmfModel model = Nmf.ofRank(2).iterations(10).fit(split.train());
    Conformal intervals = Conformal.calibrate(model, split);
    INDArray lower = intervals.lower(.8);
    INDArray upper = intervals.upper(.8);
    assertThat(lower.dataType()).isEqualTo(DataType.FLOAT);
    MaskedMatrix.Split scaled = MaskedMatrix.of(a.mul(0x1p30)).split(.3, 1);
    NmfModel larger = NmfModel.of(model.w(), model.h().mul(0x1p30));
    Conformal ofLarger = Conformal.calibrate(larger, scaled);
    for (int i = 0; i < 30; i++) {
      for (int j = 0; j < 20; j++) {
        Interval interval = intervals.interval(i, j, .8);
        assertThat(lower.getFloat(i, j)).isEqualTo((float) interval.lower());
        assertThat(upper.getFloat(i, j)).isEqualTo((float) interval.upper());
        assertThat(ofLarger.interval(i, j, .8).upper() / interval.upper() / 0x1p30)
            .isCloseTo(1, within(1e-9));
      }
    }
  }

  @Test
  void saysWhatItIs() {
    MaskedMatrix.Split split = matrix(5, 5, (i, j) -> i + j).split(.5, 1);
    NmfModel model = unlikeUnits(5, 5);
    assertThat(Conformal.calibrate(model, split.test()).describe(.995))
        .isEqualTo(
            "split-conformal: at least 99.5 % of new entries, if they come as the held-out ones"
                + " did");
    assertThat(Conformal.calibrate(model, split).describe(.9))
        .isEqualTo("split-conformal: at least 90 % of missing entries");
  }

  @Test
  void refusesWhatDoesNotFit() {
    NmfModel model = unlikeUnits(5, 6);
    MaskedMatrix entries = matrix(5, 6, (i, j) -> i + j);
    MaskedMatrix other = matrix(5, 5, (i, j) -> i + j);
    Conformal intervals = Conformal.calibrate(model, entries);
    for (double probability : new double[] {0, 1, -.1, 90, Double.NaN}) {
      String message = "probability must be in (0, 1), got " + probability;
      assertThatThrownBy(() -> intervals.interval(0, 0, probability))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> intervals.describe(probability)).hasMessage(message);
    }
    assertThatThrownBy(() -> Conformal.calibrate(model, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("heldOut must have the shape of the model, (5×6), got (5×5)");
    assertThatThrownBy(() -> Conformal.calibrate(model, new MaskedMatrix.Split(other, entries)))
        .hasMessage("train must have the shape of the model, (5×6), got (5×5)");
    assertThatThrownBy(() -> Conformal.calibrate(null, entries))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("model");
    assertThatCode(() -> intervals.interval(4, 5, .9)).doesNotThrowAnyException();
    assertThatThrownBy(() -> intervals.interval(5, 0, .9))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
