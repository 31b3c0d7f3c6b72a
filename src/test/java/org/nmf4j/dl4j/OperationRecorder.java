package org.nmf4j.dl4j;

import java.util.stream.Stream;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Writes down operations and updates too. */
final class OperationRecorder extends CallRecorder {

  OperationRecorder() {
    super(Integer.MAX_VALUE);
  }

  @Override
  public void preOpExecution(SameDiff sd, At at, SameDiffOp op, OpContext context) {
    call("preOpExecution", at, op.getName(), op.getInputsToOp());
  }

  @Override
  public void opExecution(
      SameDiff sd, At at, MultiDataSet data, SameDiffOp op, OpContext context, INDArray[] outputs) {
    call("opExecution", at, op.getName(), op.getOutputsOfOp());
    Stream.of(outputs).forEach(this::number);
    batch(data);
  }

  @Override
  public void activationAvailable(
      SameDiff sd, At at, MultiDataSet data, SameDiffOp op, String name, INDArray activation) {
    call("activationAvailable", at, op.getName(), name);
    number(activation);
  }

  @Override
  public void preUpdate(SameDiff sd, At at, Variable variable, INDArray update) {
    call("preUpdate", at, variable.getName());
    number(variable.getVariable().getArr());
    number(update);
  }
}
