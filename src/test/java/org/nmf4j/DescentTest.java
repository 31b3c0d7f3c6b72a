package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nmf4j.checkpoint.Checkpoints;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/**
 * What projected gradient descent finds by itself where slopes end: at 0, and at edges of a loss.
 */
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
      assertThat(report.kktResidual()).isLessThan(1e-4);
    }
  }

  private static Nmf absolute(Constraint ofW) {
    return Nmf.ofRank(2)
        .loss(Losses.mae())
        .constraint(ofW, Constraints.nonNegative())
        .solver(ProjectedGradientDescent.withDefaults());
  }

  static Stream<Constraint> withoutCost() {
    return Stream.of(Constraints.nonNegative(), Constraints.simplexColumns());
  }

  /** The edges of an absolute error hold no step up; W's sums can be any for all that is lost. */
  @ParameterizedTest
  @MethodSource("withoutCost")
  void endsAtTheMinimumOfAnAbsoluteError(Constraint ofW) {
    INDArray noise = TestMatrices.random(DataType.DOUBLE, 20, 15, 5).addi(0.5);
    INDArray noisy = TestMatrices.withHoles(DataType.DOUBLE, 20, 15, 2, 0.1, 1).mul(noise);
    for (INDArray a : new INDArray[] {noisy, Nd4j.valueArrayOf(new long[] {9, 7}, 2.5)}) {
      FitReport usual = Nmf.ofRank(2).loss(Losses.mae()).fit(a).report().orElseThrow();
      FitReport report = absolute(ofW).fit(a).report().orElseThrow();
      assertThat(report.objective())
          .isLessThan(1.02 * usual.objective() + 1e-4 * report.history().get(0));
      assertThat(report.history()).isSortedAccordingTo(Comparator.reverseOrder());
    }
  }

  @Test
  void goesOnAsIfNothingHadHappened(@TempDir Path directory) {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 20, 15, 4, 0.1, 1);
    Nmf nmf = absolute(Constraints.simplexColumns());
    Nmf kept = nmf.checkpoint(Checkpoints.into(directory));
    kept.iterations(43).fit(a);
    NmfModel model = kept.iterations(70).fit(a);
    TestMatrices.assertSameBits(model.w(), nmf.iterations(70).fit(a).w());
  }
}
