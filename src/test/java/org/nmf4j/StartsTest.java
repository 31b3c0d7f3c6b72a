package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.nmf4j.TestMatrices.assertSameBits;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.checkpoint.Checkpoints;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.FitProgress;
import org.nmf4j.solver.StopReason;

/** Several fits that differ by their seeds. */
class StartsTest {

  private static final int STARTS = 4;
  private static final long SEED = 5;

  /** Of a higher rank than what is fitted, so that starts end in different minima. */
  private static final MaskedMatrix A =
      MaskedMatrix.of(TestMatrices.withHoles(DataType.DOUBLE, 40, 12, 6, 0.3, 1));

  @TempDir private Path folder;

  static Stream<Arguments> fits() {
    Nmf nmf = Nmf.ofRank(3).iterations(30).seed(SEED);
    return Stream.of(
        Arguments.of("least squares", nmf),
        Arguments.of("scaled, with offsets", nmf.scaleColumns(ColumnScaling.columns()).offsets()),
        Arguments.of("penalised", nmf.penalty(Penalties.l2(0.01).perObservation())),
        Arguments.of("Kullback-Leibler", nmf.loss(Losses.named("kl"))),
        Arguments.of(
            "shares", nmf.constraint(Constraints.simplexRows(), Constraints.nonNegative())),
        Arguments.of("table", Nmf.forTables(3).iterations(30).seed(SEED)));
  }

  private static List<NmfModel> single(Nmf nmf) {
    return IntStream.range(0, STARTS).mapToObj(i -> nmf.seed(SEED + i).fit(A)).toList();
  }

  private static FitReport report(NmfModel model) {
    return model.report().orElseThrow();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fits")
  void theBestIsTheLowestOfSingleFits(String name, Nmf nmf) {
    List<NmfModel> single = single(nmf);
    NmfModel lowest =
        single.stream().min(Comparator.comparingDouble(m -> report(m).objective())).orElseThrow();
    for (int threads = 1; threads <= 3; threads++) {
      NmfModel best = nmf.starts(STARTS).threads(threads).fit(A);
      assertSameBits(best.w(), lowest.w());
      assertSameBits(best.h(), lowest.h());
      assertThat(best.knowsUncertainty()).isEqualTo(lowest.knowsUncertainty());
      assertThat(report(best).starts())
          .extracting(FitReport.Start::objective)
          .containsExactlyElementsOf(single.stream().map(m -> report(m).objective()).toList());
      int seed = (int) SEED + single.indexOf(lowest);
      assertThat(report(best).bestStart().orElseThrow().seed()).isEqualTo(seed);
      assertThat(report(best).toString()).contains("; best of 4 starts, the best of seed " + seed);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fits")
  void theMeanPredictsTheMeanAndIsAModelAsAnyOther(String name, Nmf nmf) throws IOException {
    List<NmfModel> single = single(nmf);
    INDArray mean = Nd4j.zeros(DataType.DOUBLE, A.rows(), A.columns());
    single.forEach(model -> mean.addi(model.reconstruct().div(STARTS)));
    NmfModel model = nmf.starts(STARTS).averaged().fit(A);
    assertThat(model.reconstruct().sub(mean).amaxNumber().doubleValue()).isLessThan(1e-12);
    assertThat(model.rank()).isEqualTo(STARTS * 3);
    assertThat(model.knowsUncertainty()).isFalse();
    assertThat(report(model).averaged()).isTrue();
    assertThat(report(model).rank()).isEqualTo(STARTS * 3);
    if (name.equals("least squares")) {
      assertThat(report(model).objective()).isCloseTo(model.rmse(A), within(1e-12));
    }
    for (INDArray factor : List.of(model.w(), model.h())) {
      boolean isFree = model.objective().constraintW().allowsNegative();
      assertThat(isFree || factor.minNumber().doubleValue() >= 0).isTrue();
    }
    assertWithinReach(model);

    model.save(folder.resolve("mean.npz"));
    NmfModel read = NmfModel.load(folder.resolve("mean.npz"));
    assertSameBits(read.reconstruct(), model.reconstruct());
    assertSameBits(read.transform(A), model.transform(A));
    assertThat(report(read).averaged()).isTrue();
    assertThat(report(read).starts()).isEmpty();
  }

  /** Rows folded in again are predicted no farther from A than the fit itself predicts them. */
  private static void assertWithinReach(NmfModel model) {
    NmfModel again = model.withRows(A);
    assertThat(again.rmse(A)).isLessThan(1.5 * model.rmse(A));
    assertThat(again.reconstruct().amaxNumber().doubleValue())
        .isLessThan(2 * model.reconstruct().amaxNumber().doubleValue());
  }

  @Test
  void sharesOfTheMeanAreShares() {
    Nmf nmf = Nmf.ofRank(3).iterations(20).starts(STARTS).averaged();
    Nmf ofRows = nmf.constraint(Constraints.simplexRows(), Constraints.nonNegative());
    assertThat(ofRows.fit(A).w().sum(1).sub(1).amaxNumber().doubleValue()).isLessThan(1e-12);
    Nmf ofColumns = nmf.constraint(Constraints.nonNegative(), Constraints.simplexColumns());
    assertThat(ofColumns.fit(A).h().sum(0).sub(1).amaxNumber().doubleValue()).isLessThan(1e-12);
  }

  @Test
  void oneHeldOutPartJudgesAllStarts() {
    Nmf nmf = Nmf.ofRank(3).iterations(30).seed(SEED).holdOut(0.2);
    NmfModel best = nmf.starts(STARTS).fit(A);
    assertSameBits(nmf.starts(1).fit(A).w(), nmf.fit(A).w());
    assertThat(report(best).starts().get(0).heldOutLoss())
        .isEqualTo(report(nmf.fit(A)).heldOutLoss());
    assertThat(report(best).starts())
        .extracting(FitReport.Start::heldOutLoss)
        .allMatch(loss -> loss >= report(best).heldOutLoss())
        .contains(report(best).heldOutLoss());
    MaskedMatrix test = A.split(0.2, SEED).test();
    assertThat(best.rmse(test)).isCloseTo(report(best).heldOutLoss(), within(1e-12));
    NmfModel mean = nmf.starts(STARTS).averaged().fit(A);
    assertThat(mean.rmse(test)).isCloseTo(report(mean).heldOutLoss(), within(1e-12));
  }

  @Test
  void startsHaveThePenaltyThatIsFoundForAll() {
    MaskedMatrix ratings = TestMatrices.sparse(A);
    Nmf nmf = Nmf.ofRank(3).iterations(10).seed(SEED).searchPenalty();
    RegularizationSearch.Regularization found = RegularizationSearch.of(nmf).search(ratings);
    NmfModel best = nmf.starts(2).fit(ratings);
    assertThat(report(best).regularization()).contains(found);
    assertSameBits(best.w(), found.applyTo(nmf).starts(2).fit(ratings).w());
  }

  @Test
  void listenersSeeEachStartAndAnInterruptEndsTheLast() {
    List<Long> seeds = new ArrayList<>();
    Nmf nmf =
        Nmf.ofRank(3)
            .seed(SEED)
            .iterations(3)
            .starts(STARTS)
            .averaged()
            .listener(
                progress -> {
                  seeds.add(progress.problem().seed());
                  interruptSecondStart(progress);
                });
    FitReport report = report(nmf.fit(A));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(seeds).containsExactly(SEED, SEED, SEED, SEED, SEED + 1, SEED + 1);
    assertThat(report.starts()).hasSize(2);
    assertThat(report.averaged()).isFalse();
    assertThat(report.stopReason().code()).isEqualTo(StopReason.Code.ITERATIONS);
  }

  private static void interruptSecondStart(FitProgress progress) {
    if (progress.problem().seed() > SEED && progress.iteration() == 1) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> Nmf.ofRank(2).starts(0)).hasMessage("starts must be ≥ 1, got 0");
    Nmf kept = Nmf.ofRank(2).checkpoint(Checkpoints.into(folder)).starts(8);
    assertThatThrownBy(() -> kept.fit(A))
        .hasMessage("checkpoint keeps the state of one start, got 8 starts: fit seed by seed");
    Nmf large = Nmf.ofRank(100).starts(1 << 20).averaged();
    assertThatThrownBy(() -> large.fit(A))
        .hasMessageStartingWith("the mean of 1048576 starts of rank 100 has 104857600 components");
  }
}
