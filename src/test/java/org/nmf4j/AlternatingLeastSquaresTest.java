package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.MatrixFormat;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

class AlternatingLeastSquaresTest {

  private static final AlternatingLeastSquares SOLVER = AlternatingLeastSquares.withDefaults();

  /** Lines with all, most, few and none of their entries; more rows than one thread takes. */
  private static INDArray ragged(DataType type) {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 150, 70, 3, 0.3, 1);
    INDArray full = TestMatrices.withHoles(DataType.DOUBLE, 150, 70, 3, 0, 1);
    a.putRow(3, full.getRow(3));
    a.getColumn(5).assign(full.getColumn(5));
    a.getRow(4).assign(Double.NaN);
    a.getColumn(7).assign(Double.NaN);
    for (int i = 0; i < 140; i++) {
      a.putScalar(i, 9, Double.NaN);
    }
    for (int j = 20; j < 70; j++) {
      a.putScalar(6, j, Double.NaN);
    }
    return a.castTo(type);
  }

  private static MaskedMatrix masked(INDArray a) {
    INDArray values = a.dup();
    INDArray mask = Nd4j.ones(DataType.INT32, a.shape());
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.columns(); j++) {
        if (Double.isNaN(a.getDouble(i, j))) {
          values.putScalar(i, j, 1e6);
          mask.putScalar(i, j, 0);
        }
      }
    }
    return MaskedMatrix.of(values, mask);
  }

  private static void assertClose(INDArray actual, INDArray expected, double part) {
    assertThat(actual.distance2(expected)).isLessThan(part * expected.norm2Number().doubleValue());
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void givesOneModelForAllFormsOfAMatrix(DataType type) {
    INDArray a = ragged(type);
    Nmf nmf =
        Nmf.ofRank(3)
            .solver(SOLVER)
            .penalty(Penalties.l2(1e-4).plus(Penalties.l2(1e-3).perObservation()))
            .holdOut(0.1)
            .iterations(10);
    NmfModel expected = nmf.fit(a);
    double tolerance = type == DataType.FLOAT ? 1e-3 : 1e-9;
    MaskedMatrix sparse = TestMatrices.sparse(MaskedMatrix.of(a));
    for (MaskedMatrix same : List.of(masked(a), sparse)) {
      NmfModel model = nmf.fit(same);
      assertClose(model.w(), expected.w(), tolerance);
      assertClose(model.h(), expected.h(), tolerance);
      FitReport report = model.report().orElseThrow();
      FitReport expectedReport = expected.report().orElseThrow();
      assertThat(report.objective())
          .isCloseTo(expectedReport.objective(), withinPercentage(100 * tolerance));
      assertThat(report.kktResidual())
          .isCloseTo(expectedReport.kktResidual(), within(10 * tolerance));
      assertThat(report.unobservedRows()).containsExactly(4);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void countsAnEntryByItsWeight(DataType type) {
    INDArray a = TestMatrices.withHoles(type, 20, 12, 4, 0.2, 3);
    INDArray weights = Nd4j.ones(type, 20, 12);
    weights.getRow(0).assign(2);
    MaskedMatrix weighted = MaskedMatrix.weighted(a, weights);
    MaskedMatrix twice = MaskedMatrix.of(Nd4j.vstack(a, a.getRow(0, true)));
    INDArray w = TestMatrices.random(type, 20, 3, 5);
    INDArray h = TestMatrices.random(type, 3, 12, 6);
    Nmf nmf =
        Nmf.ofRank(3)
            .solver(SOLVER)
            .penalty(Penalties.elasticNet(0.01, 0.5).perObservation())
            .iterations(15);
    NmfModel expected = nmf.initial(Nd4j.vstack(w, w.getRow(0, true)), h).fit(twice);
    double tolerance = type == DataType.FLOAT ? 1e-3 : 1e-9;
    for (MaskedMatrix form : List.of(weighted, TestMatrices.sparse(weighted))) {
      NmfModel model = nmf.initial(w, h).fit(form);
      assertClose(model.h(), expected.h(), tolerance);
      assertThat(model.report().orElseThrow().objective())
          .isCloseTo(
              expected.report().orElseThrow().objective(), withinPercentage(100 * tolerance));
    }
  }

  @Property(tries = 60)
  void neverRaisesTheObjectiveAndReportsItAsItIs(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 40) int columns,
      @ForAll @IntRange(min = 1, max = 4) int rank,
      @ForAll @DoubleRange(min = 0, max = 0.7) double missing,
      @ForAll boolean single,
      @ForAll boolean root,
      @ForAll boolean sparse,
      @ForAll boolean extrapolation,
      @ForAll @IntRange(max = 4) int strengths,
      @ForAll @IntRange(max = 1000) int seed) {
    DataType type = single ? DataType.FLOAT : DataType.DOUBLE;
    INDArray holes = TestMatrices.withHoles(type, rows, columns, 6, missing, seed);
    holes.putScalar(0, 0, 1.5);
    MaskedMatrix dense = MaskedMatrix.of(holes);
    MaskedMatrix a = sparse ? TestMatrices.sparse(dense) : dense;
    ElasticNet penalty =
        List.of(
                Penalties.none(),
                Penalties.l1(0.01),
                Penalties.l2(0.01),
                Penalties.elasticNet(0.02, 0.3).perObservation(),
                new ElasticNet(0.001, 0.002, 0.003, 0.004))
            .get(strengths);
    Loss loss = root ? Losses.rmse() : Losses.mse();
    int k = Math.min(rank, Math.min(rows, columns));
    NmfModel model =
        Nmf.ofRank(k)
            .loss(loss)
            .penalty(penalty)
            .solver(SOLVER.extrapolation(extrapolation))
            .iterations(25)
            .seed(seed)
            .fit(a);
    FitReport report = model.report().orElseThrow();
    assertThat(report.history()).isSortedAccordingTo((x, y) -> Double.compare(y, x));
    // A row without entries is given the mean of the others at the end.
    if (report.unobservedRows().isEmpty() && report.unobservedColumns().isEmpty()) {
      double expected =
          PlainObjective.value(
              a, Objective.of(loss).withPenalties(penalty, penalty), model.w(), model.h());
      double scale = single ? 2e-3 : 1e-8;
      assertThat(report.objective())
          .isCloseTo(expected, within(scale * expected + (single ? 1e-5 : 1e-10)));
    }
  }

  static Stream<Arguments> objectives() {
    ElasticNet all = new ElasticNet(0.002, 0.004, 0.01, 0.02);
    return Stream.of(
            Penalties.none(),
            Penalties.l1(0.01),
            Penalties.l2(0.02),
            Penalties.l2(0.02).perObservation(),
            all)
        .flatMap(
            penalty ->
                Stream.of(Losses.rmse(), Losses.mse()).map(loss -> Arguments.of(loss, penalty)));
  }

  /** Noise leaves an error at the minimum, so that both losses are smooth there. */
  private static INDArray noisy() {
    INDArray noise = TestMatrices.random(DataType.DOUBLE, 15, 11, 9);
    return TestMatrices.withHoles(DataType.DOUBLE, 15, 11, 2, 0.2, 4).addi(noise);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void findsTheMinimumThatGradientDescentFinds(Loss loss, ElasticNet penalty) {
    Nmf nmf = Nmf.ofRank(2).loss(loss).penalty(penalty).tolerance(0).seed(1);
    NmfModel model = nmf.solver(SOLVER).iterations(1_000).fit(noisy());
    // There are several minima: gradient descent starts on the way to the same.
    NmfModel near = nmf.solver(SOLVER).iterations(20).fit(noisy());
    NmfModel expected =
        nmf.solver(ProjectedGradientDescent.withDefaults())
            .initial(near.w(), near.h())
            .iterations(6_000)
            .fit(noisy());
    FitReport report = model.report().orElseThrow();
    assertThat(report.kktResidual()).isLessThan(1e-5);
    assertThat(report.objective())
        .isCloseTo(expected.report().orElseThrow().objective(), withinPercentage(0.01));
    assertClose(model.reconstruct(), expected.reconstruct(), 5e-3);
  }

  @Property(tries = 10)
  void doesNotDependOnTheOrderOfAFilesLines(@ForAll long seed) throws IOException {
    List<String> lines = new ArrayList<>();
    MaskedMatrix.of(ragged(DataType.FLOAT))
        .forEachObserved(
            (row, column, value, weight) ->
                lines.add("%d,item %d,%s".formatted(1000 - 7 * row, column, value)));
    NmfModel expected = fitFile(lines);
    Collections.shuffle(lines, new Random(seed));
    NmfModel model = fitFile(lines);
    TestMatrices.assertSameBits(model.w(), expected.w());
    TestMatrices.assertSameBits(model.h(), expected.h());
    assertThat(model.rowLabels()).isEqualTo(expected.rowLabels());
    assertThat(model.columnLabels()).isEqualTo(expected.columnLabels());
  }

  private static NmfModel fitFile(List<String> lines) throws IOException {
    Path file = Files.createTempFile("triples", ".csv");
    try {
      Files.write(file, lines);
      ReadOptions triples = ReadOptions.defaults().format(MatrixFormat.TRIPLES);
      return Nmf.ofRank(3).offsets().iterations(5).fit(MatrixFiles.read(file, triples));
    } finally {
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-8, 0.25, 1e9})
  void scalesWithTheMatrix(double factor) {
    INDArray a = ragged(DataType.DOUBLE);
    Nmf nmf = Nmf.ofRank(4).solver(SOLVER).iterations(20);
    double expected = factor * nmf.fit(a).report().orElseThrow().objective();
    assertThat(nmf.fit(a.mul(factor)).report().orElseThrow().objective())
        .isCloseTo(expected, withinPercentage(1e-4));
  }

  @ParameterizedTest
  @CsvSource({"40,30,1", "60,50,3", "100,80,5", "200,100,8"})
  void recoversAMatrixOfTheRankWithDefaults(int rows, int columns, int rank) {
    for (int seed = 0; seed < 3; seed++) {
      INDArray whole = TestMatrices.withHoles(DataType.DOUBLE, rows, columns, rank, 0, seed);
      INDArray a = TestMatrices.withHoles(DataType.DOUBLE, rows, columns, rank, 0.3, seed);
      NmfModel model = Nmf.ofRank(rank).seed(seed).fit(a);
      assertThat(model.rmse(MaskedMatrix.of(whole)))
          .as("seed %d: %s", seed, model.report().orElseThrow())
          .isLessThan(1e-3);
    }
  }

  /** The normal equations in NumPy (golden/als_wr.py), each alternation exactly. */
  @Test
  void findsTheMinimumOfThePlainNormalEquations() throws IOException {
    JsonNode golden = GoldenValues.read("als_wr");
    NmfModel model =
        Nmf.ofRank(2)
            .loss(Losses.mse())
            .penalty(Penalties.l2(golden.get("lambda").asDouble()).perObservation())
            .constraint(Constraints.none())
            .initial(GoldenValues.matrix(golden.get("w0")), GoldenValues.matrix(golden.get("h0")))
            .solver(SOLVER)
            .tolerance(0)
            .fit(GoldenValues.matrix(golden.get("a")));
    assertThat(model.report().orElseThrow().objective())
        .isCloseTo(golden.get("objective").asDouble(), withinPercentage(1e-8));
    assertClose(model.reconstruct(), GoldenValues.matrix(golden.get("product")), 1e-5);
  }

  /** Without a constraint the best approximation is the truncated singular value decomposition. */
  @Test
  void findsTheSingularVectorsWithoutAConstraint() {
    INDArray u =
        Nd4j.createFromArray(
                new double[][] {{1, 1, 1, 1}, {1, -1, 1, -1}, {1, 1, -1, -1}, {1, -1, -1, 1}})
            .div(2);
    INDArray values = Nd4j.diag(Nd4j.createFromArray(8.0, 4.0, 2.0, 1.0));
    INDArray a = u.mmul(values).mmul(u.transpose());
    NmfModel model = Nmf.ofRank(2).constraint(Constraints.none()).tolerance(0).fit(a);
    assertThat(model.report().orElseThrow().solver()).startsWith("alternating least squares");
    assertThat(model.report().orElseThrow().objective())
        .isCloseTo(Math.sqrt((2 * 2 + 1) / 16.0), within(1e-9));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void keepsItsConstraints(DataType type) {
    INDArray a = TestMatrices.withHoles(type, 30, 20, 4, 0.2, 1);
    INDArray column = TestMatrices.random(DataType.DOUBLE, 30, 1, 2).subi(0.5);
    INDArray row = TestMatrices.random(DataType.DOUBLE, 1, 3, 3);
    INDArray columnOfH = TestMatrices.random(DataType.DOUBLE, 3, 1, 4);
    INDArray rowOfH = TestMatrices.random(DataType.DOUBLE, 1, 20, 5);
    Constraint w =
        Constraints.nonNegative()
            .and(Constraints.fixedColumns(column, 1))
            .and(Constraints.fixedRows(row, 7));
    Constraint h =
        Constraints.upperBound(0.8)
            .and(Constraints.fixedRows(rowOfH, 2))
            .and(Constraints.fixedColumns(columnOfH, 4));
    NmfModel model = Nmf.ofRank(3).solver(SOLVER).constraint(w, h).iterations(20).fit(a);
    INDArray foundW = model.w();
    INDArray foundH = model.h();
    INDArray expectedW = foundW.dup();
    INDArray expectedH = foundH.dup();
    w.project(expectedW);
    h.project(expectedH);
    TestMatrices.assertSameBits(foundW, expectedW);
    TestMatrices.assertSameBits(foundH, expectedH);
    FitReport report = model.report().orElseThrow();
    assertThat(report.objective()).isLessThan(0.9 * report.history().get(0));
    // All else is at its minimum.
    NmfModel further = Nmf.ofRank(3).solver(SOLVER).constraint(w, h).tolerance(0).fit(a);
    assertThat(further.report().orElseThrow().kktResidual())
        .isLessThan(type == DataType.FLOAT ? 1e-3 : 1e-6);
  }
}
