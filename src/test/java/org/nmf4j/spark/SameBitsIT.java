package org.nmf4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.Implicit;
import org.nmf4j.matrix.MaskedMatrix;

/** The numbers are those of one machine, to the last bit. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Spark's Hadoop needs programs of its own")
class SameBitsIT {

  private static final double ON_DRIVER = 128;
  private static final double ON_EXECUTORS = 0;

  private static LocalSpark.Ratings ratings;

  @BeforeAll
  static void make() {
    LocalSpark.session();
    ratings = LocalSpark.Ratings.of(500, 210, 1, false);
  }

  static Stream<Arguments> layouts() {
    return Stream.of(
        Arguments.of("rmse", false, 1, ON_DRIVER),
        Arguments.of("rmse", false, 7, ON_DRIVER),
        Arguments.of("rmse", false, 2, ON_EXECUTORS),
        Arguments.of("rmse", true, 3, ON_DRIVER),
        Arguments.of("mse", true, 3, ON_EXECUTORS),
        Arguments.of("kl", false, 3, ON_DRIVER),
        Arguments.of("huber:0.1", true, 2, ON_EXECUTORS));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void areThoseOfOneMachine(String loss, boolean offsets, int partitions, double megabytes) {
    NmfEstimator estimator =
        LocalSpark.estimator()
            .setLoss(loss)
            .setOffsets(offsets)
            .setNumPartitions(partitions)
            .setMaxBroadcastMB(megabytes);
    NmfModel expected = LocalSpark.onOneMachine(estimator, ratings.matrix());
    NmfSparkModel model = estimator.fit(ratings.frame());
    NmfSparkSummary summary = model.summary().orElseThrow();
    assertThat(summary.isPartitioned()).isEqualTo(megabytes == ON_EXECUTORS);
    assertThat(summary.history()).isEqualTo(expected.report().orElseThrow().history());
    assertSame(model.toNmfModel(), expected);
  }

  /** Few components, and more than rows over zeros are solved directly for. */
  @ParameterizedTest
  @ValueSource(ints = {4, 40})
  void areThoseOfOneMachineOverZeros(int rank) {
    NmfEstimator estimator =
        LocalSpark.estimator().setImplicitPrefs(true).setAlpha(2).setNumPartitions(3).setRank(rank);
    MaskedMatrix preferences = Implicit.confidence(2).of(ratings.matrix());
    NmfModel expected = LocalSpark.onOneMachine(estimator, preferences);
    assertSame(estimator.fit(ratings.frame()).toNmfModel(), expected);
    assertThatThrownBy(() -> estimator.setMaxBroadcastMB(0).fit(ratings.frame()))
        .hasMessageContaining("implicitPrefs needs factors that the driver can hold");
  }

  static void assertSame(NmfModel model, NmfModel expected) {
    assertSame(model.w(), expected.w());
    assertSame(model.h(), expected.h());
    assertThat(model.mean()).isEqualTo(expected.mean());
    assertThat(model.offsetMean()).isEqualTo(expected.offsetMean());
    for (var offsets :
        List.of(
            List.of(model.rowOffsets(), expected.rowOffsets()),
            List.of(model.columnOffsets(), expected.columnOffsets()))) {
      assertThat(offsets.get(0).isPresent()).isEqualTo(offsets.get(1).isPresent());
      offsets.get(0).ifPresent(array -> assertSame(array, offsets.get(1).orElseThrow()));
    }
  }

  private static void assertSame(INDArray array, INDArray expected) {
    assertThat(array.ravel().toDoubleVector()).isEqualTo(expected.ravel().toDoubleVector());
  }
}
