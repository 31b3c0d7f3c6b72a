package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One operation of a program: a kernel, and the variables it reads and writes, in its order. */
record Operation(Kernel kernel, List<Variable> inputs, List<Variable> outputs) {

  Operation(Kernel kernel, List<Variable> inputs, Variable output) {
    this(kernel, inputs, List.of(output));
  }

  Variable input(int i) {
    return inputs.get(i);
  }

  Variable output() {
    return outputs.get(0);
  }

  /** Whether it is ND4J's operation of this name. */
  boolean is(String name) {
    return kernel instanceof Kernel.Native node && node.function().opName().equals(name);
  }

  /** Another operation that writes what this one does, as a rewrite rule gives it. */
  List<Operation> as(Kernel kernel, Variable... inputs) {
    return List.of(new Operation(kernel, List.of(inputs), outputs));
  }

  /** The same operation on other variables. */
  Operation on(UnaryOperator<Variable> replacement) {
    return new Operation(
        kernel,
        inputs.stream().map(replacement).toList(),
        outputs.stream().map(replacement).toList());
  }

  /** Inputs whose array the only output may share, the operation then working in place. */
  List<Variable> overwritable() {
    return inputs.subList(0, kernel.overwritable());
  }

  /**
   * Ties the operation to arrays.
   *
   * @param arrays one for the name of each variable
   */
  Runnable bind(Map<String, INDArray> arrays) {
    return kernel.bind(arraysOf(inputs, arrays), arraysOf(outputs, arrays));
  }

  private static INDArray[] arraysOf(List<Variable> variables, Map<String, INDArray> arrays) {
    return variables.stream().map(each -> arrays.get(each.name())).toArray(INDArray[]::new);
  }
}
