package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.FitListener;
import org.nmf4j.solver.FitProgress;
import org.nmf4j.solver.StopReason;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import org.nmf4j.solver.initial.Initializers;

class NmfTest {

  private static final INDArray SMALL = TestMatrices.withHoles(DataType.DOUBLE, 30, 20, 3, 0.2, 1);

  @Test
  void recoversAMatrixOfTheRank() {
    NmfModel model = Nmf.ofRank(3).loss(Losses.mse()).iterations(3_000).fit(SMALL);
    assertThat(model.rmse(MaskedMatrix.of(SMALL))).isLessThan(2e-3);
    assertThat(model.report().orElseThrow().kktResidual()).isLessThan(1e-3);
  }

  @Test
  void recoversItInRowBatches() {
    Nmf nmf =
        Nmf.ofRank(3)
            .iterations(1_500)
            .solver(ProjectedGradientDescent.withDefaults().batchRows(8));
    assertThat(nmf.fit(SMALL).report().orElseThrow().objective()).isLessThan(1e-2);
  }

  @Test
  void startsNearerWithNndsvd() {
    double random = start(Nmf.ofRank(3).initializer(Initializers.random()));
    double nndsvd = start(Nmf.ofRank(3).initializer(Initializers.nndsvd()));
    assertThat(nndsvd).isLessThan(0.5 * random);
  }

  private static double start(Nmf nmf) {
    return nmf.iterations(0).fit(SMALL).report().orElseThrow().objective();
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void keepsTheTypeAndLeavesTheInputAlone(DataType type) {
    INDArray a = SMALL.castTo(type);
    INDArray before = a.dup();
    NmfModel model = Nmf.ofRank(2).iterations(5).fit(a);
    assertThat(model.w().dataType()).isEqualTo(type);
    assertThat(model.complete(a).dataType()).isEqualTo(type);
    assertThat(Arrays.deepEquals(a.toDoubleMatrix(), before.toDoubleMatrix())).isTrue();
  }

  static Stream<Arguments> losses() {
    return Stream.of("rmse", "mse", "mae", "huber:0.1", "kl", "is", "beta:0.5")
        .flatMap(name -> Stream.of(true, false).map(batches -> Arguments.of(name, batches)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lowersEveryLoss(String loss, boolean batches) {
    ProjectedGradientDescent solver = ProjectedGradientDescent.withDefaults();
    FitReport report =
        Nmf.ofRank(3)
            .loss(Losses.named(loss))
            .penalty(Penalties.l2(1e-6))
            .solver(batches ? solver.batchRows(10) : solver)
            .iterations(200)
            .fit(SMALL)
            .report()
            .orElseThrow();
    assertThat(report.objective()).isLessThan(0.5 * report.history().get(0));
    assertThat(report.loss()).isEqualTo(loss);
  }

  @Test
  void takesALambdaForALoss() {
    Nmf nmf = Nmf.ofRank(2).solver(ProjectedGradientDescent.withDefaults()).iterations(50);
    NmfModel builtIn = nmf.loss(Losses.mse()).fit(SMALL);
    NmfModel own =
        nmf.loss(
                (sd, prediction, target, weight) -> {
                  var residual = prediction.sub(target);
                  return residual.mul(residual).mul(weight).sum();
                })
            .fit(SMALL);
    assertThat(own.report().orElseThrow().objective())
        .isCloseTo(builtIn.report().orElseThrow().objective(), within(1e-9));
  }

  @Test
  void minimisesByTheWeights() {
    INDArray a = Nd4j.createFromArray(new double[][] {{1, 4}, {1, 1}});
    INDArray weights = Nd4j.createFromArray(new double[][] {{1, 1e-6}, {1, 1}});
    NmfModel model = Nmf.ofRank(1).loss(Losses.mse()).fit(MaskedMatrix.weighted(a, weights));
    assertThat(model.predict(0, 1)).isCloseTo(1, within(1e-2));
  }

  @Test
  void keepsItsConstraints() {
    NmfModel model =
        Nmf.ofRank(3)
            .constraint(Constraints.simplexRows(), Constraints.upperBound(0.9))
            .iterations(50)
            .fit(SMALL);
    for (double sum : model.w().sum(1).toDoubleVector()) {
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
    assertThat(model.h().maxNumber().doubleValue()).isLessThanOrEqualTo(0.9);
  }

  @Test
  void givesRowsWithoutEntriesTheMeanOfTheOthers() {
    INDArray a = SMALL.dup();
    a.getRow(4).assign(Double.NaN);
    a.getColumn(7).assign(Double.NaN);
    NmfModel model = Nmf.ofRank(2).iterations(20).fit(a);
    assertThat(model.report().orElseThrow().unobservedRows()).containsExactly(4);
    assertThat(model.report().orElseThrow().unobservedColumns()).containsExactly(7);
    INDArray w = model.w();
    INDArray mean = w.sum(0).sub(w.getRow(4)).div(w.rows() - 1);
    assertThat(w.getRow(4).distance2(mean)).isLessThan(1e-12);
    INDArray h = model.h();
    INDArray meanOfH = h.sum(1).sub(h.getColumn(7)).div(h.columns() - 1);
    assertThat(h.getColumn(7).distance2(meanOfH)).isLessThan(1e-12);
  }

  @Test
  void startsAtCopiesOfGivenFactors() {
    INDArray w = TestMatrices.random(DataType.DOUBLE, 30, 2, 3);
    INDArray h = TestMatrices.random(DataType.DOUBLE, 2, 20, 4);
    INDArray wBefore = w.dup();
    INDArray hBefore = h.dup();
    Nmf nmf = Nmf.ofRank(2).initial(w, h);
    nmf.iterations(5).fit(SMALL);
    TestMatrices.assertSameBits(w, wBefore);
    TestMatrices.assertSameBits(h, hBefore);
    w.assign(7);
    h.assign(7);
    NmfModel model = nmf.iterations(0).fit(SMALL);
    TestMatrices.assertSameBits(model.w(), wBefore);
    TestMatrices.assertSameBits(model.h(), hBefore);
  }

  /** From one start, the seed still decides what is held out and which rows are a batch. */
  @Test
  void drawsAllElseFromTheSeedToo() {
    Nmf nmf =
        Nmf.ofRank(2)
            .initial(
                TestMatrices.random(DataType.DOUBLE, 30, 2, 3),
                TestMatrices.random(DataType.DOUBLE, 2, 20, 4));
    Nmf judged = nmf.holdOut(0.2).iterations(0);
    assertThat(judged.seed(2).fit(SMALL).report().orElseThrow().heldOutLoss())
        .isNotEqualTo(judged.seed(1).fit(SMALL).report().orElseThrow().heldOutLoss());
    Nmf batches = nmf.solver(ProjectedGradientDescent.withDefaults().batchRows(8)).iterations(3);
    assertThat(batches.seed(2).fit(SMALL).w().distance2(batches.seed(1).fit(SMALL).w()))
        .isGreaterThan(1e-3);
  }

  /** Neither factor of a component can grow while the other is 0. */
  @Test
  void reportsComponentsThatAreDead() {
    INDArray w = TestMatrices.random(DataType.DOUBLE, 30, 3, 3);
    INDArray h = TestMatrices.random(DataType.DOUBLE, 3, 20, 4);
    w.getColumn(1).assign(0);
    h.getRow(1).assign(0);
    FitReport report = Nmf.ofRank(3).initial(w, h).iterations(5).fit(SMALL).report().orElseThrow();
    assertThat(report.deadComponents()).containsExactly(1);
  }

  @Test
  void measuresTheResidualByThatOfTheStart() {
    Nmf nmf = Nmf.ofRank(2).iterations(0);
    assertThat(nmf.fit(SMALL).report().orElseThrow().kktResidual()).isEqualTo(1);
    assertThat(nmf.fit(SMALL.mul(64)).report().orElseThrow().kktResidual()).isEqualTo(1);
  }

  @Test
  void stopsWhenAskedTo() {
    Nmf nmf = Nmf.ofRank(2).iterations(100_000);
    assertThat(reason(nmf.timeBudget(Duration.ofMillis(50))).code())
        .isEqualTo(StopReason.Code.TIME);
    assertThat(reason(nmf.iterations(3).timeBudget(Duration.ofSeconds(Long.MAX_VALUE))).code())
        .isEqualTo(StopReason.Code.ITERATIONS);
    assertThat(reason(nmf.tolerance(1e-3)).code()).isEqualTo(StopReason.Code.TOLERANCE);
    assertThat(reason(nmf.tolerance(1e-3)).words()).endsWith(" of itself in 10 iterations");
    assertThat(reason(nmf.updater(new Adam()).tolerance(1e-3)).words())
        .endsWith("less than 0.001 of itself in 50 iterations");
    assertThat(reason(nmf.holdOut(0.2).patience(5)).code()).isEqualTo(StopReason.Code.PATIENCE);
    assertThat(reason(nmf.iterations(3)).words()).isEqualTo("all 3 iterations done");
    assertThat(
            reason(
                nmf.listener(
                    progress -> {
                      if (progress.iteration() == 4) {
                        progress.requestStop("enough");
                      }
                    })))
        .isEqualTo(new StopReason(StopReason.Code.REQUESTED, "enough"));
  }

  private static StopReason reason(Nmf nmf) {
    return nmf.fit(SMALL).report().orElseThrow().stopReason();
  }

  @Test
  void endsInOrderWhenInterrupted() {
    try {
      NmfModel model =
          Nmf.ofRank(2)
              .iterations(1_000_000)
              .listener(
                  progress -> {
                    if (progress.iteration() == 10) {
                      Thread.currentThread().interrupt();
                    }
                  })
              .fit(SMALL);
      assertThat(model.report().orElseThrow().stopReason()).isEqualTo(StopReason.INTERRUPTED);
      assertThat(model.report().orElseThrow().iterations()).isEqualTo(10);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void showsListenersEveryIteration() {
    List<Double> seen = new ArrayList<>();
    List<Double> history =
        Nmf.ofRank(2)
            .iterations(5)
            .listener(progress -> seen.add(progress.objective()))
            .fit(SMALL)
            .report()
            .orElseThrow()
            .history();
    assertThat(seen).isEqualTo(history).hasSize(6);
  }

  @Test
  void tellsListenersOfAllInOrder() {
    List<String> told = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void onStart(FitProgress progress) {
            told.add("start");
          }

          @Override
          public void onIteration(FitProgress progress) {
            told.add("iteration " + progress.iteration());
          }

          @Override
          public void beforeStep(FitProgress progress) {
            told.add("before");
          }

          @Override
          public void afterStep(FitProgress progress) {
            told.add("after");
          }

          @Override
          public void onEnd(FitProgress progress, StopReason reason) {
            told.add("end: " + reason);
          }
        };
    Nmf.ofRank(2).iterations(1).listener(listener).fit(SMALL);
    assertThat(told)
        .containsExactly(
            "start", "iteration 0", "before", "after", "iteration 1", "end: all 1 iterations done");
  }

  @Test
  void keepsTheBestByTheHeldOutPart() {
    FitReport report =
        Nmf.ofRank(6)
            .penalty(Penalties.none())
            .iterations(400)
            .holdOut(0.3)
            .fit(SMALL)
            .report()
            .orElseThrow();
    assertThat(report.heldOutHistory()).hasSize(401);
    assertThat(report.heldOutLoss())
        .isEqualTo(report.heldOutHistory().stream().min(Double::compare).orElseThrow());
    long observed = MaskedMatrix.of(SMALL).observed();
    assertThat(report.observed()).isEqualTo(observed - Math.round(0.3 * observed));
  }

  @Test
  void tellsWhatTheMeanLosesOnTheHeldOutPart() {
    MaskedMatrix.Split parts = MaskedMatrix.of(SMALL).split(0.3, 0);
    double mean = parts.train().mean();
    double[] sums = new double[2];
    parts
        .test()
        .forEachObserved(
            (row, column, value, weight) -> {
              sums[0] += (value - mean) * (value - mean);
              sums[1] += value * Math.log(value / mean) - value + mean;
            });
    Nmf nmf = Nmf.ofRank(2).iterations(3).holdOut(0.3);
    double rmse = Math.sqrt(sums[0] / parts.test().observed());
    for (Nmf squared : List.of(nmf, nmf.offsets())) {
      FitReport report = squared.fit(SMALL).report().orElseThrow();
      assertThat(report.heldOutLossOfMean()).isCloseTo(rmse, within(1e-12));
      assertThat(report.toMap()).containsEntry("heldOutLossOfMean", report.heldOutLossOfMean());
      assertThat(report.toString())
          .contains("; held-out loss ", ", that of the mean %.6g".formatted(rmse));
    }
    FitReport counts = nmf.loss(Losses.kullbackLeibler()).fit(SMALL).report().orElseThrow();
    assertThat(counts.heldOutLossOfMean())
        .isCloseTo(sums[1] / parts.test().observed(), within(1e-9));
    assertThat(Nmf.ofRank(2).fit(SMALL).report().orElseThrow().heldOutLossOfMean()).isNaN();
  }

  static Stream<IUpdater> updaters() {
    return Stream.of(new Sgd(0.1), new Adam(0.05), new Nesterovs(0.05), new NoOp());
  }

  /** The plain form of the algorithm: SameDiff's own gradients, ND4J's updater, a projection. */
  @ParameterizedTest
  @MethodSource("updaters")
  void stepsAsThePlainLoopDoes(IUpdater updater) {
    PlainDescent plain = new PlainDescent(SMALL, 3, updater);
    NmfModel model =
        Nmf.ofRank(3)
            .updater(updater)
            .iterations(20)
            .initial(plain.initialW(), plain.initialH())
            .fit(SMALL);
    plain.run(20);
    assertThat(model.w().distance2(plain.w())).isLessThan(1e-10);
    assertThat(model.h().distance2(plain.h())).isLessThan(1e-10);
  }

  static Stream<Arguments> wrong() {
    INDArray negative = SMALL.dup();
    negative.putScalar(3, 4, -1.5);
    INDArray zero = SMALL.dup();
    zero.putScalar(3, 4, 0);
    INDArray infinite = SMALL.dup();
    infinite.putScalar(3, 4, Double.POSITIVE_INFINITY);
    INDArray ok = SMALL;
    return Stream.of(
        wrong("rank must be ≥ 1, got 0", () -> Nmf.ofRank(0)),
        wrong(
            "rank must be in [1, 10000] for A of shape (30×20), got 10001",
            () -> Nmf.ofRank(10_001).fit(ok)),
        wrong(
            "A must be ≥ 0 for non-negative factors without offsets (--offsets, Nmf.offsets), got -1.5 at (3, 4)",
            () -> Nmf.ofRank(2).fit(negative)),
        wrong(
            "A must be > 0 for the loss is, got 0.0 at (3, 4)",
            () -> Nmf.ofRank(2).loss(Losses.itakuraSaito()).fit(zero)),
        wrong(
            "A must be finite or NaN (missing), got Infinity at (3, 4)",
            () -> Nmf.ofRank(2).fit(infinite)),
        wrong("iterations must be ≥ 0, got -1", () -> Nmf.ofRank(2).iterations(-1)),
        wrong("threads must be ≥ 1, got 0", () -> Nmf.ofRank(2).threads(0)),
        wrong(
            "tolerance must be finite and ≥ 0, got NaN", () -> Nmf.ofRank(2).tolerance(Double.NaN)),
        wrong("holdOut must be in [0, 1), got 1.0", () -> Nmf.ofRank(2).holdOut(1)),
        wrong("patience must be ≥ 1, got 0", () -> Nmf.ofRank(2).patience(0)),
        wrong(
            "patience needs a held-out part: set holdOut > 0",
            () -> Nmf.ofRank(2).patience(3).fit(ok)),
        wrong(
            "timeBudget must be positive, got PT0S", () -> Nmf.ofRank(2).timeBudget(Duration.ZERO)),
        wrong(
            "initial W must be of shape (30×2), got (30×3)",
            () ->
                Nmf.ofRank(2)
                    .initial(Nd4j.ones(DataType.DOUBLE, 30, 3), Nd4j.ones(DataType.DOUBLE, 3, 20))
                    .fit(ok)),
        wrong(
            "W (m×k) and H (k×n) must share the rank k, got W [30, 3] and H [2, 20]",
            () ->
                Nmf.ofRank(2)
                    .initial(Nd4j.ones(DataType.DOUBLE, 30, 3), Nd4j.ones(DataType.DOUBLE, 2, 20))),
        wrong(
            "initial W must be finite and ≥ 0, got -1.0 at (1, 0)",
            () -> {
              INDArray w = Nd4j.ones(DataType.DOUBLE, 30, 2);
              w.putScalar(1, 0, -1);
              Nmf.ofRank(2).initial(w, Nd4j.ones(DataType.DOUBLE, 2, 20)).fit(ok);
            }),
        wrong(
            "fixed columns need 30 numbers each for a factor of shape (30×2), got 3",
            () ->
                Nmf.ofRank(2)
                    .constraint(
                        Constraints.fixedColumns(Nd4j.ones(DataType.DOUBLE, 3, 1), 0),
                        Constraints.nonNegative())
                    .fit(ok)));
  }

  private static Arguments wrong(String message, Runnable call) {
    return Arguments.of(message, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void refuses(String message, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void saysThatItDiverged() {
    assertThatThrownBy(
            () -> Nmf.ofRank(2).loss(Losses.mse()).updater(new Sgd(1e200)).iterations(9).fit(SMALL))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageMatching(
            "the objective became .* at iteration \\d+: a smaller learning rate may help");
  }
}
