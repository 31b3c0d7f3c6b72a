package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import org.nmf4j.solver.initial.Initializers;

/** Gradient descent on a sparse matrix, against the same entries in a dense one. */
class SparseFitTest {

  private static final ProjectedGradientDescent GRADIENT = ProjectedGradientDescent.withDefaults();

  /** Half of the entries are missing, and a whole row and column. */
  private static final MaskedMatrix DENSE = MaskedMatrix.of(withHoles());

  private static INDArray withHoles() {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 40, 30, 3, 0.5, 1);
    a.getRow(4).assign(Double.NaN);
    a.getColumn(7).assign(Double.NaN);
    return a;
  }

  static Stream<Arguments> lossesAndSolvers() {
    return Stream.of("rmse", "mse", "mae", "huber:0.1", "kl", "is", "beta:0.5")
        .flatMap(
            loss -> Stream.of(GRADIENT, GRADIENT.batchRows(9)).map(s -> Arguments.of(loss, s)));
  }

  @ParameterizedTest
  @MethodSource("lossesAndSolvers")
  void givesTheModelOfTheDenseMatrix(String loss, ProjectedGradientDescent solver) {
    Nmf nmf =
        Nmf.ofRank(3)
            .loss(Losses.named(loss))
            .penalty(Penalties.l2(1e-4), Penalties.l1(1e-4))
            .solver(solver)
            .holdOut(0.2)
            .iterations(20)
            .seed(5);
    NmfModel dense = nmf.fit(DENSE);
    NmfModel sparse = nmf.fit(TestMatrices.sparse(DENSE));
    assertClose(sparse.w(), dense.w());
    assertClose(sparse.h(), dense.h());
    FitReport report = sparse.report().orElseThrow();
    FitReport expected = dense.report().orElseThrow();
    assertThat(report.objective()).isCloseTo(expected.objective(), within(1e-9));
    assertThat(report.heldOutLoss()).isCloseTo(expected.heldOutLoss(), within(1e-9));
    assertThat(report.kktResidual()).isCloseTo(expected.kktResidual(), within(1e-9));
    assertThat(report.unobservedRows()).isEqualTo(List.of(4));
  }

  @Test
  void startsAsTheDenseMatrixDoesByNndsvd() {
    Nmf nmf =
        Nmf.ofRank(3).penalty(Penalties.none()).initializer(Initializers.nndsvd()).iterations(0);
    NmfModel dense = nmf.fit(DENSE);
    NmfModel sparse = nmf.fit(TestMatrices.sparse(DENSE));
    assertClose(sparse.w(), dense.w());
    assertClose(sparse.h(), dense.h());
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.distance2(expected)).isLessThan(1e-8 * expected.norm2Number().doubleValue());
  }

  @Test
  void refusesWhatTheLossIsNotDefinedFor() {
    SparseMatrix a =
        MaskedMatrix.sparse(DataType.FLOAT).add(0, 0, 1).add(2, 1, 0).add(1, 1, 2).build();
    assertThatThrownBy(() -> Nmf.ofRank(1).loss(Losses.itakuraSaito()).fit(a))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A must be > 0 for the loss is, got 0.0 at (2, 1)");
  }
}
