package org.nmf4j.internal.compute;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * An operation of ND4J tied to its arrays. To run it is one native call that leaves nothing for the
 * garbage collector; the way through ND4J's executioner takes twice as long and a kilobyte each
 * time.
 */
public final class BoundOperation implements Runnable {

  private final CustomOp operation;
  private final OpContext context;
  private final NativeOps nativeOps;
  private final long hash;

  /**
   * Ties an operation to arrays.
   *
   * @param operation with its arguments, but for the arrays
   * @param inputs read at each run
   * @param outputs written at each run; may be among the inputs if the operation works entry by
   *     entry
   */
  public BoundOperation(CustomOp operation, INDArray[] inputs, INDArray[] outputs) {
    this.operation = operation;
    context = Nd4j.getExecutioner().buildContext();
    context.setArgs(
        inputs, operation.iArgs(), operation.dArgs(), operation.tArgs(), operation.bArgs());
    context.setOutputArrays(outputs);
    nativeOps = NativeOpsHolder.getInstance().getDeviceNativeOps();
    hash = operation.opHash();
  }

  @Override
  public void run() {
    if (nativeOps.execCustomOp2(null, hash, context.contextPointer()) != 0) {
      throw new IllegalStateException(
          operation.opName() + " failed: " + nativeOps.lastErrorMessage());
    }
  }
}
