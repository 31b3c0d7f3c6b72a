package org.nmf4j.solver.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Interval;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.solver.als.AlternatingLeastSquares;

class VariationalBayesTest {

  private static final VariationalBayes BAYES = VariationalBayes.withDefaults();

  private static Nmf nonNegative(int rank) {
    return Nmf.ofRank(rank).solver(BAYES);
  }

  private static Nmf free(int rank) {
    return nonNegative(rank).constraint(Constraints.none());
  }

  /** Gamma factors' product with noise of 1 % of its deviation, a fifth of it missing. */
  private static INDArray noisy(int rows, int columns, int rank, long seed, boolean whole) {
    INDArray w = gamma(rows, rank, seed);
    INDArray a = w.mmul(gamma(rank, columns, seed + 1));
    double noise = .01 * a.stdNumber().doubleValue();
    Random random = new Random(seed + 2);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        boolean isMissing = random.nextDouble() < .2;
        double value = a.getDouble(i, j) + noise * random.nextGaussian();
        a.putScalar(i, j, isMissing && !whole ? Double.NaN : value);
      }
    }
    return a;
  }

  private static INDArray gamma(int rows, int columns, long seed) {
    Random random = new Random(seed);
    INDArray numbers = Nd4j.create(DataType.DOUBLE, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        numbers.putScalar(i, j, -Math.log(1 - random.nextDouble()));
      }
    }
    return numbers;
  }

  @Test
  void dropsComponentsThatTheEntriesDoNotSupport() {
    INDArray a = noisy(120, 60, 5, 1, false);
    for (Nmf nmf : List.of(free(20), free(20).columnOffsets(), Nmf.forTables(20))) {
      assertThat(nmf.fit(a).effectiveRank()).isEqualTo(5);
    }
    assertThat(nonNegative(8).fit(noisy(120, 60, 3, 1, false)).effectiveRank()).isLessThan(8);
  }

  /**
   * Few ratings and a rank that is too high: components are not taken for noise before they differ.
   */
  @Test
  void findsComponentsAmongManyThatFewEntriesTellApart() throws IOException {
    MaskedMatrix ratings = MatrixFiles.read(Path.of("notebooks/data/sample_movielens_ratings.txt"));
    double ofMean = 0;
    double[] errors = new double[2];
    for (int seed = 0; seed < 5; seed++) {
      MaskedMatrix.Split parts = ratings.split(.2, seed);
      errors[0] += nonNegative(10).fit(parts.train()).rmse(parts.test()) / 5;
      errors[1] += nonNegative(20).fit(parts.train()).rmse(parts.test()) / 5;
      ofMean += parts.test().standardDeviation() / 5;
    }
    assertThat(errors[0]).isLessThan(.83 * ofMean);
    assertThat(errors[1]).isLessThan(.9 * ofMean);
  }

  @Test
  void saysHowSureItIs() {
    for (long seed = 0; seed < 3; seed++) {
      MaskedMatrix a = MaskedMatrix.of(noisy(150, 40, 3, 10 * seed, false));
      INDArray whole = noisy(150, 40, 3, 10 * seed, true);
      for (Nmf nmf : List.of(nonNegative(8), free(8), free(8).columnOffsets())) {
        NmfModel model = nmf.iterations(200).fit(a);
        int missing = 0;
        int covered = 0;
        for (int i = 0; i < 150; i++) {
          for (int j = 0; j < 40; j++) {
            if (!a.isObserved(i, j)) {
              Interval interval = model.interval(i, j, .9);
              double truth = whole.getDouble(i, j);
              missing++;
              covered += interval.lower() <= truth && truth <= interval.upper() ? 1 : 0;
            }
          }
        }
        assertThat(covered / (double) missing).isBetween(.86, .94);
        assertThat(model.noise()[0])
            .isCloseTo(.01 * whole.stdNumber().doubleValue(), withinPercentage(15));
      }
    }
  }

  /** While H is kept, a row of W is Bayesian linear regression. */
  @Test
  void findsTheExactPosteriorOfARow() {
    INDArray h = TestMatrices.random(DataType.DOUBLE, 2, 30, 3);
    INDArray a = TestMatrices.random(DataType.DOUBLE, 20, 2, 8).mmul(h);
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < 30; j++) {
        a.putScalar(i, j, i == j ? Double.NaN : a.getDouble(i, j) + .01 * random.nextGaussian());
      }
    }
    NmfModel model =
        free(2)
            .initial(TestMatrices.random(DataType.DOUBLE, 20, 2, 4), h)
            .constraint(Constraints.none(), Constraints.fixedRows(h, 0, 1))
            .iterations(60)
            .fit(a);
    double noise = Math.pow(model.noise()[7], 2);
    RealMatrix whole = new Array2DRowRealMatrix(h.toDoubleMatrix());
    RealMatrix gram = MatrixUtils.createRealMatrix(2, 2);
    RealMatrix right = MatrixUtils.createRealMatrix(2, 1);
    for (int j = 0; j < 30; j++) {
      if (!Double.isNaN(a.getDouble(4, j))) {
        RealMatrix y = whole.getColumnMatrix(j);
        gram = gram.add(y.multiply(y.transpose()));
        right = right.add(y.scalarMultiply(a.getDouble(4, j)));
      }
    }
    // The prior counts for next to nothing beside thirty entries with little noise.
    RealMatrix covariance =
        new LUDecomposition(gram.scalarMultiply(1 / noise)).getSolver().getInverse();
    RealMatrix mean = covariance.multiply(right.scalarMultiply(1 / noise));
    assertThat(model.w().getDouble(4, 1)).isCloseTo(mean.getEntry(1, 0), withinPercentage(.5));
    RealMatrix y = whole.getColumnMatrix(9);
    double variance = y.transpose().multiply(covariance).multiply(y).getEntry(0, 0) + noise;
    assertThat(model.deviation(4, 9)).isCloseTo(Math.sqrt(variance), withinPercentage(.1));
  }

  @Test
  void neverRisesAndHasTheSameBitsOnAnyNumberOfThreads() {
    INDArray a = noisy(150, 70, 3, 1, false);
    for (Nmf nmf : List.of(free(6), free(6).offsets(), Nmf.forTables(), nonNegative(6).offsets())) {
      NmfModel one = nmf.iterations(30).threads(1).fit(a);
      List<Double> history = one.report().orElseThrow().history();
      for (int i = 1; i < history.size(); i++) {
        assertThat(history.get(i)).isLessThanOrEqualTo(history.get(i - 1) * (1 + 1e-10));
      }
      NmfModel three = nmf.iterations(30).threads(3).fit(a);
      TestMatrices.assertSameBits(three.deviations(), one.deviations());
      TestMatrices.assertSameBits(three.reconstruct(), one.reconstruct());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-4, 1e3})
  void ofWeightsTheRatiosCount(double factor) {
    INDArray a = noisy(40, 10, 2, 1, false);
    INDArray weights = gamma(40, 10, 2).addi(.1);
    for (Nmf nmf : List.of(nonNegative(3).offsets(), Nmf.forTables())) {
      NmfModel expected = nmf.iterations(20).fit(MaskedMatrix.weighted(a, weights));
      MaskedMatrix multiplied = MaskedMatrix.weighted(a, weights.mul(factor));
      NmfModel found = nmf.iterations(20).fit(multiplied);
      assertThat(found.deviation(3, 4)).isCloseTo(expected.deviation(3, 4), withinPercentage(.1));
      assertThat(found.logEvidence()).isCloseTo(expected.logEvidence(), withinPercentage(.1));
      assertThat(found.withRows(multiplied).deviation(3, 4))
          .isCloseTo(
              expected.withRows(MaskedMatrix.weighted(a, weights)).deviation(3, 4),
              withinPercentage(.1));
    }
  }

  /** A column of few entries is known by the noise of the others, and its mean not exactly. */
  @Test
  void isNotTooSureOfColumnsOfFewEntries() {
    double covered = 0;
    double missing = 0;
    for (long seed = 0; seed < 6; seed++) {
      INDArray whole = noisy(8, 60, 2, seed, true);
      Random random = new Random(seed);
      for (int i = 0; i < whole.length(); i++) {
        whole.putScalar(i, whole.getDouble(i) + .5 * random.nextGaussian());
      }
      MaskedMatrix.Split parts = MaskedMatrix.of(whole).split(.2, seed);
      NmfModel model = Nmf.forTables().fit(parts.train());
      int[] counts = new int[2];
      parts
          .test()
          .forEachObserved(
              (row, column, value, weight) -> {
                Interval interval = model.interval(row, column, .9);
                counts[0] += interval.lower() <= value && value <= interval.upper() ? 1 : 0;
                counts[1]++;
              });
      covered += counts[0];
      missing += counts[1];
    }
    assertThat(covered / missing).isBetween(.84, .94);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e6})
  void doesNotDependOnTheUnit(double unit) {
    INDArray a = noisy(40, 20, 2, 1, false);
    for (Nmf nmf : List.of(free(4), free(4).offsets(), Nmf.forTables())) {
      NmfModel expected = nmf.iterations(20).fit(a);
      NmfModel found = nmf.iterations(20).fit(a.mul(unit));
      double scale = expected.deviation(3, 4);
      assertThat(found.deviation(3, 4) / unit).isCloseTo(scale, withinPercentage(1e-3));
      assertThat(found.predict(3, 4) / unit)
          .isCloseTo(expected.predict(3, 4), within(1e-4 * scale));
    }
  }

  /** Columns in units of 1 and of 1000, of which one has numbers of either sign. */
  private static INDArray table(boolean whole) {
    INDArray a = noisy(90, 6, 2, 7, whole);
    return a.mulRowVector(Nd4j.createFromArray(1, 1000, 1, 1e-3, 1, 1.))
        .addRowVector(Nd4j.createFromArray(0, 0, 50, 0, -20, 0.));
  }

  @Test
  void completesATableOfUnlikeUnits() {
    INDArray holes = table(false);
    INDArray whole = table(true);
    NmfModel model = Nmf.forTables().fit(holes);
    INDArray completed = model.complete(holes);
    for (int j = 0; j < 6; j++) {
      double error = completed.getColumn(j).distance2(whole.getColumn(j)) / Math.sqrt(18);
      assertThat(error)
          .as("column %d", j)
          .isLessThan(.3 * whole.getColumn(j).stdNumber().doubleValue());
      for (int i = 0; i < 90; i++) {
        assertThat(completed.getDouble(i, j))
            .isCloseTo(whole.getDouble(i, j), within(5 * model.deviation(i, j)));
      }
    }
    assertThat(model.rank()).isEqualTo(6);
    assertThat(model.effectiveRank()).isEqualTo(2);
    assertThat(model.interval(3, 0, .9999).lower()).isNotNegative();
    assertThat(model.interval(3, 4, .9999).lower()).isNegative();
  }

  @Test
  void savesAndFoldsInWhatItKnows(@TempDir Path folder) throws Exception {
    for (Nmf nmf : List.of(Nmf.forTables(), free(3), nonNegative(2))) {
      INDArray positive = noisy(60, 25, 2, 1, false).addi(.1);
      NmfModel model = nmf.iterations(400).tolerance(1e-9).fit(positive);
      Path file = folder.resolve("model" + model.rank() + ".npz");
      model.save(file);
      NmfModel loaded = NmfModel.load(file);
      TestMatrices.assertSameBits(loaded.deviations(), model.deviations());
      TestMatrices.assertSameBits(loaded.intervals().lower(.8), model.intervals().lower(.8));
      assertThat(loaded.logEvidence()).isEqualTo(model.logEvidence());
      NmfModel again = loaded.withRows(MaskedMatrix.of(positive));
      assertThat(again.deviation(5, 1)).isCloseTo(model.deviation(5, 1), withinPercentage(5));
      assertThat(again.predict(5, 1))
          .isCloseTo(model.predict(5, 1), within(.1 * model.deviation(5, 1)));
    }
  }

  @Test
  void drawsAsOftenAsIsProbable() {
    INDArray a = table(false);
    NmfModel model = Nmf.forTables().fit(a);
    int row = 0;
    while (!Double.isNaN(a.getDouble(row, 1))) {
      row++;
    }
    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < 400; seed++) {
      INDArray drawn = model.draw(a, seed);
      double number = drawn.getDouble(row, 1) - model.predict(row, 1);
      sum += number;
      squares += number * number;
      assertThat(drawn.getDouble(row, 0)).isEqualTo(model.draw(a, seed).getDouble(row, 0));
    }
    double deviation = model.deviation(row, 1);
    assertThat(sum / 400).isCloseTo(0, within(.2 * deviation));
    assertThat(Math.sqrt(squares / 400)).isCloseTo(deviation, withinPercentage(15));
  }

  @Test
  void refusesWhatItCannotKnow() {
    INDArray a = noisy(10, 8, 2, 1, false);
    NmfModel sure = Nmf.ofRank(2).solver(AlternatingLeastSquares.withDefaults()).fit(a);
    assertThatThrownBy(() -> sure.interval(0, 0, .9))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Nmf.forTables()")
        .hasMessageContaining("Conformal.calibrate");
    NmfModel model = free(2).fit(a);
    assertThatThrownBy(() -> model.interval(0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("probability must be in (0, 1), got 1.0");
    assertThatThrownBy(() -> nonNegative(2).constraint(Constraints.upperBound(1)).fit(a))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("non-negative, free or fixed");
  }
}
