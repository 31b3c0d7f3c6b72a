package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;
import org.nmf4j.samediff.FactorizationGraph;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.als.AlternatingLeastSquares;

/** What least squares, sparse matrices, penalties, offsets and models refuse, in one line. */
class BadInputTest {

  private static final INDArray A = TestMatrices.withHoles(DataType.DOUBLE, 6, 5, 2, 0.2, 1);
  private static final MaskedMatrix SPARSE = TestMatrices.sparse(MaskedMatrix.of(A));
  private static final MaskedMatrix NEGATIVE =
      MaskedMatrix.sparse(DataType.FLOAT).add(0, 0, 1).add(1, 2, -2.5).add(2, 1, 3).build();
  private static final NmfModel MODEL = Nmf.ofRank(2).offsets().iterations(2).fit(A);
  private static final AlternatingLeastSquares ALTERNATING = AlternatingLeastSquares.withDefaults();
  private static final Objective RMSE = Objective.of(Losses.rmse());
  private static final Penalty OWN = (sd, x) -> x.sum();

  private static Nmf nmf() {
    return Nmf.ofRank(2).iterations(3);
  }

  private static INDArray ones(int rows, int columns) {
    return Nd4j.ones(DataType.DOUBLE, rows, columns);
  }

  private static INDArray with(INDArray a, int row, int column, double value) {
    return a.dup().putScalar(row, column, value);
  }

  static Stream<Arguments> strengthsAndRanges() {
    return Stream.of(
        bad("lambda must be finite and ≥ 0, got -1.0", () -> new ElasticNet(0, 0, -1, 0)),
        bad("lambda must be finite and ≥ 0, got NaN", () -> new ElasticNet(0, 0, 0, Double.NaN)),
        bad(
            "lambda must be finite and ≥ 0, got Infinity",
            () -> new ElasticNet(Double.POSITIVE_INFINITY, 0, 0, 0)),
        bad("lambda must be finite and ≥ 0, got -0.5", () -> Penalties.l2(-0.5).perObservation()),
        bad("bound must be finite and > 0, got 0.0", () -> Constraints.upperBound(0)),
        bad("bound must be finite and > 0, got NaN", () -> Constraints.upperBound(Double.NaN)),
        bad("rounds must be ≥ 1, got 0", () -> ALTERNATING.rounds(0)),
        bad(
            "clip must be two finite numbers in ascending order, got 5.0 and 1.0",
            () -> nmf().clip(5, 1)),
        bad(
            "clip must be two finite numbers in ascending order, got 1.0 and 1.0",
            () -> nmf().clip(1, 1)),
        bad(
            "clip must be two finite numbers in ascending order, got NaN and 1.0",
            () -> nmf().clip(Double.NaN, 1)),
        bad(
            "clip must be two finite numbers in ascending order, got 0.0 and Infinity",
            () -> nmf().clip(0, Double.POSITIVE_INFINITY)),
        bad(
            "clip must be two finite numbers in ascending order, got 5.0 and 1.0",
            () -> MODEL.clip(5, 1)));
  }

  static Stream<Arguments> objectives() {
    return Stream.of(
        bad(
            "alternating least squares needs the loss rmse or mse, got kl",
            () -> nmf().solver(ALTERNATING).loss(Losses.kullbackLeibler()).fit(A)),
        bad(
            "alternating least squares needs the loss rmse or mse, got huber:1",
            () -> nmf().solver(ALTERNATING).loss(Losses.huber(1)).fit(SPARSE)),
        bad(
            "alternating least squares needs constraints of each row of W and each column of H by"
                + " itself, got Simplex[byColumns=true] and"
                + " NonNegative[]",
            () ->
                nmf()
                    .solver(ALTERNATING)
                    .constraint(Constraints.simplexColumns(), Constraints.nonNegative())
                    .fit(A)),
        bad(
            "alternating least squares needs elastic net penalties, got ",
            () -> nmf().solver(ALTERNATING).penalty(OWN).fit(A)),
        bad(
            "alternating least squares needs elastic net penalties, got ",
            () -> nmf().solver(ALTERNATING).penalty(OWN).offsets().fit(A)),
        bad(
            "offsets need a loss for numbers of any sign, got kl",
            () -> nmf().offsets().loss(Losses.kullbackLeibler()).fit(A)),
        bad(
            "offsets need a loss for numbers of any sign, got is",
            () -> nmf().offsets().loss(Losses.itakuraSaito()).fit(SPARSE)),
        bad(
            "offsets need a loss for numbers of any sign, got beta:0.5",
            () -> nmf().offsets().loss(Losses.beta(0.5)).fit(A)));
  }

  static Stream<Arguments> matrices() {
    return Stream.of(
        bad(
            "rank must be in [1, 10000] for A of shape (6×5), got 10001",
            () -> Nmf.ofRank(10_001).offsets().fit(SPARSE)),
        bad(
            "A must be ≥ 0 for non-negative factors without offsets (--offsets, Nmf.offsets), got -2.5 at (1, 2)",
            () -> nmf().fit(NEGATIVE)),
        bad(
            "A must be ≥ 0 for non-negative factors without offsets (--offsets, Nmf.offsets), got -2.5 at (1, 2)",
            () -> nmf().constraint(Constraints.upperBound(3)).fit(NEGATIVE)),
        bad(
            "A must be finite or NaN (missing), got -Infinity at (2, 3)",
            () -> nmf().offsets().fit(with(A, 2, 3, Double.NEGATIVE_INFINITY))),
        bad(
            "A must have an observed entry, all 3×3 are missing",
            () -> nmf().offsets().fit(ones(3, 3).assign(Double.NaN))),
        bad("A must be FLOAT or DOUBLE", () -> nmf().fit(ones(6, 5).castTo(DataType.INT32))),
        bad(
            "mask must hold only 0 and 1, got 2.0 at (0, 1)",
            () -> MaskedMatrix.of(A, with(ones(6, 5), 0, 1, 2))),
        bad(
            "weights must be finite and ≥ 0, got -1.0 at (4, 4)",
            () -> MaskedMatrix.weighted(with(A, 4, 4, 1), with(ones(6, 5), 4, 4, -1))),
        bad(
            "a split needs at least 2 observed entries, A has 1",
            () -> nmf().holdOut(0.5).fit(MaskedMatrix.sparse(DataType.FLOAT).add(1, 1, 2).build())),
        bad(
            "A must have an observed entry, all 3×3 are missing",
            () -> MaskedMatrix.sparse(DataType.FLOAT).build(3, 3)),
        bad(
            "A must be finite in FLOAT or NaN (missing), got 1.0E39 at (0, 0)",
            () -> MaskedMatrix.sparse(DataType.FLOAT).add(0, 0, 1e39)),
        bad(
            "row and column must be in [0, 2147483637], got (0, -1)",
            () -> MaskedMatrix.sparse(DataType.DOUBLE).add(0, -1, 1)));
  }

  static Stream<Arguments> factors() {
    return Stream.of(
        bad(
            "initial W must be finite and ≥ 0, got -1.0 at (1, 0)",
            () -> nmf().offsets().initial(with(ones(6, 2), 1, 0, -1), ones(2, 5)).fit(A)),
        bad(
            "initial H must be finite and ≥ 0, got NaN at (0, 4)",
            () -> nmf().initial(ones(6, 2), with(ones(2, 5), 0, 4, Double.NaN)).fit(SPARSE)),
        bad(
            "initial W must be of shape (6×2), got (6×3)",
            () -> nmf().offsets().initial(ones(6, 3), ones(3, 5)).fit(A)),
        bad(
            "initial H must be of shape (2×5), got (2×4)",
            () -> nmf().initial(ones(6, 2), ones(2, 4)).fit(A)),
        bad(
            "W must be FLOAT or DOUBLE, got INT",
            () -> nmf().initial(ones(6, 2).castTo(DataType.INT32), ones(2, 5))),
        bad(
            "initial W must be DOUBLE as A is, got FLOAT",
            () -> startingAt(ones(6, 2).castTo(DataType.FLOAT), ones(2, 5)).fit(A)),
        bad(
            "initial H must be DOUBLE as A is, got INT",
            () -> startingAt(ones(6, 2), ones(2, 5).castTo(DataType.INT32)).fit(A)),
        bad(
            "initial H must be DOUBLE as A is, got HALF",
            () -> startingAt(ones(6, 2), ones(2, 5).castTo(DataType.FLOAT16)).fit(SPARSE)),
        bad(
            "fixed columns must be in [0, 1] for a factor of shape (6×2), got 2",
            () ->
                nmf()
                    .offsets()
                    .constraint(Constraints.fixedColumns(ones(6, 1), 2), Constraints.none())
                    .fit(A)),
        bad(
            "fixed rows need 5 numbers each for a factor of shape (2×5), got 6",
            () ->
                nmf()
                    .offsets()
                    .constraint(Constraints.none(), Constraints.fixedRows(ones(1, 6), 1))
                    .fit(A)),
        bad(
            "fixed rows must be ≥ 0 and all different, got 1 in [1, 1]",
            () -> Constraints.fixedRows(ones(2, 5), 1, 1)),
        bad(
            "values must be finite, got NaN at (0, 1)",
            () -> Constraints.fixedRows(with(ones(1, 5), 0, 1, Double.NaN), 1)),
        bad(
            "new rows must have 5 columns, got 6",
            () -> MODEL.withRows(MaskedMatrix.of(ones(2, 6)))),
        bad(
            "new columns must have 6 rows, got 2",
            () -> MODEL.withColumns(MaskedMatrix.of(ones(2, 6)))),
        bad("new rows must have 5 columns, got 3", () -> MODEL.transform(NEGATIVE)),
        bad(
            "rows and columns must be as many, got 1 and 2",
            () -> MODEL.predict(new int[1], new int[2])),
        bad("A must have the shape of the model, (6×5), got (3×3)", () -> MODEL.rmse(NEGATIVE)),
        bad(
            "W (m×k) and H (k×n) must have one type and one rank k, got (6×2) DOUBLE and (2×5) FLOAT",
            () -> NmfModel.of(ones(6, 2), ones(2, 5).castTo(DataType.FLOAT))),
        bad(
            "W (m×k) and H (k×n) must have one type and one rank k, got (6×2) DOUBLE and (3×5) DOUBLE",
            () -> NmfModel.of(ones(6, 2), ones(3, 5))),
        bad(
            "W must be FLOAT or DOUBLE, got HALF",
            () -> NmfModel.of(ones(6, 2).castTo(DataType.FLOAT16), ones(2, 5))),
        bad(
            "H must be FLOAT or DOUBLE, got LONG",
            () -> NmfModel.of(ones(6, 2), ones(2, 5).castTo(DataType.INT64))),
        bad(
            "H must be finite, got NaN at (1, 2)",
            () -> NmfModel.of(ones(6, 2), with(ones(2, 5), 1, 2, Double.NaN))),
        bad(
            "W must be finite, got Infinity at (0, 0)",
            () -> NmfModel.of(ones(6, 2).mul(1e300).castTo(DataType.FLOAT), ones(2, 5))),
        bad(
            "W·H must be finite, got a mean of Infinity",
            () -> NmfModel.of(ones(6, 2).mul(1e300), ones(2, 5).mul(1e300))),
        bad(
            "H must be of shape (2×5), got (3×5)",
            () -> FactorizationGraph.of(MaskedMatrix.of(A), RMSE, ones(6, 2), ones(3, 5))),
        bad(
            "W must be of shape (6×6), got (2×6)",
            () -> FactorizationGraph.of(MaskedMatrix.of(A), RMSE, ones(2, 6), ones(2, 5))),
        bad(
            "W must be DOUBLE as A is, got FLOAT",
            () ->
                FactorizationGraph.of(
                    MaskedMatrix.of(A),
                    RMSE,
                    ones(6, 2).castTo(DataType.FLOAT),
                    ones(2, 5).castTo(DataType.FLOAT))));
  }

  private static Nmf startingAt(INDArray w, INDArray h) {
    return nmf().initializer((a, rank, seed) -> new Factors(w, h));
  }

  /** What a lambda gives is looked at before it is bound to arrays. */
  static Stream<Arguments> lambdas() {
    return Stream.of(
        bad(
            "loss must be a sum over entries, got ",
            () -> nmf().loss((sd, p, a, weight) -> p.sub(a).mul(weight).norm2()).fit(A)),
        bad(
            "loss must be a sum over entries, got ",
            () -> nmf().loss((sd, p, a, w) -> sd.math().abs(p.sub(a)).mul(w).mean()).fit(SPARSE)),
        bad(
            "loss must be finite at the start, got NaN",
            () -> nmf().loss((sd, p, a, w) -> sd.math().log(p.neg()).mul(w).sum()).fit(A)),
        bad(
            "penalty of W must be finite at the start, got NaN",
            () -> nmf().penalty((sd, x) -> sd.math().sqrt(x.neg()).sum()).fit(A)),
        bad(
            "penalty of H must be finite at the start, got Infinity",
            () ->
                nmf()
                    .penalty(OWN, (sd, x) -> sd.math().exp(x.mul(1e6)).sum())
                    .offsets()
                    .fit(SPARSE)),
        bad(
            "penalty must give a scalar of type DOUBLE that depends on its factor, got shape",
            () -> nmf().penalty((sd, x) -> sd.math().square(x)).fit(A)));
  }

  private static Arguments bad(String message, Runnable call) {
    return Arguments.of(message, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"strengthsAndRanges", "objectives", "matrices", "factors", "lambdas"})
  void isRefusedInOneLine(String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }
}
