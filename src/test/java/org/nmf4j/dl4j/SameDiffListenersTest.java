package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.ListenerResponse;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.listeners.checkpoint.CheckpointListener;
import org.nd4j.autodiff.listeners.impl.ScoreListener;
import org.nd4j.autodiff.listeners.impl.UIListener;
import org.nd4j.autodiff.listeners.records.LossCurve;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;

class SameDiffListenersTest {

  private static final DenseMatrix A =
      MaskedMatrix.of(TestMatrices.withHoles(DataType.DOUBLE, 12, 9, 3, 0.2, 4));
  private static final INDArray W = TestMatrices.random(DataType.DOUBLE, 12, 3, 5);
  private static final INDArray H = TestMatrices.random(DataType.DOUBLE, 3, 9, 6);

  @TempDir private Path folder;

  private static NmfModel fit(int iterations, Listener... listeners) {
    return Nmf.ofRank(3)
        .updater(new Sgd(0.05))
        .initial(W, H)
        .iterations(iterations)
        .listener(SameDiffListeners.of(A, Objective.of(Losses.rmse()), listeners))
        .fit(A);
  }

  @Test
  void areCalledAsBySameDiff() {
    Recorder own = new Recorder(Integer.MAX_VALUE);
    fit(5, own);
    Recorder expected = new Recorder(Integer.MAX_VALUE);
    new SameDiffFit(A, W, H).run(new Sgd(0.05), List.of(), 5, expected);
    assertThat(own.calls).isEqualTo(expected.calls);
    assertThat(own.numbers).hasSameSizeAs(expected.numbers);
    for (int i = 0; i < own.numbers.size(); i++) {
      assertThat(own.numbers.get(i)).isCloseTo(expected.numbers.get(i), within(1e-12));
    }
  }

  /** SameDiff.fit itself reports 0 for a loss of which its gradients don't need the value. */
  @Test
  void areToldTheLoss() {
    Recorder own = new Recorder(Integer.MAX_VALUE);
    List<Double> history = fit(5, own).report().orElseThrow().history();
    assertThat(own.losses).isEqualTo(history.subList(0, 5));
    for (int epoch = 0; epoch < 5; epoch++) {
      assertThat(own.lossesOfEpochs.get(epoch)).isCloseTo(history.get(epoch), within(1e-7));
    }
  }

  @Test
  void stopTheFit() {
    Recorder own = new Recorder(3);
    NmfModel model = fit(50, own);
    Recorder expected = new Recorder(3);
    new SameDiffFit(A, W, H).run(new Sgd(0.05), List.of(), 50, expected);
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

  /** Writes down each call with its arguments; asks to stop after an epoch. */
  private static final class Recorder extends BaseListener {

    private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]+");

    private final int lastEpoch;
    private final List<String> calls = new ArrayList<>();
    private final List<Double> numbers = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> lossesOfEpochs = new ArrayList<>();

    Recorder(int lastEpoch) {
      this.lastEpoch = lastEpoch;
    }

    private void call(String name, Object... arguments) {
      calls.add(
          name
              + Stream.of(arguments)
                  .map(argument -> IDENTITY.matcher(String.valueOf(argument)).replaceAll(""))
                  .toList());
    }

    /** W and H as they are at the call. */
    private void factors(SameDiff sd) {
      numbers.add(sd.getVariable("W").getArr().sumNumber().doubleValue());
      numbers.add(sd.getVariable("H").getArr().sumNumber().doubleValue());
    }

    private void batch(MultiDataSet data) {
      numbers.add(data.getFeatures(0).sumNumber().doubleValue());
      numbers.add(data.getFeaturesMaskArray(0).sumNumber().doubleValue());
    }

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void operationStart(SameDiff sd, Operation op) {
      call("operationStart", op, sd.hasVariable("W-grad"));
    }

    @Override
    public void operationEnd(SameDiff sd, Operation op) {
      call("operationEnd", op);
      factors(sd);
    }

    @Override
    public void epochStart(SameDiff sd, At at) {
      call("epochStart", at, sd.getTrainingConfig().getEpochCount());
      factors(sd);
    }

    @Override
    public ListenerResponse epochEnd(SameDiff sd, At at, LossCurve curve, long milliseconds) {
      call("epochEnd", at, curve.getLossNames(), curve.losses().size());
      factors(sd);
      lossesOfEpochs.add(curve.meanLoss(-1).totalLoss());
      return at.epoch() == lastEpoch ? ListenerResponse.STOP : ListenerResponse.CONTINUE;
    }

    @Override
    public void iterationStart(SameDiff sd, At at, MultiDataSet data, long etl) {
      call("iterationStart", at);
      batch(data);
      factors(sd);
    }

    @Override
    public void iterationDone(SameDiff sd, At at, MultiDataSet data, Loss loss) {
      call("iterationDone", at, loss.getLossNames());
      batch(data);
      factors(sd);
      losses.add(loss.totalLoss());
    }
  }
}
