package org.nmf4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.ListenerResponse;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.listeners.records.LossCurve;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Writes down each call with its arguments; asks to stop after an epoch. */
class CallRecorder extends BaseListener {

  private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]+");

  private final int lastEpoch;
  final List<String> calls = new ArrayList<>();
  final List<Double> numbers = new ArrayList<>();
  final List<Double> losses = new ArrayList<>();
  final List<Double> lossesOfEpochs = new ArrayList<>();

  CallRecorder(int lastEpoch) {
    this.lastEpoch = lastEpoch;
  }

  void call(String name, Object... arguments) {
    calls.add(
        name
            + Stream.of(arguments)
                .map(argument -> IDENTITY.matcher(String.valueOf(argument)).replaceAll(""))
                .toList());
  }

  /** W and H as they are at the call. */
  private void factors(SameDiff sd) {
    number(sd.getVariable("W").getArr());
    number(sd.getVariable("H").getArr());
  }

  void batch(MultiDataSet data) {
    number(data.getFeatures(0));
    number(data.getFeaturesMaskArray(0));
  }

  void number(INDArray array) {
    numbers.add(array.sumNumber().doubleValue());
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
