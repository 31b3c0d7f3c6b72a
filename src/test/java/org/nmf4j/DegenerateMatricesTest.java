package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.initial.Initializers;

/** Matrices with little in them, which are legal all the same. */
class DegenerateMatricesTest {

  private static INDArray filled(int rows, int columns, double value) {
    return Nd4j.valueArrayOf(new long[] {rows, columns}, value, DataType.DOUBLE);
  }

  static Stream<Arguments> matrices() {
    INDArray holes = filled(8, 6, Double.NaN);
    INDArray ofRank = TestMatrices.withHoles(DataType.DOUBLE, 8, 6, 2, 0.4, 1);
    INDArray halfEmpty = ofRank.dup();
    for (int row = 0; row < 8; row += 2) {
      halfEmpty.getRow(row).assign(Double.NaN);
    }
    halfEmpty.getColumn(3).assign(Double.NaN);
    INDArray zeroLines = ofRank.dup();
    zeroLines.getRow(1).assign(0);
    zeroLines.getColumn(2).assign(0);
    return Stream.of(
            Arguments.of("one entry", filled(1, 1, 3)),
            Arguments.of("one row", TestMatrices.random(DataType.DOUBLE, 1, 7, 1)),
            Arguments.of("one column", TestMatrices.random(DataType.DOUBLE, 7, 1, 1)),
            Arguments.of("all equal", filled(5, 4, 2.5)),
            Arguments.of("all zero", filled(5, 4, 0)),
            Arguments.of("one entry observed", holes.dup().putScalar(3, 2, 4)),
            Arguments.of("one zero observed", holes.dup().putScalar(3, 2, 0)),
            Arguments.of("lines without entries", halfEmpty),
            Arguments.of("lines of zeros", zeroLines),
            Arguments.of("tiny", ofRank.mul(1e-15)))
        .flatMap(
            named ->
                Stream.of(DataType.FLOAT, DataType.DOUBLE)
                    .map(
                        type ->
                            Arguments.of(
                                named.get()[0], ((INDArray) named.get()[1]).castTo(type))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("matrices")
  void giveAFiniteModel(String name, INDArray array) {
    int rank = Math.min(2, Math.min(array.rows(), array.columns()));
    Nmf nmf = Nmf.ofRank(rank).iterations(30);
    ElasticNet perObservation = Penalties.elasticNet(0.1, 0.5).perObservation();
    List<Nmf> ways =
        List.of(
            nmf,
            nmf.offsets(),
            nmf.loss(Losses.mse()).penalty(Penalties.elasticNet(0.01, 0.5)).offsets(),
            nmf.penalty(perObservation),
            nmf.penalty(Penalties.l2(0.01).plus(perObservation)).offsets(),
            nmf.initializer(Initializers.nndsvd()),
            nmf.initializer(Initializers.nndsvd()).offsets());
    MaskedMatrix dense = MaskedMatrix.of(array);
    for (MaskedMatrix a : List.of(dense, TestMatrices.sparse(dense))) {
      for (Nmf way : ways) {
        NmfModel model = way.fit(a);
        FitReport report = model.report().orElseThrow();
        assertThat(report.solver()).startsWith("alternating least squares");
        assertThat(report.history()).allMatch(Double::isFinite);
        assertThat(report.kktResidual()).isFinite();
        assertFinite(model.w());
        assertFinite(model.h());
        assertFinite(model.reconstruct());
        assertFinite(model.transform(a));
        assertFinite(model.withColumns(a).reconstruct());
        assertFinite(model.predict(new int[] {-1, 0, -1}, new int[] {0, -1, -1}));
      }
    }
  }

  private static final Loss LAMBDA =
      (sd, prediction, target, weight) ->
          sd.math().square(prediction.sub(target)).mul(weight).sum();

  /**
   * Each by the solver that it has by default; of all, the best number for all entries is known.
   */
  private static List<Loss> losses() {
    return Stream.concat(
            Stream.of("rmse", "mse", "kl", "is", "beta:0.5", "beta:1.5", "beta:3", "huber", "mae")
                .map(Losses::named),
            Stream.of(LAMBDA))
        .toList();
  }

  static Stream<Arguments> ordinaryAndExtreme() {
    INDArray positive = TestMatrices.random(DataType.DOUBLE, 8, 6, 3).addi(0.1);
    INDArray duplicates = positive.dup();
    for (int row = 1; row < 8; row += 2) {
      duplicates.putRow(row, positive.getRow(0));
    }
    Map<String, INDArray> named = new LinkedHashMap<>();
    named.put("duplicate rows", duplicates);
    named.put("one outlier", positive.dup().putScalar(2, 3, 1e6));
    named.put("constant but for one entry", filled(6, 5, 2).putScalar(2, 3, 1));
    named.put("a diagonal", Nd4j.eye(8).castTo(DataType.DOUBLE).muli(3));
    named.put("one outlier among zeros", filled(6, 5, 0).putScalar(2, 3, 1e6));
    Stream<Arguments> ordinary =
        named.entrySet().stream()
            .flatMap(
                entry ->
                    Stream.of(DataType.FLOAT, DataType.DOUBLE)
                        .map(type -> Arguments.of(entry.getKey(), entry.getValue().castTo(type))));
    return Stream.of(matrices(), ordinary, extreme(positive, 15), extreme(positive, 150))
        .flatMap(all -> all);
  }

  /** In all units, and with rows from one end to the other, so far as the type is to bear it. */
  private static Stream<Arguments> extreme(INDArray positive, int largestPower) {
    DataType type = largestPower > 15 ? DataType.DOUBLE : DataType.FLOAT;
    INDArray rowsOfAllSizes = positive.dup();
    for (int row = 0; row < 8; row++) {
      rowsOfAllSizes.getRow(row).muli(Math.pow(10, largestPower * (row / 3.5 - 1)));
    }
    return Stream.concat(
        Stream.of(-1, -0.7, -0.3, 0.3, 0.7, 1)
            .map(part -> Math.pow(10, part.doubleValue() * largestPower))
            .map(unit -> Arguments.of("times " + unit, positive.mul(unit).castTo(type))),
        Stream.of(Arguments.of("rows of all sizes", rowsOfAllSizes.castTo(type))));
  }

  /** Or, where the losses leave the range of the type, is refused in a line. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ordinaryAndExtreme")
  void endsNotAboveItsStartNorTheBestNumberForAll(String name, INDArray array) {
    MaskedMatrix dense = MaskedMatrix.of(array);
    int rank = Math.min(2, Math.min(array.rows(), array.columns()));
    double[] entries = observed(dense);
    SoftAssertions softly = new SoftAssertions();
    for (Loss loss : losses()) {
      if (DoubleStream.of(entries).allMatch(loss.domain()::contains)) {
        Nmf nmf = Nmf.ofRank(rank).loss(loss).penalty(Penalties.none());
        for (Nmf each : List.of(nmf, nmf.initializer(Initializers.nndsvd()))) {
          for (MaskedMatrix a : forms(loss, dense)) {
            softly
                .assertThatCode(() -> assertEndsLow(each, a, loss, entries))
                .as("%s, %s", loss.name(), a)
                .doesNotThrowAnyException();
          }
        }
      }
    }
    softly.assertAll();
  }

  /** A lambda's graphs take most of the time. */
  private static List<MaskedMatrix> forms(Loss loss, MaskedMatrix dense) {
    return loss == LAMBDA ? List.of(dense) : List.of(dense, TestMatrices.sparse(dense));
  }

  private static void assertEndsLow(Nmf nmf, MaskedMatrix a, Loss loss, double[] entries) {
    double mean = DoubleStream.of(entries).average().orElseThrow();
    double twiceTheMean = mean(loss, 2 * mean, entries);
    boolean isTooSmall = mean > 0 && twiceTheMean < Double.MIN_NORMAL;
    if (isTooSmall || !Double.isFinite(twiceTheMean)) {
      assertThatThrownBy(() -> nmf.fit(a))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("the entries are too");
      return;
    }
    FitReport report = nmf.fit(a).report().orElseThrow();
    double best = bestOfAllConstants(loss, entries);
    double rounding = mean > 0 ? 1e-6 * twiceTheMean : 1e-30;
    assertThat(report.objective())
        .isLessThanOrEqualTo(report.history().get(0))
        .isLessThanOrEqualTo(best + 1e-6 * Math.abs(best) + rounding);
    assertThat(report.history()).allMatch(Double::isFinite);
    assertThat(report.kktResidual()).isFinite();
  }

  private static double[] observed(MaskedMatrix a) {
    List<Double> entries = new ArrayList<>();
    a.forEachObserved((row, column, value, weight) -> entries.add(value));
    return entries.stream().mapToDouble(value -> value).toArray();
  }

  /** The mean is the best number under all Bregman divergences. */
  private static double bestOfAllConstants(Loss loss, double[] entries) {
    return DoubleStream.concat(
            DoubleStream.of(DoubleStream.of(entries).average().orElseThrow()),
            DoubleStream.of(entries))
        .map(number -> mean(loss, number, entries))
        .min()
        .orElseThrow();
  }

  private static double mean(Loss loss, double number, double[] entries) {
    if (loss.pointwise().isEmpty()) {
      return mean(Losses.mse(), number, entries);
    }
    double[] constant = new double[entries.length];
    Arrays.fill(constant, number);
    Loss.Pointwise pointwise = loss.pointwise().get();
    return loss.link()
        .value(pointwise.total(constant, entries, null, entries.length) / entries.length);
  }

  private static void assertFinite(INDArray array) {
    assertFinite(array.castTo(DataType.DOUBLE).ravel().toDoubleVector());
  }

  private static void assertFinite(double[] numbers) {
    assertThat(DoubleStream.of(numbers)).allMatch(Double::isFinite);
  }
}
