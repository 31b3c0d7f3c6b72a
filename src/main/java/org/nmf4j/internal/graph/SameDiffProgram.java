package org.nmf4j.internal.graph;

import java.util.ArrayList;
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
import org.nd4j.linalg.api.ops.impl.controlflow.compat.BaseCompatOp;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.shape.Rank;
import org.nd4j.linalg.api.ops.impl.shape.Shape;
import org.nd4j.linalg.api.ops.impl.shape.Size;
import org.nd4j.linalg.api.ops.impl.shape.SizeAt;
import org.nd4j.linalg.api.ops.impl.shape.tensorops.BaseTensorOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.SubOp;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads a program from a SameDiff graph: its operations in order, and the shapes of all variables.
 */
final class SameDiffProgram {

  /** Operations that look at the shape of their input and not at its numbers. */
  private static final Set<Class<?>> SHAPE_READERS =
      Set.of(Shape.class, Size.class, SizeAt.class, Rank.class);

  private final SameDiff graph;
  private final Map<String, LongShapeDescriptor> shapes = new HashMap<>();
  private final Map<String, INDArray> constants = new HashMap<>();

  private final Map<String, INDArray> arrays = new HashMap<>();

  /** Arrays that only carry the shape of what an operation gives. */
  private final List<INDArray> carriers = new ArrayList<>();

  private SameDiffProgram(SameDiff graph) {
    this.graph = graph;
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
    return new SameDiffProgram(graph).read(inputs, results);
  }

  private Program read(Map<String, INDArray> inputs, List<String> results) {
    for (SDVariable variable : graph.variables()) {
      String name = variable.name();
      if (inputs.containsKey(name)) {
        know(name, inputs.get(name));
      } else if (variable.getVariableType() == VariableType.CONSTANT
          || variable.getVariableType() == VariableType.VARIABLE) {
        constants.put(name, variable.getArr());
        know(name, variable.getArr());
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
        if (isKnownBeforehand(op)) {
          evaluate(op);
        } else {
          requireBindable(op);
          operations.add(recognise(op));
        }
      }
      waiting.removeAll(ready);
    }
    carriers.forEach(INDArray::close);
    return new Program(
        List.copyOf(operations), Map.copyOf(shapes), Map.copyOf(constants), List.copyOf(results));
  }

  private void know(String name, INDArray array) {
    arrays.put(name, array);
    shapes.put(name, LongShapeDescriptor.fromShape(array.shape(), array.dataType()));
  }

  private void inferShapes(SameDiffOp op) {
    List<String> outputs = op.getOutputsOfOp();
    List<LongShapeDescriptor> inferred = shapesOf(op);
    if (inferred.size() != outputs.size()) {
      throw new UnsupportedOperationException("shapes of " + op.getName() + " are not known");
    }
    for (int i = 0; i < outputs.size(); i++) {
      DataType type = graph.getVariable(outputs.get(i)).dataType();
      know(outputs.get(i), Nd4j.createUninitialized(type, inferred.get(i).getShape(), 'c'));
    }
  }

  /**
   * Whether it computes integers from shapes or constants alone. Shapes of other variables depend
   * on such integers, so they are needed while shapes are inferred.
   */
  private boolean isKnownBeforehand(SameDiffOp op) {
    List<String> inputs = op.getInputsToOp();
    return op.getOutputsOfOp().stream().allMatch(name -> arrays.get(name).dataType().isIntType())
        && (SHAPE_READERS.contains(op.getOp().getClass())
            || (!inputs.isEmpty() && constants.keySet().containsAll(inputs)));
  }

  private void evaluate(SameDiffOp op) {
    List<String> outputs = op.getOutputsOfOp();
    new Operation.Native(op.getOp(), op.getInputsToOp(), outputs).bind(arrays).run();
    outputs.forEach(name -> constants.put(name, arrays.get(name)));
  }

  /**
   * Integers that change from one execution to the next may change shapes, which are fixed here.
   */
  private void requireBindable(SameDiffOp op) {
    for (String name : op.getOutputsOfOp()) {
      DataType type = arrays.get(name).dataType();
      if (type != DataType.FLOAT && type != DataType.DOUBLE && type != DataType.BOOL) {
        throw new UnsupportedOperationException(name + " of type " + type + " can't be bound");
      }
      carriers.add(arrays.get(name));
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

  /** Gives an operation that rewrite rules look into its own type. */
  private Operation recognise(SameDiffOp op) {
    DifferentialFunction function = op.getOp();
    List<String> inputs = op.getInputsToOp();
    List<String> outputs = List.copyOf(op.getOutputsOfOp());
    if (function instanceof ScalarMultiplication scaling && inputs.size() == 1) {
      return new Operation.Scale(scaling.scalar().getDouble(0), inputs.get(0), outputs);
    }
    if (function instanceof Mmul && isUntransposed(function) && allMatrices(inputs)) {
      return new Operation.Matmul(1, inputs.get(0), false, inputs.get(1), false, outputs);
    }
    if (inputs.size() == 2 && allSameShape(inputs)) {
      String x = inputs.get(0);
      String y = inputs.get(1);
      if (function instanceof MulOp) {
        return new Operation.Multiply(x, y, outputs);
      }
      if (function instanceof AddOp) {
        return new Operation.AddScaled(x, 1, y, outputs);
      }
      if (function instanceof SubOp) {
        return new Operation.AddScaled(x, -1, y, outputs);
      }
    }
    return new Operation.Native(function, List.copyOf(inputs), outputs);
  }

  private boolean allMatrices(List<String> names) {
    return names.stream().allMatch(name -> arrays.get(name).rank() == 2);
  }

  private boolean allSameShape(List<String> names) {
    INDArray first = arrays.get(names.get(0));
    return names.stream()
        .map(arrays::get)
        .allMatch(array -> array.equalShapes(first) && array.dataType() == first.dataType());
  }

  /** Whether a matrix product, or its gradient, takes its operands as they are. */
  static boolean isUntransposed(DifferentialFunction product) {
    for (long flag : ((CustomOp) product).iArgs()) {
      if (flag != 0) {
        return false;
      }
    }
    double[] factors = ((CustomOp) product).tArgs();
    return factors.length == 0 || (factors[0] == 1 && (factors.length == 1 || factors[1] == 0));
  }
}
