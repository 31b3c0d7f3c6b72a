package org.nmf4j.internal.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.BaseCompatOp;
import org.nd4j.linalg.api.ops.impl.shape.tensorops.BaseTensorOp;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/** Reads a program from a SameDiff graph: its operations in order, and the shapes of variables. */
final class SameDiffProgram {

  /** Operations that look at the shape of their input and not at its numbers. */
  private static final Set<String> SHAPE_READERS = Set.of("shape_of", "size", "size_at", "rank");

  private static final Set<DataType> BINDABLE =
      Set.of(DataType.FLOAT, DataType.DOUBLE, DataType.BOOL);

  private final SameDiff graph;
  private final List<String> results;
  private final Map<String, INDArray> arrays = new HashMap<>();
  private final Map<String, INDArray> constants = new HashMap<>();

  /** Arrays that only carry the shape of what an operation gives. */
  private final List<INDArray> carriers = new ArrayList<>();

  private SameDiffProgram(SameDiff graph, List<String> results) {
    this.graph = graph;
    this.results = results;
  }

  /**
   * The program of a graph.
   *
   * @param graph without placeholders but for those among the inputs
   * @param inputs names and shapes of the variables that are given at each execution
   * @param results names of the variables that are wanted
   * @throws UnsupportedOperationException if the graph holds an operation that can't be executed by
   *     itself, as those of loops, or computes integers from the inputs' numbers
   */
  static Program read(SameDiff graph, Map<String, INDArray> inputs, List<String> results) {
    return new SameDiffProgram(graph, results).read(inputs);
  }

  private Program read(Map<String, INDArray> inputs) {
    arrays.putAll(inputs);
    for (SDVariable variable : graph.variables()) {
      boolean isKnown =
          variable.getVariableType() == VariableType.CONSTANT
              || variable.getVariableType() == VariableType.VARIABLE;
      if (isKnown && !inputs.containsKey(variable.name())) {
        know(variable.name(), variable.getArr());
      }
    }
    List<Operation> operations = new ArrayList<>();
    List<SameDiffOp> waiting = new ArrayList<>(graph.getOps().values());
    while (!waiting.isEmpty()) {
      List<SameDiffOp> ready =
          waiting.stream().filter(op -> arrays.keySet().containsAll(op.getInputsToOp())).toList();
      if (ready.isEmpty()) {
        throw new UnsupportedOperationException(
            "inputs of " + waiting.get(0).getName() + " are not known");
      }
      for (SameDiffOp op : ready) {
        inferShapes(op);
        Operation operation =
            new Operation(
                new Kernel.Native(op.getOp()),
                variables(op.getInputsToOp()),
                variables(op.getOutputsOfOp()));
        if (isKnownBeforehand(operation)) {
          operation.bind(arrays).run();
          op.getOutputsOfOp().forEach(name -> constants.put(name, arrays.get(name)));
        } else {
          operation.outputs().forEach(this::requireBindable);
          operations.add(new Operation(kernel(operation), operation.inputs(), operation.outputs()));
        }
      }
      waiting.removeAll(ready);
    }
    Program program =
        new Program(List.copyOf(operations), Map.copyOf(constants), variables(results));
    carriers.forEach(INDArray::close);
    return program;
  }

  private void know(String name, INDArray value) {
    arrays.put(name, value);
    constants.put(name, value);
  }

  private List<Variable> variables(List<String> names) {
    return names.stream().map(name -> Variable.like(name, arrays.get(name))).toList();
  }

  private void inferShapes(SameDiffOp op) {
    List<String> outputs = op.getOutputsOfOp();
    List<LongShapeDescriptor> inferred = shapesOf(op);
    if (inferred.size() != outputs.size()) {
      throw new UnsupportedOperationException("shapes of " + op.getName() + " are not known");
    }
    for (int i = 0; i < outputs.size(); i++) {
      DataType type = graph.getVariable(outputs.get(i)).dataType();
      arrays.put(outputs.get(i), Nd4j.createUninitialized(type, inferred.get(i).getShape(), 'c'));
    }
  }

  private List<LongShapeDescriptor> shapesOf(SameDiffOp op) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    INDArray[] inputs = op.getInputsToOp().stream().map(arrays::get).toArray(INDArray[]::new);
    DifferentialFunction function = op.getOp();
    if (function instanceof BaseCompatOp || function instanceof BaseTensorOp) {
      throw new UnsupportedOperationException(function.opName() + " of a loop can't be bound");
    }
    if (function instanceof DynamicCustomOp custom) {
      context.setArgs(inputs, custom.iArgs(), custom.dArgs(), custom.tArgs(), custom.bArgs());
      return custom.calculateOutputShape(context);
    }
    if (function instanceof BaseOp legacy && inputs.length <= 2) {
      context.setInputArrays(inputs);
      return legacy.calculateOutputShape(context);
    }
    throw new UnsupportedOperationException(function.opName() + " can't be bound");
  }

  /**
   * Whether it computes integers from shapes, on which shapes of other variables may depend, or
   * integers or a number from constants, such as the cast of the 1 that derivations start from.
   */
  private boolean isKnownBeforehand(Operation operation) {
    List<Variable> inputs = operation.inputs();
    List<Variable> outputs = operation.outputs();
    boolean ofConstants =
        !inputs.isEmpty() && inputs.stream().allMatch(x -> constants.containsKey(x.name()));
    boolean integers = outputs.stream().allMatch(x -> x.type().isIntType());
    boolean number = outputs.size() == 1 && operation.output().shape().rank() == 0;
    boolean readsShape = SHAPE_READERS.stream().anyMatch(operation::is);
    return ofConstants && number && !results.contains(operation.output().name())
        || integers && (ofConstants || readsShape);
  }

  /**
   * Integers that change from one execution to the next may change shapes, which are fixed here.
   */
  private void requireBindable(Variable variable) {
    if (!BINDABLE.contains(variable.type())) {
      throw new UnsupportedOperationException(
          variable.name() + " of type " + variable.type() + " can't be bound");
    }
    carriers.add(arrays.get(variable.name()));
  }

  /** The kernel of an operation of SameDiff's, of its own type if rewrite rules look into it. */
  private static Kernel kernel(Operation operation) {
    List<Variable> inputs = operation.inputs();
    if (operation.is("mul_scalar") && inputs.size() == 1) {
      ScalarOp scaling = (ScalarOp) ((Kernel.Native) operation.kernel()).function();
      return new Kernel.Scale(scaling.scalar().getDouble(0));
    }
    if (operation.is("matmul") && isPlainMatmul(operation)) {
      return new Kernel.Matmul(1, false, false, 0);
    }
    if (inputs.size() == 2 && operation.input(0).isShapedLike(operation.input(1))) {
      if (operation.is("multiply")) {
        return new Kernel.Multiply();
      }
      if (operation.is("add") || operation.is("subtract")) {
        return new Kernel.AddScaled(operation.is("add") ? 1 : -1);
      }
    }
    return operation.kernel();
  }

  /** Whether a product, or its gradient, takes its operands as they are, and they are matrices. */
  static boolean isPlainMatmul(Operation product) {
    CustomOp function = (CustomOp) ((Kernel.Native) product.kernel()).function();
    double[] factors = function.tArgs();
    return product.inputs().stream().allMatch(x -> x.shape().rank() == 2)
        && Arrays.stream(function.iArgs()).allMatch(flag -> flag == 0)
        && (factors.length == 0 || factors[0] == 1)
        && (factors.length < 2 || factors[1] == 0);
  }
}
