package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import org.nmf4j.solver.initial.Initializers;

/** {@code a_ij ≈ μ + b_i + c_j + (W·H)_ij}. */
class OffsetsTest {

  private static final AlternatingLeastSquares ALTERNATING = AlternatingLeastSquares.withDefaults();
  private static final ProjectedGradientDescent DESCENT = ProjectedGradientDescent.withDefaults();

  /** Ratings: rows and columns that are higher than others, two components, noise, some below 0. */
  private static INDArray ratings(DataType type) {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 30, 20, 2, 0.3, 1);
    a.addiColumnVector(TestMatrices.random(DataType.DOUBLE, 30, 1, 2).muli(3).subi(2));
    a.addiRowVector(TestMatrices.random(DataType.DOUBLE, 1, 20, 3).muli(2));
    return a.addi(TestMatrices.random(DataType.DOUBLE, 30, 20, 4).muli(0.3)).castTo(type);
  }

  /** {@code μ + b_i + c_j} with μ = 3, b = (−1, 0, 1), c = (−½, ½): nothing is left for W·H. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void areFoundByHand(DataType type) {
    INDArray a = Nd4j.createFromArray(new double[][] {{1.5, 2.5}, {2.5, 3.5}, {3.5, 4.5}});
    NmfModel model =
        Nmf.ofRank(1)
            .penalty(Penalties.l2(1))
            .offsets(Penalties.none())
            .loss(Losses.mse())
            .tolerance(0)
            .fit(a.castTo(type));
    double tolerance = type == DataType.FLOAT ? 1e-5 : 1e-7;
    assertThat(model.mean()).isEqualTo(3);
    double[] rows = model.rowOffsets().orElseThrow().castTo(DataType.DOUBLE).toDoubleVector();
    double[] columns = model.columnOffsets().orElseThrow().castTo(DataType.DOUBLE).toDoubleVector();
    assertThat(rows[2] - rows[1]).isCloseTo(1, within(tolerance));
    assertThat(rows[1] - rows[0]).isCloseTo(1, within(tolerance));
    assertThat(columns[1] - columns[0]).isCloseTo(1, within(tolerance));
    assertThat(model.w().mmul(model.h()).maxNumber().doubleValue()).isLessThan(tolerance);
    assertThat(model.predict(2, 1)).isCloseTo(4.5, within(2 * tolerance));
    assertThat(model.reconstruct().distance2(a.castTo(type))).isLessThan(5 * tolerance);
    assertThat(model.predict(new int[] {-1, 0, -1}, new int[] {1, -1, -1}))
        .containsExactly(new double[] {3.5, 2, 3}, within(5 * tolerance));
  }

  @Test
  void predictsTheSumOfItsParts() {
    NmfModel model = Nmf.ofRank(2).offsets().iterations(20).fit(ratings(DataType.DOUBLE));
    INDArray expected =
        model
            .w()
            .mmul(model.h())
            .addiColumnVector(model.rowOffsets().orElseThrow().reshape(30, 1))
            .addiRowVector(model.columnOffsets().orElseThrow().reshape(1, 20))
            .addi(model.mean());
    assertThat(model.reconstruct().distance2(expected)).isLessThan(1e-12);
    assertThat(model.predict(4, 5)).isCloseTo(expected.getDouble(4, 5), within(1e-12));
    assertThat(model.w().minNumber().doubleValue()).isNotNegative();
    assertThat(model.h().minNumber().doubleValue()).isNotNegative();
  }

  static Stream<Arguments> penalties() {
    ElasticNet perObservation = Penalties.l2(0.02).perObservation();
    ElasticNet all = new ElasticNet(0.001, 0.002, 0.003, 0.004);
    return Stream.of(
        Arguments.of(Penalties.none(), Penalties.l2(0.001)),
        Arguments.of(Penalties.l1(0.002), Penalties.none()),
        Arguments.of(perObservation, perObservation),
        Arguments.of(all, perObservation),
        Arguments.of(perObservation, all));
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void areTheSameByBothSolversInBothForms(ElasticNet penalty, ElasticNet ofOffsets) {
    INDArray a = ratings(DataType.DOUBLE);
    Nmf nmf = Nmf.ofRank(2).penalty(penalty).offsets(ofOffsets).tolerance(0).iterations(600);
    NmfModel model = nmf.solver(ALTERNATING).fit(a);
    double objective = model.report().orElseThrow().objective();
    NmfModel sparse = nmf.solver(ALTERNATING).fit(TestMatrices.sparse(MaskedMatrix.of(a)));
    assertThat(sparse.report().orElseThrow().objective())
        .isCloseTo(objective, withinPercentage(1e-4));
    // There are several minima: gradient descent starts near the same, but without offsets.
    Nmf descent = nmf.solver(DESCENT).iterations(4_000).initial(model.w(), model.h());
    assertThat(descent.fit(a).report().orElseThrow().objective())
        .isCloseTo(objective, withinPercentage(0.1));
    // What is reported is the formula, with the penalties where they belong.
    MaskedMatrix centred = MaskedMatrix.of(a).plus(-model.mean());
    Offsets offsets = Offsets.of(2, ofOffsets, model.mean());
    Objective formula = offsets.extend(Objective.of(Losses.rmse()).withPenalties(penalty, penalty));
    assertThat(objective)
        .isCloseTo(
            PlainObjective.value(
                centred,
                formula,
                offsets.extendW(model.w(), model.rowOffsets().orElseThrow()),
                offsets.extendH(model.h(), model.columnOffsets().orElseThrow())),
            withinPercentage(1e-7));
  }

  @Test
  void areAsLargeAsTheirPenaltyAllows() {
    Nmf nmf = Nmf.ofRank(2).iterations(50);
    ElasticNet penalty = Penalties.l2(0.1).perObservation();
    INDArray a = ratings(DataType.DOUBLE);
    INDArray expected = nmf.penalty(penalty).offsets(penalty).fit(a).rowOffsets().orElseThrow();
    // Those of W by default, whichever is said first.
    assertThat(nmf.penalty(penalty).offsets().fit(a).rowOffsets().orElseThrow())
        .isEqualTo(expected);
    assertThat(nmf.offsets().penalty(penalty).fit(a).rowOffsets().orElseThrow())
        .isEqualTo(expected);
    INDArray free =
        nmf.penalty(penalty).offsets(Penalties.none()).fit(a).rowOffsets().orElseThrow();
    assertThat(free.norm2Number().doubleValue())
        .isGreaterThan(1.1 * expected.norm2Number().doubleValue());
  }

  static Stream<Solver> solvers() {
    return Stream.of(ALTERNATING, DESCENT, DESCENT.batchRows(7));
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void areZeroWhereTheLineIsFixed(Solver solver) {
    INDArray row = TestMatrices.random(DataType.DOUBLE, 1, 2, 8);
    INDArray column = TestMatrices.random(DataType.DOUBLE, 2, 1, 9);
    Constraint w = Constraints.nonNegative().and(Constraints.fixedRows(row, 3));
    Constraint h = Constraints.nonNegative().and(Constraints.fixedColumns(column, 5));
    NmfModel model =
        Nmf.ofRank(2)
            .constraint(w, h)
            .offsets()
            .solver(solver)
            .iterations(50)
            .fit(ratings(DataType.DOUBLE));
    assertThat(model.w().getRow(3).toDoubleVector()).isEqualTo(row.toDoubleVector());
    assertThat(model.h().getColumn(5).toDoubleVector()).isEqualTo(column.toDoubleVector());
    assertThat(model.rowOffsets().orElseThrow().getDouble(3)).isZero();
    assertThat(model.columnOffsets().orElseThrow().getDouble(5)).isZero();
    assertThat(model.rowOffsets().orElseThrow().getDouble(2)).isNotZero();
  }

  @Test
  void startFromSingularVectorsToo() {
    NmfModel model =
        Nmf.ofRank(2).offsets().initializer(Initializers.nndsvd()).fit(ratings(DataType.FLOAT));
    assertThat(model.report().orElseThrow().objective()).isLessThan(0.15);
  }

  @Test
  void predictLinesThatTheModelHasNotSeen() {
    NmfModel model = Nmf.ofRank(2).offsets().clip(-1, 3).fit(ratings(DataType.FLOAT));
    int[] rows = IntStream.range(-1, 30).toArray();
    for (int column = -1; column < 20; column++) {
      int[] columns = new int[rows.length];
      Arrays.fill(columns, column);
      for (double prediction : model.predict(rows, columns)) {
        assertThat(prediction).isBetween(-1.0, 3.0);
      }
    }
    assertThat(model.predict(new int[] {-1}, new int[] {-1})).containsExactly(model.mean());
  }

  static Stream<Nmf> models() {
    ElasticNet plain = Penalties.elasticNet(0.002, 0.4);
    ElasticNet perObservation = Penalties.l2(0.01).perObservation();
    ElasticNet both = new ElasticNet(0.001, 0.003, 0.002, 0.01);
    List<Nmf> bare =
        List.of(
            Nmf.ofRank(2),
            Nmf.ofRank(2).loss(Losses.mse()).penalty(plain),
            Nmf.ofRank(2).penalty(plain),
            Nmf.ofRank(2).penalty(perObservation, both),
            Nmf.ofRank(2).penalty(both).constraint(Constraints.none()));
    return bare.stream()
        .flatMap(
            nmf ->
                Stream.of(
                    nmf,
                    nmf.offsets(),
                    nmf.offsets(plain),
                    nmf.offsets(perObservation).clip(0.5, 2)))
        .map(nmf -> nmf.tolerance(0).iterations(3_000));
  }

  /** At the minimum each line of a factor is the best for its entries, those of the fit. */
  @ParameterizedTest
  @MethodSource("models")
  void linesOfTheFitAreFoldedInAsTheyAre(Nmf nmf) {
    INDArray holes = ratings(DataType.DOUBLE).addi(2);
    for (MaskedMatrix a :
        List.of(MaskedMatrix.of(holes), TestMatrices.sparse(MaskedMatrix.of(holes)))) {
      NmfModel model = nmf.fit(a);
      assertClose(model.transform(a), model.w());
      NmfModel rows = model.withRows(a);
      NmfModel columns = model.withColumns(a);
      assertClose(rows.w(), model.w());
      assertClose(columns.h(), model.h());
      assertClose(model.transformColumns(holes), model.h());
      assertClose(rows.reconstruct(), model.reconstruct());
      assertClose(columns.reconstruct(), model.reconstruct());
      model
          .rowOffsets()
          .ifPresent(offsets -> assertClose(rows.rowOffsets().orElseThrow(), offsets));
    }
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.distance2(expected))
        .isLessThan(1e-4 * (1 + expected.norm2Number().doubleValue()));
  }
}
