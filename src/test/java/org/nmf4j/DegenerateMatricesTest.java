package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.ElasticNet;
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

  private static void assertFinite(INDArray array) {
    assertFinite(array.castTo(DataType.DOUBLE).ravel().toDoubleVector());
  }

  private static void assertFinite(double[] numbers) {
    assertThat(DoubleStream.of(numbers)).allMatch(Double::isFinite);
  }
}
