package org.nmf4j.internal.graph;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A program tied to the arrays it reads and writes, so that an execution costs the native calls and
 * nothing else.
 */
final class BoundProgram implements Execution {

  private final Map<String, INDArray> arrays;
  private final Runnable[] steps;

  /**
   * Ties a program to arrays.
   *
   * @param given arrays of the caller's for inputs and, if it likes, for results; c-ordered
   * @param scratch where all other arrays come from; only programs that never run at the same time
   *     may share it
   */
  BoundProgram(Program program, Map<String, INDArray> given, Scratch scratch) {
    arrays = new MemoryPlan(program, given, scratch).arrays();
    steps =
        program.operations().stream()
            .map(operation -> operation.bind(arrays))
            .toArray(Runnable[]::new);
  }

  @Override
  public void run() {
    for (Runnable step : steps) {
      step.run();
    }
  }

  /** The array of a variable; its numbers are those of the last run only if it is a result. */
  INDArray array(String name) {
    return arrays.get(name);
  }
}
