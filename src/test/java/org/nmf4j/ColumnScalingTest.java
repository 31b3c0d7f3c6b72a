package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;

/** Tables of two latent factors: incomes, spending, rates, an index and stars. */
class ColumnScalingTest {

  private static final int ROWS = 40;

  /** The largest number of each column; the first two go by one factor, the others by another. */
  private static final double[] SIZES = {90_000, 1_200, 0.075, 0.3, 4.5};

  private static final double NAN = Double.NaN;

  private static final Nmf SCALED =
      Nmf.ofRank(2).seed(1).scaleColumns(ColumnScaling.columns()).penalty(Penalties.none());

  @TempDir private Path folder;

  private static INDArray table(DataType type, long seed) {
    Random random = new Random(seed);
    double[][] table = new double[ROWS][SIZES.length];
    for (double[] row : table) {
      double money = 1 / 3.0 + 2 / 3.0 * random.nextDouble();
      double quality = 1 / 3.0 + 2 / 3.0 * random.nextDouble();
      Arrays.setAll(
          row, j -> SIZES[j] * (j < 2 ? money : quality) * (1 + 0.02 * random.nextGaussian()));
    }
    return Nd4j.createFromArray(table).castTo(type);
  }

  private static INDArray withHoles(INDArray table) {
    INDArray a = table.dup('c');
    for (int i = 1; i < ROWS; i += 3) {
      a.putScalar(i, i % SIZES.length, NAN);
    }
    return a;
  }

  private static INDArray times(INDArray a, int column, double factor) {
    INDArray changed = a.dup('c');
    changed.getColumn(column).muli(factor);
    return changed;
  }

  private static INDArray inOtherUnits(INDArray a) {
    return times(times(a, 0, 0x1p-30), 3, 0x1p30);
  }

  /** The squares of errors in each column's holes over those of the column's mean. */
  private static List<Double> againstMeans(NmfModel model, INDArray a, INDArray table) {
    double[] means =
        SCALED.constraint(Constraints.none()).fit(a).columnUnits().orElseThrow().shifts();
    double[] parts = new double[SIZES.length];
    for (int j = 0; j < parts.length; j++) {
      double ofModel = 0;
      double ofMean = 0;
      for (int i = 0; i < ROWS; i++) {
        if (Double.isNaN(a.getDouble(i, j))) {
          ofModel += Math.pow(model.predict(i, j) - table.getDouble(i, j), 2);
          ofMean += Math.pow(means[j] - table.getDouble(i, j), 2);
        }
      }
      parts[j] = ofModel / ofMean;
    }
    return Arrays.stream(parts).boxed().toList();
  }

  @Test
  void noColumnIsLostAmongLargerOnes() {
    INDArray table = table(DataType.DOUBLE, 1);
    INDArray a = withHoles(table);
    for (Nmf nmf : new Nmf[] {SCALED, SCALED.scaleColumns(ColumnScaling.auto())}) {
      assertThat(againstMeans(nmf.fit(a), a, table)).allMatch(part -> part < 0.25);
    }
    NmfModel unscaled = SCALED.scaleColumns(ColumnScaling.none()).fit(a);
    assertThat(againstMeans(unscaled, a, table)).anyMatch(part -> part > 1);
    assertThat(unscaled.columnUnits()).isEmpty();
  }

  static Stream<Arguments> specifications() {
    Nmf free = SCALED.constraint(Constraints.none());
    Nmf few = SCALED.iterations(20);
    return Stream.of(
        Arguments.of("rmse", SCALED),
        Arguments.of("penalised", SCALED.penalty(Penalties.elasticNet(0.001, 0.01))),
        Arguments.of("offsets", few.offsets(Penalties.l2(0.01).perObservation())),
        Arguments.of("free", free),
        Arguments.of("simplex", few.constraint(Constraints.simplexRows(), Constraints.none())),
        Arguments.of("held out", few.holdOut(0.1).patience(20)),
        Arguments.of("Adam", few.updater(new Adam(0.05))),
        Arguments.of("huber", few.loss(Losses.huber(0.5))),
        Arguments.of("mae", few.loss(Losses.mae())),
        Arguments.of("kl", few.loss(Losses.kullbackLeibler())),
        Arguments.of("is", few.loss(Losses.itakuraSaito())));
  }

  /** To the last bit by powers of 2, by which scaling rounds nothing. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("specifications")
  void aColumnsUnitIsThatOfItsPredictionsAndNoOthers(String name, Nmf nmf) {
    for (boolean isSparse : new boolean[] {false, true}) {
      INDArray a = withHoles(table(isSparse ? DataType.DOUBLE : DataType.FLOAT, 2));
      INDArray changed = inOtherUnits(a);
      MaskedMatrix given = MaskedMatrix.of(a);
      MaskedMatrix other = MaskedMatrix.of(changed);
      NmfModel model = nmf.fit(isSparse ? TestMatrices.sparse(given) : given);
      NmfModel ofChanged = nmf.fit(isSparse ? TestMatrices.sparse(other) : other);
      TestMatrices.assertSameBits(ofChanged.reconstruct(), inOtherUnits(model.reconstruct()));
      TestMatrices.assertSameBits(ofChanged.transform(changed), model.transform(a));
      TestMatrices.assertSameBits(
          ofChanged.withColumns(other).reconstruct(),
          inOtherUnits(model.withColumns(given).reconstruct()));
    }
  }

  /** And of the penalty that is found. */
  @Test
  void unitsDontChangeWhatASearchFinds() {
    INDArray table = withHoles(table(DataType.DOUBLE, 3));
    MaskedMatrix a = TestMatrices.sparse(MaskedMatrix.of(table));
    MaskedMatrix changed = TestMatrices.sparse(MaskedMatrix.of(inOtherUnits(table)));
    Nmf nmf = Nmf.ofRank(2).scaleColumns(ColumnScaling.columns());
    assertThat(RegularizationSearch.of(nmf).search(changed))
        .isEqualTo(RegularizationSearch.of(nmf).search(a));
  }

  /** All ways to ask for a prediction give the same, in the unit of A. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("specifications")
  void predictionsAreInTheUnitOfA(String name, Nmf nmf) throws Exception {
    INDArray a = withHoles(table(DataType.DOUBLE, 4));
    NmfModel model = nmf.clip(0, 80_000).fit(a);
    model.save(folder.resolve("model.npz"));
    NmfModel loaded = NmfModel.load(folder.resolve("model.npz"));
    INDArray all = model.reconstruct();
    TestMatrices.assertSameBits(loaded.reconstruct(), all);
    TestMatrices.assertSameBits(loaded.transform(a), model.transform(a));
    assertThat(loaded.columnUnits()).isEqualTo(model.columnUnits()).isNotEmpty();
    assertThat(loaded.report().orElseThrow().scaled()).isTrue();
    for (int i = 0; i < ROWS; i++) {
      double[] scores = model.scores(i);
      for (int j = 0; j < SIZES.length; j++) {
        double predicted = model.predict(i, j);
        double size = SIZES[j];
        assertThat(all.getDouble(i, j)).isCloseTo(predicted, within(1e-9 * size));
        assertThat(Math.min(Math.max(scores[j], 0), 80_000))
            .isCloseTo(predicted, within(1e-9 * size));
      }
    }
    assertThat(model.predict(new int[] {-1}, new int[] {0})[0]).isBetween(40_000.0, 80_000.0);
    assertThat(model.rmse(MaskedMatrix.of(a))).isBetween(1.0, 20_000.0);
  }

  /** A converged fit's rows are those that it finds for the same entries again. */
  @Test
  void aRowThatIsKnownIsFoundAgain() {
    INDArray a = withHoles(table(DataType.DOUBLE, 5));
    NmfModel model = SCALED.tolerance(1e-12).fit(a);
    INDArray again = model.withRows(MaskedMatrix.of(a)).reconstruct();
    INDArray first = model.reconstruct();
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < SIZES.length; j++) {
        assertThat(again.getDouble(i, j)).isCloseTo(first.getDouble(i, j), within(1e-3 * SIZES[j]));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void unitsAreThoseOfTheEntries(DataType type) {
    // Negative; far above 0; an outlier below ten deviations; the same; nothing.
    double[][] numbers = new double[200][];
    for (int i = 0; i < numbers.length; i++) {
      double sign = i % 2 == 0 ? 1 : -1;
      numbers[i] = new double[] {sign, 2_000 + sign, i == 0 ? 16 : 32 + sign / 8, 7, NAN};
    }
    MaskedMatrix a = MaskedMatrix.of(Nd4j.createFromArray(numbers).castTo(type));
    Nmf nmf = SCALED.iterations(5);
    ColumnUnits units = nmf.fit(a).columnUnits().orElseThrow();
    assertThat(units.shifts()).startsWith(-1, 1990, 16, 7);
    assertThat(units.scales()).startsWith(1, 1).containsSubsequence(7);
    assertThat(units.shifts()[4]).isEqualTo((-1 + 1990 + 16 + 7) / 4.0);
    assertThat(units.scales()[4]).isEqualTo((2 + units.scales()[2] + 7) / 4);
    assertThat(a.in(units).min()).isEqualTo(0);
    double[] means = nmf.constraint(Constraints.none()).fit(a).columnUnits().orElseThrow().shifts();
    assertThat(means[0]).isCloseTo(0, within(1e-12));
    assertThat(means[1]).isCloseTo(2_000, within(1e-9));
    assertThatThrownBy(() -> nmf.loss(Losses.kullbackLeibler()).fit(a))
        .hasMessage("A must be ≥ 0 for the loss kl, got -1.0 at (1, 0)");
    assertThatThrownBy(() -> nmf.scaleColumns(ColumnScaling.none()).fit(a))
        .hasMessage(
            "A must be ≥ 0 for non-negative factors without offsets (--offsets, Nmf.offsets), got -1.0 at (1, 0)");
  }

  /** An entry of weight 2 counts as two. */
  @Test
  void unitsAreWeighted() {
    double[][] twice = {{1, 8}, {1, 8}, {4, 2}};
    double[][] once = {{1, 8}, {4, 2}};
    INDArray weights = Nd4j.createFromArray(new double[][] {{2, 2}, {1, 1}});
    Nmf nmf = SCALED.rank(1).iterations(3);
    assertThat(nmf.fit(MaskedMatrix.weighted(Nd4j.createFromArray(once), weights)).columnUnits())
        .isEqualTo(nmf.fit(Nd4j.createFromArray(twice)).columnUnits());
  }

  @Test
  void likeColumnsAreLeftAlone() {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 30, 12, 3, 0.2, 1);
    Nmf auto = SCALED.iterations(20).scaleColumns(ColumnScaling.auto());
    NmfModel model = auto.fit(a);
    assertThat(model.columnUnits()).isEmpty();
    TestMatrices.assertSameBits(
        model.reconstruct(), auto.scaleColumns(ColumnScaling.none()).fit(a).reconstruct());
    assertThat(auto.fit(times(a, 3, 1e-3)).columnUnits()).isNotEmpty();
  }

  @Test
  void theReportSaysThatItsObjectiveIsScaled() {
    FitReport report = SCALED.fit(withHoles(table(DataType.DOUBLE, 1))).report().orElseThrow();
    assertThat(report.toString()).contains(": scaled rmse ");
    assertThat(report.objective()).isLessThan(0.1);
  }

  @Test
  void badUnitsAreRefused() {
    assertThatThrownBy(() -> ColumnUnits.of(new double[] {0}, new double[] {1, 1}))
        .hasMessage("shifts and scales must be as many, at least one, got 1 and 2");
    assertThatThrownBy(() -> ColumnUnits.of(new double[] {0, NAN}, new double[] {1, 1}))
        .hasMessage("shifts must be finite, got NaN at column 1");
    assertThatThrownBy(() -> ColumnUnits.of(new double[] {0, 0}, new double[] {1, 0}))
        .hasMessage("scales must be finite and > 0, got 0.0 at column 1");
    MaskedMatrix a = MaskedMatrix.of(Nd4j.ones(DataType.DOUBLE, 2, 3));
    assertThatThrownBy(() -> a.in(ColumnUnits.none(2)))
        .hasMessage("units must be of 3 columns, got 2");
    assertThatThrownBy(() -> SCALED.scaleColumns(null)).hasMessage("scaling");
    INDArray large = Nd4j.createFromArray(new double[][] {{1, 2}, {3, 1e200}, {5, 6}});
    assertThatThrownBy(() -> Nmf.forTables().fit(large))
        .hasMessage(
            "a[1][1] must be at most 1.0E150 in size where columns are scaled, or its square"
                + " overflows, got 1.0E200: count the column in a larger unit");
  }

  /** Zeros have a scale of 1 and a shift of 0, as if their columns had no units. */
  @Test
  void aSavedModelOfZerosGoesOnWithoutNegativeNumbers() throws Exception {
    INDArray zeros = Nd4j.zeros(DataType.DOUBLE, 6, 2);
    zeros.putScalar(2, 1, Double.NaN);
    NmfModel model = Nmf.forTables().fit(zeros);
    model.save(folder.resolve("zeros.npz"));
    Interval interval = NmfModel.load(folder.resolve("zeros.npz")).interval(2, 1, 0.9);
    assertThat(interval.lower()).isZero();
    assertThat(interval).isEqualTo(model.interval(2, 1, 0.9));
  }
}
