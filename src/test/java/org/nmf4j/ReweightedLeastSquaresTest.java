package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.initial.Initializers;

/** What the default solver of divergences, Huber's loss and the absolute error finds. */
class ReweightedLeastSquaresTest {

  private static final INDArray NOISY =
      TestMatrices.withHoles(DataType.DOUBLE, 40, 30, 3, 0.2, 1)
          .mul(TestMatrices.random(DataType.DOUBLE, 40, 30, 4).addi(0.5));

  static Stream<Loss> losses() {
    return Stream.of("kl", "is", "beta:0.5", "beta:1.5", "beta:3", "huber:0.2", "mae")
        .map(Losses::named);
  }

  private static Nmf nmf(int rank, Loss loss) {
    return Nmf.ofRank(rank).loss(loss).penalty(Penalties.none());
  }

  private static FitReport report(NmfModel model) {
    FitReport report = model.report().orElseThrow();
    assertThat(report.solver()).startsWith("reweighted least squares");
    return report;
  }

  private static void assertClose(INDArray actual, INDArray expected, double part) {
    assertThat(actual.distance2(expected))
        .isLessThanOrEqualTo(part * expected.norm2Number().doubleValue());
  }

  /** Of small counts, most of them 0, of which some are missing. */
  private static INDArray counts(int rows, int columns, double mean, double missing) {
    Random random = new Random(3);
    INDArray expected =
        TestMatrices.random(DataType.DOUBLE, rows, 2, 1)
            .mmul(TestMatrices.random(DataType.DOUBLE, 2, columns, 2))
            .muli(2 * mean);
    double[][] counts = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double product = random.nextDouble();
        double limit = Math.exp(-expected.getDouble(i, j));
        for (; product > limit; product *= random.nextDouble()) {
          counts[i][j]++;
        }
        if (random.nextDouble() < missing) {
          counts[i][j] = Double.NaN;
        }
      }
    }
    return Nd4j.createFromArray(counts);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void neverRises(Loss loss) {
    INDArray weights = TestMatrices.random(DataType.DOUBLE, 40, 30, 7);
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      MaskedMatrix a = MaskedMatrix.of(NOISY.castTo(type));
      MaskedMatrix weighted = MaskedMatrix.weighted(NOISY.castTo(type), weights.castTo(type));
      for (MaskedMatrix each : List.of(a, TestMatrices.sparse(a), weighted)) {
        for (int seed = 0; seed < 3; seed++) {
          Nmf nmf = nmf(4, loss).seed(seed).iterations(80);
          requireFalling(report(nmf.fit(each)).history());
          NmfModel fromRandom = nmf.initializer(Initializers.random()).fit(each);
          List<Double> history = report(fromRandom).history();
          requireFalling(history);
          assertThat(history.get(80)).isLessThan(0.7 * history.get(0));
        }
      }
    }
  }

  private static void requireFalling(List<Double> history) {
    for (int i = 1; i < history.size(); i++) {
      assertThat(history.get(i)).isLessThanOrEqualTo(history.get(i - 1));
    }
  }

  /** A divergence of {@code c·A} is {@code c^β} times that of A. */
  @ParameterizedTest
  @CsvSource({
    "kl, kl, 1",
    "is, is, 0",
    "beta:0.5, beta:0.5, 0.5",
    "beta:1.5, beta:1.5, 1.5",
    "beta:3, beta:3, 3",
    "huber:0.2, huber:%s, 2",
    "mae, mae, 1"
  })
  void knowsNoUnit(String loss, String ofUnit, double power) {
    MaskedMatrix a = MaskedMatrix.of(NOISY);
    NmfModel expected = nmf(3, Losses.named(loss)).iterations(20).fit(a);
    for (double unit : new double[] {1e-9, 1e-3, 1e3, 1e9}) {
      Loss scaled = Losses.named(ofUnit.formatted(0.2 * unit));
      MaskedMatrix other = MaskedMatrix.of(NOISY.mul(unit));
      for (MaskedMatrix each : List.of(other, TestMatrices.sparse(other))) {
        NmfModel found = nmf(3, scaled).iterations(20).fit(each);
        assertThat(report(found).objective())
            .isCloseTo(
                Math.pow(unit, power) * report(expected).objective(), withinPercentage(1e-6));
        assertClose(found.reconstruct().div(unit), expected.reconstruct(), 1e-6);
      }
    }
  }

  /** A dense matrix's zeros are summed up, not visited, if most entries are zeros. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void findsTheSameWhereZerosAreSkipped(double missing) {
    MaskedMatrix dense = MaskedMatrix.of(counts(40, 30, 0.1, missing));
    INDArray weights = Nd4j.ones(DataType.DOUBLE, 40, 30);
    // One weight that is not 1, by next to nothing, and no zero is skipped.
    weights.putScalar(0, 0, 1 + 1e-12);
    MaskedMatrix weighted = MaskedMatrix.weighted(counts(40, 30, 0.1, missing), weights);
    NmfModel expected = nmf(3, Losses.kullbackLeibler()).iterations(12).fit(dense);
    for (MaskedMatrix each : List.of(TestMatrices.sparse(dense), weighted)) {
      NmfModel found = nmf(3, Losses.kullbackLeibler()).iterations(12).fit(each);
      assertThat(report(found).objective())
          .isCloseTo(report(expected).objective(), withinPercentage(1e-8));
      assertThat(report(found).kktResidual())
          .isCloseTo(report(expected).kktResidual(), withinPercentage(1e-3));
      assertClose(found.reconstruct(), expected.reconstruct(), 1e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"is", "beta:0.5", "beta:2.5", "beta:3"})
  void beginsLowUnderLossesThatAreNotConvex(String loss) {
    for (double unit : new double[] {1e-9, 1, 1e9}) {
      MaskedMatrix a = MaskedMatrix.of(NOISY.mul(unit));
      for (double lambda : new double[] {0, 1e-3}) {
        Nmf nmf = nmf(3, Losses.named(loss)).penalty(Penalties.l1(lambda).perObservation());
        Nmf fromRandom = nmf.initializer(Initializers.random());
        assertThat(start(nmf, a)).isLessThan(0.7 * start(fromRandom, a));
      }
    }
  }

  private static double start(Nmf nmf, MaskedMatrix a) {
    return report(nmf.iterations(1).fit(a)).history().get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kl", "beta:1", "beta:1.5", "beta:2", "huber:0.2", "mae"})
  void beginsAtRandomUnderOtherLosses(String loss) {
    Nmf nmf = nmf(3, Losses.named(loss)).iterations(1);
    NmfModel expected = nmf.initializer(Initializers.random()).fit(NOISY);
    assertThat(nmf.fit(NOISY).w()).isEqualTo(expected.w());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void countsARowsWeightAsRepeatedRows(Loss loss) {
    int[] repeats = {3, 1, 2, 1, 4, 1, 1, 2};
    INDArray a = TestMatrices.random(DataType.DOUBLE, 8, 12, 1).addi(0.1);
    INDArray w = TestMatrices.random(DataType.DOUBLE, 8, 2, 2);
    INDArray h = TestMatrices.random(DataType.DOUBLE, 2, 12, 3);
    INDArray weights = Nd4j.ones(DataType.DOUBLE, 8, 12);
    for (int row = 0; row < 8; row++) {
      weights.getRow(row).assign(repeats[row]);
    }
    NmfModel once =
        nmf(2, loss).initial(w, h).iterations(10).fit(MaskedMatrix.weighted(a, weights));
    NmfModel repeated =
        nmf(2, loss).initial(repeat(w, repeats), h).iterations(10).fit(repeat(a, repeats));
    assertThat(report(once).objective())
        .isCloseTo(report(repeated).objective(), withinPercentage(1e-6));
    assertClose(once.h(), repeated.h(), 1e-6);
  }

  private static INDArray repeat(INDArray rows, int[] repeats) {
    int[] places =
        IntStream.range(0, repeats.length)
            .flatMap(row -> Arrays.stream(new int[repeats[row]]).map(zero -> row))
            .toArray();
    return Nd4j.vstack(
        Arrays.stream(places).mapToObj(row -> rows.getRow(row, true)).toArray(INDArray[]::new));
  }

  /** As where a component's scale is best. */
  /** Rows start as the average, against which nothing speaks. */
  @ParameterizedTest
  @MethodSource("losses")
  void aNewRowOfNothingIsTheAverage(Loss loss) {
    NmfModel model = nmf(3, loss).iterations(20).fit(NOISY);
    INDArray rows = NOISY.getRows(0, 1).dup();
    rows.getRow(1).assign(Double.NaN);
    assertClose(model.transform(rows).getRow(1), model.w().mean(0), 1e-12);
  }

  @Test
  void keepsTheSumsOfRowsAndColumnsUnderKullbackLeibler() {
    INDArray a = counts(25, 18, 3, 0);
    INDArray product = nmf(3, Losses.kullbackLeibler()).tolerance(1e-10).fit(a).reconstruct();
    assertClose(product.sum(1), a.sum(1), 1e-4);
    assertClose(product.sum(0), a.sum(0), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kl", "beta:1.5", "huber:0.2"})
  void newRowsThatWereThereHaveTheirFactors(String loss) {
    NmfModel model = nmf(3, Losses.named(loss)).tolerance(1e-12).iterations(3000).fit(NOISY);
    assertClose(model.transform(NOISY), model.w(), 1e-4);
    assertClose(model.withColumns(MaskedMatrix.of(NOISY)).h(), model.h(), 1e-4);
  }

  /** Plain multiplicative updates in NumPy (golden/divergences.py). */
  @ParameterizedTest
  @ValueSource(strings = {"kl", "is"})
  void findsTheMinimumOfMultiplicativeUpdates(String loss) throws IOException {
    JsonNode golden = GoldenValues.read("divergences");
    NmfModel model =
        nmf(2, Losses.named(loss))
            .initial(GoldenValues.matrix(golden.get("w0")), GoldenValues.matrix(golden.get("h0")))
            .tolerance(1e-13)
            .fit(GoldenValues.matrix(golden.get(loss).get("a")));
    assertThat(report(model).objective())
        .isCloseTo(golden.get(loss).get("objective").asDouble(), withinPercentage(1e-5));
    assertClose(model.reconstruct(), GoldenValues.matrix(golden.get(loss).get("product")), 1e-4);
  }

  /** A table of powers whose rows are of sizes from 1e-5 to 10. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-9})
  void findsTheLowestItakuraSaitoDivergence(double unit) throws IOException {
    JsonNode table = GoldenValues.read("divergences").get("table");
    INDArray a = GoldenValues.matrix(table.get("a")).mul(unit);
    double[] found =
        IntStream.range(0, 5)
            .mapToObj(seed -> nmf(2, Losses.itakuraSaito()).seed(seed).fit(a).reconstruct())
            .mapToDouble(product -> itakuraSaito(a.div(product)))
            .sorted()
            .toArray();
    double lowest = table.get("objective").asDouble();
    assertThat(found[0]).isLessThan(1.01 * lowest);
    assertThat(found[4]).isLessThan(1.04 * lowest);
  }

  private static double itakuraSaito(INDArray ratio) {
    return Arrays.stream(ratio.dup('c').data().asDouble())
        .map(each -> each - Math.log(each) - 1)
        .average()
        .orElseThrow();
  }

  private static final double[][] COUNTS = {
    {1, 0, 0, 2, 0, 0, 1, 0, 0, 0},
    {1, 1, 0, 2, 0, 0, 1, 0, 0, 0},
    {3, 5, 0, 1, 0, 0, 0, 3, 5, 4},
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {0, 1, 0, 0, 0, 0, 0, 0, 1, 0},
    {0, 1, 0, 4, 0, 0, 0, 0, 0, 2},
    {3, 0, 1, 3, 0, 0, 1, 1, 3, 1},
    {2, 3, 3, 7, 0, 0, 1, 2, 6, 2},
    {6, 3, 1, 20, 1, 0, 3, 1, 10, 1},
    {3, 0, 4, 6, 0, 0, 0, 4, 5, 3},
    {1, 2, 0, 2, 0, 0, 1, 3, 2, 0},
    {0, 1, 0, 3, 0, 0, 0, 0, 4, 0}
  };

  /** With a row and a column of zeros; the lowest of 20 starts is 0.24634. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-9})
  void takesLinesOfZeros(double unit) {
    INDArray a = Nd4j.createFromArray(COUNTS).muli(unit);
    NmfModel model = nmf(2, Losses.kullbackLeibler()).fit(a);
    INDArray product = model.reconstruct().div(unit);
    assertThat(report(model).objective() / unit).isBetween(0.2463, 0.2463 * 1.01);
    assertThat(product.sumNumber().doubleValue()).isCloseTo(168, within(0.1));
    assertThat(product.getRow(3).maxNumber().doubleValue()).isLessThan(1e-6);
    assertThat(product.getColumn(5).maxNumber().doubleValue()).isLessThan(1e-6);
  }
}
