package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/** What projected gradient descent finds where numbers end at 0. */
class DescentTest {

  /** Counts, most of them 0. */
  private static INDArray counts() {
    return Transforms.floor(
        Transforms.log(TestMatrices.random(DataType.DOUBLE, 12, 10, 3)).muli(-1.5));
  }

  static Stream<Arguments> objectives() {
    return Stream.of("mse", "huber", "kl", "beta:0.5")
        .flatMap(
            loss ->
                Stream.of(
                    Arguments.of(loss, Penalties.l1(0.01), Constraints.nonNegative()),
                    Arguments.of(
                        loss, Penalties.l1(0.02).perObservation(), Constraints.upperBound(2)),
                    Arguments.of(loss, Penalties.l1(0.01), Constraints.simplexColumns()),
                    Arguments.of(loss, Penalties.none(), Constraints.simplexColumns())));
  }

  /** Where slopes from 0 on count, no search along them is in vain. */
  @ParameterizedTest
  @MethodSource("objectives")
  void reachesAMinimum(String loss, ElasticNet penalty, Constraint ofW) {
    Nmf nmf =
        Nmf.ofRank(3)
            .loss(Losses.named(loss))
            .penalty(penalty)
            .constraint(ofW, Constraints.nonNegative())
            .solver(ProjectedGradientDescent.withDefaults())
            .iterations(300);
    MaskedMatrix dense = MaskedMatrix.of(counts());
    for (MaskedMatrix a : new MaskedMatrix[] {dense, TestMatrices.sparse(dense)}) {
      FitReport report = nmf.fit(a).report().orElseThrow();
      assertThat(report.kktResidual()).isLessThan(1e-5);
    }
  }
}
