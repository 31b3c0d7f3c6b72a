package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.checkpoint.CheckpointListener;
import org.nd4j.autodiff.listeners.impl.ScoreListener;
import org.nd4j.autodiff.listeners.impl.UIListener;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.checkpoint.Checkpoints;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

class SameDiffListenersTest {

  private static final DenseMatrix A =
      MaskedMatrix.of(TestMatrices.withHoles(DataType.DOUBLE, 12, 9, 3, 0.2, 4));
  private static final INDArray W = TestMatrices.random(DataType.DOUBLE, 12, 3, 5);
  private static final INDArray H = TestMatrices.random(DataType.DOUBLE, 3, 9, 6);

  @TempDir private Path folder;

  private static final Nmf DESCENT = Nmf.ofRank(3).updater(new Sgd(0.05)).initial(W, H);

  private static NmfModel fit(int iterations, Listener... listeners) {
    return DESCENT.iterations(iterations).listener(SameDiffListeners.of(listeners)).fit(A);
  }

  private static SameDiffFit sameDiff() {
    return SameDiffFit.of(A, Objective.of(Losses.rmse()), W, H);
  }

  private static void assertSame(CallRecorder own, CallRecorder expected) {
    assertThat(own.calls).isEqualTo(expected.calls);
    assertThat(own.numbers).hasSameSizeAs(expected.numbers);
    for (int i = 0; i < own.numbers.size(); i++) {
      assertThat(own.numbers.get(i)).isCloseTo(expected.numbers.get(i), within(1e-10));
    }
  }

  @Test
  void areCalledAsBySameDiff() {
    CallRecorder own = new CallRecorder(Integer.MAX_VALUE);
    fit(5, own);
    CallRecorder expected = new CallRecorder(Integer.MAX_VALUE);
    sameDiff().run(new Sgd(0.05), List.of(), 5, expected);
    assertSame(own, expected);
  }

  static Stream<Arguments> updaters() {
    return Stream.of(
        Arguments.of(new Sgd(0.05), List.of()),
        Arguments.of(new Adam(0.05), List.of()),
        Arguments.of(new Sgd(0.05), List.of(new L2Regularization(0.1))),
        Arguments.of(new Nesterovs(0.02, 0.9), List.of(new WeightDecay(0.1, true))));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void areToldOfOperationsAndUpdatesAsBySameDiff(
      IUpdater updater, List<Regularization> regularizations) {
    Penalty penalty = Penalties.l2(0.01);
    OperationRecorder own = new OperationRecorder();
    NmfModel model =
        DESCENT
            .penalty(penalty)
            .solver(
                ProjectedGradientDescent.withDefaults()
                    .updater(updater)
                    .regularization(regularizations.toArray(Regularization[]::new)))
            .iterations(5)
            .listener(SameDiffListeners.of(own))
            .fit(A);
    OperationRecorder expected = new OperationRecorder();
    SameDiffFit sameDiff =
        SameDiffFit.of(A, Objective.of(Losses.rmse()).withPenalties(penalty, penalty), W, H);
    sameDiff.run(updater, regularizations, 5, expected);
    assertSame(own, expected);
    assertThat(own.calls).anyMatch(call -> call.startsWith("preUpdate"));
    assertThat(model.w().distance2(sameDiff.w())).isLessThan(1e-10);
  }

  @Test
  void toOperationsChangeNothing() {
    NmfModel listened = fit(20, new OperationRecorder());
    NmfModel alone = DESCENT.iterations(20).fit(A);
    assertThat(listened.w()).isEqualTo(alone.w());
    assertThat(listened.h()).isEqualTo(alone.h());
  }

  /** It takes no steps of the graph. */
  @Test
  void ofAnotherSolverAreToldOfNoOperations() {
    OperationRecorder own = new OperationRecorder();
    Nmf.ofRank(3).iterations(2).listener(SameDiffListeners.of(own)).fit(A);
    assertThat(own.calls).filteredOn(call -> call.startsWith("iterationDone")).hasSize(2);
    assertThat(own.calls).noneMatch(call -> call.startsWith("preUpdate"));
  }

  @Test
  void ofAResumedFitGoOnFromItsIteration() {
    Nmf kept = DESCENT.checkpoint(Checkpoints.into(folder).every(4));
    kept.iterations(4).fit(A);
    CallRecorder resumed = new CallRecorder(Integer.MAX_VALUE);
    kept.iterations(6).listener(SameDiffListeners.of(resumed)).fit(A);
    CallRecorder whole = new CallRecorder(Integer.MAX_VALUE);
    fit(6, whole);
    assertThat(resumed.losses).isEqualTo(whole.losses.subList(4, 6));
    assertThat(resumed.calls)
        .filteredOn(call -> call.startsWith("iterationDone"))
        .hasSize(2)
        .first()
        .asString()
        .contains("epoch=4, iteration=4");
  }

  @Test
  void refuseASparseMatrix() {
    Nmf nmf = DESCENT.iterations(2).listener(SameDiffListeners.of(new ScoreListener(1)));
    assertThatThrownBy(() -> nmf.fit(TestMatrices.sparse(A)))
        .hasMessage("SameDiff's listeners need a dense matrix, got a sparse one of 12×9");
  }

  /** SameDiff.fit itself reports 0 for a loss of which its gradients don't need the value. */
  @Test
  void areToldTheLoss() {
    CallRecorder own = new CallRecorder(Integer.MAX_VALUE);
    List<Double> history = fit(5, own).report().orElseThrow().history();
    assertThat(own.losses).isEqualTo(history.subList(0, 5));
    for (int epoch = 0; epoch < 5; epoch++) {
      assertThat(own.lossesOfEpochs.get(epoch)).isCloseTo(history.get(epoch), within(1e-7));
    }
  }

  @Test
  void stopTheFit() {
    CallRecorder own = new CallRecorder(3);
    NmfModel model = fit(50, own);
    CallRecorder expected = new CallRecorder(3);
    sameDiff().run(new Sgd(0.05), List.of(), 50, expected);
    assertThat(own.calls).isEqualTo(expected.calls);
    assertThat(model.report().orElseThrow().iterations()).isEqualTo(4);
    assertThat(model.report().orElseThrow().stopReason().words()).contains("asked to stop");
  }

  @Test
  void ofNd4jWorkUnchanged() throws Exception {
    CheckpointListener checkpoints =
        CheckpointListener.builder(folder.toFile()).saveEveryNEpochs(4).keepAll().build();
    Path statistics = folder.resolve("statistics.bin");
    UIListener charts =
        UIListener.builder(statistics.toFile()).plotLosses(1).learningRate(1).build();
    NmfModel model = fit(8, new ScoreListener(1), checkpoints, charts);
    SameDiff last = CheckpointListener.loadLastCheckpoint(folder.toFile(), true);
    assertThat(last.getVariable("W").getArr()).isEqualTo(model.w());
    assertThat(checkpoints.availableCheckpoints()).hasSize(2);
    assertThat(Files.size(statistics)).isPositive();
  }
}
