package org.nmf4j.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.TestMatrices;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;

/** Against the dense evaluation of the same entries. */
class SparseEvaluationTest {

  /** Several blocks and several parts of rows and of columns. */
  private static final int[] LARGE = {300, 170};

  private static final int[][] SHAPES = {{1, 1}, {1, 40}, {40, 1}, {23, 31}, LARGE};

  /** Six in ten entries are missing, as is row 3 and column 5 where there are such. */
  private static DenseMatrix matrix(DataType type, int rows, int columns, boolean weighted) {
    INDArray a = TestMatrices.withHoles(type, rows, columns, 3, 0.6, 1);
    a.putScalar(0, 0, 1.5);
    if (rows > 3) {
      a.getRow(3).assign(Double.NaN);
    }
    if (columns > 5) {
      a.getColumn(5).assign(Double.NaN);
    }
    return weighted
        ? MaskedMatrix.weighted(a, TestMatrices.random(type, rows, columns, 9))
        : MaskedMatrix.of(a);
  }

  private static INDArray w(DataType type, int rows, int rank) {
    return TestMatrices.random(type, rows, rank, 2);
  }

  private static INDArray h(DataType type, int rank, int columns) {
    return TestMatrices.random(type, rank, columns, 3);
  }

  static Stream<Arguments> lossesAndShapes() {
    // Not 0 where prediction and target agree, so that it would see an entry too many.
    Loss poisson = (sd, p, a, w) -> p.sub(a.mul(sd.math().log(p))).mul(w).sum();
    Stream<Loss> builtIn =
        Stream.of("rmse", "mse", "mae", "huber:0.3", "kl", "is", "beta:-1", "beta:0.5", "beta:3")
            .map(Losses::named);
    return Stream.concat(builtIn, Stream.of(poisson))
        .flatMap(loss -> Stream.of(SHAPES).map(shape -> Arguments.of(loss, shape[0], shape[1])));
  }

  @ParameterizedTest(name = "{0} {1}×{2}")
  @MethodSource("lossesAndShapes")
  void agreesWithTheDenseOne(Loss loss, int rows, int columns) {
    for (boolean weighted : new boolean[] {false, true}) {
      DenseMatrix a = matrix(DataType.DOUBLE, rows, columns, weighted);
      int rank = Math.min(6, Math.min(rows, columns));
      INDArray w = w(DataType.DOUBLE, rows, rank);
      INDArray h = h(DataType.DOUBLE, rank, columns);
      try (Workers workers = new Workers(2)) {
        LossEvaluation dense = LossEvaluation.of(a, loss, w, h, workers);
        LossEvaluation sparse = LossEvaluation.of(TestMatrices.sparse(a), loss, w, h, workers);
        assertSame(sparse, dense);
        w.muli(0.7);
        h.addi(0.1);
        assertSame(sparse, dense);
      }
    }
  }

  /** The threads then share SameDiff's sessions. */
  @Test
  void agreesWhereTheSessionHasToDoIt() {
    agreesWithTheDenseOne(
        (sd, p, a, w) -> p.mul(p.gt(a).castTo(DataType.INT32).castTo(DataType.DOUBLE)).mul(w).sum(),
        LARGE[0],
        LARGE[1]);
  }

  private static void assertSame(LossEvaluation actual, LossEvaluation expected) {
    double total = expected.totalAndGradient();
    assertThat(actual.total()).isCloseTo(total, within(1e-10 * Math.abs(total)));
    assertThat(actual.totalAndGradient()).isCloseTo(total, within(1e-10 * Math.abs(total)));
    assertClose(actual.gradientW().array(), expected.gradientW().array());
    assertClose(actual.gradientH().array(), expected.gradientH().array());
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.distance2(expected))
        .isLessThanOrEqualTo(1e-10 * expected.norm2Number().doubleValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmse", "kl"})
  void hasTheSameBitsOnAnyNumberOfThreads(String loss) {
    MaskedMatrix a = TestMatrices.sparse(matrix(DataType.FLOAT, LARGE[0], LARGE[1], true));
    INDArray w = w(DataType.FLOAT, LARGE[0], 5);
    INDArray h = h(DataType.FLOAT, 5, LARGE[1]);
    double[] totals = new double[3];
    INDArray[] gradientsW = new INDArray[3];
    INDArray[] gradientsH = new INDArray[3];
    for (int i = 0; i < 3; i++) {
      try (Workers workers = new Workers(i + 1)) {
        LossEvaluation evaluation = LossEvaluation.of(a, Losses.named(loss), w, h, workers);
        totals[i] = evaluation.totalAndGradient();
        gradientsW[i] = evaluation.gradientW().array();
        gradientsH[i] = evaluation.gradientH().array();
      }
    }
    for (int i = 1; i < 3; i++) {
      assertThat(totals[i]).isEqualTo(totals[0]);
      assertThat(gradientsW[i].data().asFloat()).isEqualTo(gradientsW[0].data().asFloat());
      assertThat(gradientsH[i].data().asFloat()).isEqualTo(gradientsH[0].data().asFloat());
    }
  }

  /** Batches of very unequal numbers of entries, among them one without any. */
  @Test
  void agreesInBatchesOfRows() {
    DenseMatrix a = matrix(DataType.DOUBLE, LARGE[0], LARGE[1], true);
    INDArray w = w(DataType.DOUBLE, 4, 5);
    INDArray h = h(DataType.DOUBLE, 5, LARGE[1]);
    int[][] batches = {{7, 2, 299, 100}, {3, 3, 3, 3}, {3, 0, 3, 3}};
    try (Workers workers = new Workers(2)) {
      RowBatch dense = RowBatch.of(a, Losses.rmse(), w, h, workers);
      RowBatch sparse = RowBatch.of(TestMatrices.sparse(a), Losses.rmse(), w, h, workers);
      for (int[] rows : batches) {
        dense.select(rows);
        sparse.select(rows);
        assertSame(sparse.evaluation(), dense.evaluation());
      }
    }
  }

  /** A few entries in a matrix that would take eight terabytes. */
  @Test
  void holdsNothingOfTheSizeOfTheMatrix() {
    int size = 1_000_000;
    var builder = MaskedMatrix.sparse(DataType.DOUBLE);
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      builder.add(i * (size / 100), random.nextInt(size), 1);
    }
    INDArray w = Nd4j.ones(DataType.DOUBLE, size, 1);
    INDArray h = Nd4j.ones(DataType.DOUBLE, 1, size).muli(3);
    try (Workers workers = new Workers(2)) {
      LossEvaluation evaluation =
          LossEvaluation.of(builder.build(size, size), Losses.mse(), w, h, workers);
      assertThat(evaluation.totalAndGradient()).isEqualTo(400);
      assertThat(evaluation.gradientW().array().sumNumber().doubleValue())
          .isEqualTo(100 * 2 * 2 * 3);
    }
  }
}
