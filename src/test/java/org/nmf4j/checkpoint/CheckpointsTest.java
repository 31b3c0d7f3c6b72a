package org.nmf4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.dl4j.TerminationConditions;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.FitState;
import org.nmf4j.solver.FitStore;
import org.nmf4j.solver.Stopping;
import org.nmf4j.solver.als.AlternatingLeastSquares;

/** A fit that goes on from a checkpoint is the fit that was never broken off, bit for bit. */
class CheckpointsTest {

  @TempDir private Path directory;

  private Checkpoints everyTen() {
    return Checkpoints.into(directory).every(10);
  }

  @Test
  void goesOnWhateverDigitsTheLocaleHas() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      Nmf nmf = Problem.SPARSE.specification().checkpoint(everyTen());
      breakOff(nmf, Problem.SPARSE, 25);
      fit(nmf, Problem.SPARSE, 20);
      assertThat(directory.toFile().list())
          .allMatch(name -> name.matches("[0-9a-f]+-[0-9]{10}.npz"));
    } finally {
      Locale.setDefault(before);
    }
  }

  private static final class Broken extends RuntimeException {}

  private static void breakOff(Nmf nmf, Problem problem, int iteration) {
    Nmf breaking =
        nmf.listener(
            progress -> {
              if (progress.iteration() == iteration) {
                throw new Broken();
              }
            });
    assertThatThrownBy(() -> breaking.fit(problem.matrix())).isInstanceOf(Broken.class);
  }

  /** Fits, and looks where the fit began. */
  private static NmfModel fit(Nmf nmf, Problem problem, int begin) {
    int[] first = {-1};
    NmfModel model =
        nmf.listener(
                progress -> {
                  if (first[0] < 0) {
                    first[0] = progress.iteration();
                  }
                })
            .fit(problem.matrix());
    assertThat(first[0]).isEqualTo(begin);
    return model;
  }

  static void assertSameBits(NmfModel actual, NmfModel expected) {
    assertThat(actual.w().data().asDouble()).isEqualTo(expected.w().data().asDouble());
    assertThat(actual.h().data().asDouble()).isEqualTo(expected.h().data().asDouble());
    assertThat(actual.rowOffsets()).isEqualTo(expected.rowOffsets());
    assertThat(actual.report().orElseThrow().history())
        .isEqualTo(expected.report().orElseThrow().history());
    assertThat(actual.report().orElseThrow().heldOutHistory())
        .isEqualTo(expected.report().orElseThrow().heldOutHistory());
    assertThat(actual.report().orElseThrow().kktResidual())
        .isEqualTo(expected.report().orElseThrow().kktResidual());
    assertThat(actual.report().orElseThrow().stopReason())
        .isEqualTo(expected.report().orElseThrow().stopReason());
  }

  @ParameterizedTest
  @EnumSource
  void goesOnWithTheSameBits(Problem problem) {
    Nmf nmf = problem.specification();
    Nmf kept = nmf.checkpoint(everyTen());
    breakOff(kept, problem, 37);
    breakOff(kept.threads(1), problem, 75);
    assertSameBits(fit(kept, problem, 70), nmf.fit(problem.matrix()));
  }

  static List<IUpdater> updaters() {
    return List.of(
        new Sgd(0.05),
        new Nesterovs(0.05, 0.9),
        new Adam(0.05),
        new AMSGrad(0.05),
        new AdaMax(0.05),
        new Nadam(0.05),
        new AdaGrad(0.05),
        new AdaDelta(),
        new RmsProp(0.05),
        new AdaBelief(0.05),
        new NoOp());
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void everyUpdaterKeepsItsMemory(IUpdater updater) {
    Nmf nmf = Problem.FULL_BATCH.specification().updater(updater);
    breakOff(nmf.checkpoint(everyTen()), Problem.FULL_BATCH, 37);
    assertSameBits(
        fit(nmf.checkpoint(everyTen()), Problem.FULL_BATCH, 30),
        nmf.fit(Problem.FULL_BATCH.matrix()));
  }

  @Test
  void aFitThatHasEndedGivesItsModelAgainAndGoesOnWhenMoreIsAsked() {
    Nmf nmf = Problem.DENSE.specification();
    NmfModel ended = fit(nmf.checkpoint(everyTen()).iterations(55), Problem.DENSE, 0);
    assertSameBits(fit(nmf.checkpoint(everyTen()).iterations(55), Problem.DENSE, 55), ended);
    assertSameBits(fit(nmf.checkpoint(everyTen()), Problem.DENSE, 55), fit(nmf, Problem.DENSE, 0));
  }

  /** The last two of them, of which one lies before the new end. */
  @Test
  void aShorterFitGoesOnFromWhatItReaches() {
    Nmf nmf = Problem.SPARSE.specification();
    fit(nmf.checkpoint(everyTen()), Problem.SPARSE, 0);
    assertSameBits(
        fit(nmf.checkpoint(everyTen()).iterations(95), Problem.SPARSE, 90),
        nmf.iterations(95).fit(Problem.SPARSE.matrix()));
    assertSameBits(
        fit(nmf.checkpoint(everyTen()).iterations(5), Problem.SPARSE, 0),
        nmf.iterations(5).fit(Problem.SPARSE.matrix()));
  }

  /** Also those of DL4J, which count on their own. */
  @ParameterizedTest
  @MethodSource("rules")
  void rulesForStoppingKnowWhatWasBefore(Stopping rule) {
    Nmf nmf = Problem.FULL_BATCH.specification().iterations(10_000).stopping(rule);
    NmfModel expected = nmf.fit(Problem.FULL_BATCH.matrix());
    int end = expected.report().orElseThrow().iterations();
    assertThat(end).isBetween(20, 9_999);
    Nmf kept = nmf.checkpoint(Checkpoints.into(directory).every(1));
    breakOff(kept, Problem.FULL_BATCH, end - 1);
    assertSameBits(fit(kept, Problem.FULL_BATCH, end - 2), expected);
  }

  static Stream<Stopping> rules() {
    return Stream.of(
        Stopping.patience(15),
        Stopping.tolerance(1e-2, 10),
        TerminationConditions.byHeldOut(new ScoreImprovementEpochTerminationCondition(15)));
  }

  @Test
  void theTimeTakenBeforeCounts() {
    Nmf nmf = Problem.DENSE.specification();
    nmf.checkpoint(everyTen()).fit(Problem.DENSE.matrix());
    FitStore ofAnHour =
        new FitStore() {
          @Override
          public void resume(String fingerprint, Consumer<FitState> fit) {
            everyTen()
                .resume(
                    fingerprint,
                    s ->
                        fit.accept(
                            new FitState(
                                s.iteration(),
                                Duration.ofHours(1),
                                s.history(),
                                s.heldOutHistory(),
                                s.best(),
                                s.rule())));
          }

          @Override
          public boolean isDue(int iterations, Duration time) {
            return false;
          }

          @Override
          public void keep(String fingerprint, FitState state) {}
        };
    NmfModel model = nmf.checkpoint(ofAnHour).fit(Problem.DENSE.matrix());
    assertThat(model.report().orElseThrow().fitSeconds()).isGreaterThan(3_600);
  }

  @Test
  void anInterruptedFitGoesOnFromWhereItWas() {
    Nmf nmf = Problem.ROW_BATCHES.specification();
    Nmf kept = nmf.checkpoint(Checkpoints.into(directory).every(Duration.ofDays(1)));
    NmfModel interrupted =
        kept.listener(
                progress -> {
                  if (progress.iteration() == 33) {
                    Thread.currentThread().interrupt();
                  }
                })
            .fit(Problem.ROW_BATCHES.matrix());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted.report().orElseThrow().iterations()).isEqualTo(33);
    assertSameBits(fit(kept, Problem.ROW_BATCHES, 33), nmf.fit(Problem.ROW_BATCHES.matrix()));
  }

  @Test
  void keepsTheLastOfEachFitAndNothingElse() throws IOException {
    Files.writeString(directory.resolve(".nmf4j-left-by-a-killed-writer.tmp"), "half");
    fit(Problem.DENSE.specification().checkpoint(everyTen().keepLast(3)), Problem.DENSE, 0);
    fit(Problem.SPARSE.specification().checkpoint(everyTen().keepLast(1)), Problem.SPARSE, 0);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString().replaceFirst("^\\w{16}-", "")))
          .containsExactlyInAnyOrder(
              "0000000080.npz", "0000000090.npz", "0000000100.npz", "0000000100.npz");
    }
  }

  /** Each differs in one thing from the fit whose checkpoints are there. */
  @ParameterizedTest
  @MethodSource("otherFits")
  void checkpointsOfAnotherFitAreLeftAlone(Nmf other) {
    breakOff(Problem.DENSE.specification().checkpoint(everyTen()), Problem.DENSE, 37);
    fit(other.checkpoint(everyTen()), Problem.DENSE, 0);
    fit(Problem.DENSE.specification().checkpoint(everyTen()), Problem.DENSE, 30);
  }

  static Stream<Nmf> otherFits() {
    Nmf nmf = Problem.DENSE.specification();
    return Stream.of(
        nmf.seed(8),
        nmf.holdOut(0.2),
        nmf.penalty(Penalties.l1(1e-3)),
        nmf.constraint(Constraints.upperBound(100)),
        nmf.loss(Losses.mse()),
        nmf.solver(AlternatingLeastSquares.withDefaults().rounds(3)),
        nmf.offsets(),
        nmf.initial(
            TestMatrices.random(DataType.DOUBLE, 40, 4, 1),
            TestMatrices.random(DataType.DOUBLE, 4, 30, 2)));
  }

  @Test
  void refusesWhatMakesNoSense() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Checkpoints.into(file))
        .hasMessage("checkpoints need a directory, got file " + file);
    assertThatThrownBy(() -> everyTen().every(0)).hasMessage("every must be ≥ 1 iteration, got 0");
    assertThatThrownBy(() -> everyTen().every(Duration.ZERO))
        .hasMessage("every must be a positive time, got PT0S");
    assertThatThrownBy(() -> everyTen().keepLast(0)).hasMessage("keepLast must be ≥ 1, got 0");
  }
}
