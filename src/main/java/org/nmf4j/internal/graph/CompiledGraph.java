package org.nmf4j.internal.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SameDiff graph of one scalar, with the gradient graph that SameDiff derives from it, prepared
 * for repeated execution.
 *
 * <p>The derived operations are read once, shortened by the {@link Optimizer}'s rules, and tied to
 * arrays that are there beforehand. A graph with an operation that can't be tied is left to
 * SameDiff's own session, which is slower but knows everything.
 */
public final class CompiledGraph {

  private static final Logger LOG = LoggerFactory.getLogger(CompiledGraph.class);

  private final SameDiff graph;
  private final String value;
  private final List<String> differentiated;

  /** What is to be said of a value that is no such scalar. */
  private final String requirement;

  /** With gradients, and without; empty if SameDiff's session has to do it. */
  private final Map<Boolean, Optional<Program>> programs = new HashMap<>();

  /**
   * A graph to compile when it is first tied to arrays.
   *
   * @param graph whose placeholders are the inputs
   * @param role what has built the value, a loss or a penalty, for messages
   * @param value what it gave
   * @param argument what it was given to depend on
   * @param differentiated inputs by which the gradients are
   * @throws IllegalArgumentException if the value has another type than the argument, or does not
   *     depend on it
   */
  CompiledGraph(
      SameDiff graph, String role, SDVariable value, String argument, String... differentiated) {
    this.graph = graph;
    this.differentiated = List.of(differentiated);
    DataType type = graph.getVariable(argument).dataType();
    requirement =
        String.format(
            Locale.ROOT,
            "%s must give a scalar of type %s that depends on its %s, got ",
            role,
            type,
            argument);
    require(value != null, "null");
    require(value.dataType() == type, "type " + value.dataType());
    require(
        value.getVariableType() == VariableType.ARRAY && ancestors(value).contains(argument),
        "one that does not");
    this.value = value.name();
    value.markAsLoss();
  }

  private void require(boolean condition, String got) {
    if (!condition) {
      throw new IllegalArgumentException(requirement + got);
    }
  }

  /** What a variable is computed from by numbers that have a derivative, and itself. */
  private Set<String> ancestors(SDVariable variable) {
    Set<String> found = new HashSet<>();
    Deque<String> waiting = new ArrayDeque<>(List.of(variable.name()));
    while (!waiting.isEmpty()) {
      String name = waiting.pop();
      if (graph.getVariable(name).dataType().isFPType() && found.add(name)) {
        var producer = graph.getVariableOutputOp(name);
        waiting.addAll(producer == null ? List.of() : List.of(graph.getInputsForOp(producer)));
      }
    }
    return found;
  }

  /**
   * Ties the graph to arrays, c-ordered.
   *
   * @param inputs for each placeholder
   * @param gradients for the gradient by each input that is differentiated
   * @param added inputs whose gradient is added to what its array holds
   * @param scratch intermediate arrays, of the thread that is going to execute
   */
  public BoundGraph bind(
      Map<String, INDArray> inputs,
      Map<String, INDArray> gradients,
      Set<String> added,
      Scratch scratch) {
    return new BoundGraph(
        withGradients -> {
          Map<String, INDArray> wanted = withGradients ? gradients : Map.of();
          return program(inputs, withGradients)
              .map(program -> bind(program, inputs, wanted, added, scratch))
              .orElse(() -> runSession(inputs, wanted, added));
        });
  }

  /** The program that is executed; nothing if SameDiff's session has to do it. */
  synchronized Optional<Program> program(Map<String, INDArray> inputs, boolean withGradients) {
    // SameDiff would derive something from a value that is no scalar, too.
    programs.computeIfAbsent(false, key -> compile(graph, inputs, List.of(value)));
    if (withGradients && !programs.containsKey(true)) {
      Derivation.derive(graph, differentiated);
      List<String> results = new ArrayList<>(List.of(value));
      differentiated.forEach(name -> results.add(graph.getVariable(name).gradient().name()));
      SameDiff derived = graph.getFunction(ObjectiveGraphs.GRADIENTS);
      programs.put(true, compile(derived, inputs, results));
    }
    return programs.get(withGradients);
  }

  private Optional<Program> compile(
      SameDiff graph, Map<String, INDArray> inputs, List<String> results) {
    try {
      Program program = SameDiffProgram.read(graph, inputs, results);
      requireNumber(program.results().get(0).shape().getShape());
      return Optional.of(Optimizer.optimize(program));
    } catch (UnsupportedOperationException e) {
      LOG.info("Leaving the gradient to SameDiff's own session: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Operations write as many numbers as they compute, whatever room there is. */
  private void requireNumber(long[] shape) {
    require(LongStream.of(shape).allMatch(size -> size == 1), "shape " + Arrays.toString(shape));
  }

  private DoubleSupplier bind(
      Program program,
      Map<String, INDArray> inputs,
      Map<String, INDArray> gradients,
      Set<String> added,
      Scratch scratch) {
    Map<String, INDArray> arrays = new HashMap<>(inputs);
    List<Variable> results = program.results();
    INDArray total = Nd4j.create(results.get(0).type(), results.get(0).shape().getShape());
    arrays.put(value, total);
    Program executed = program;
    for (int i = 1; i < results.size(); i++) {
      String input = differentiated.get(i - 1);
      arrays.put(results.get(i).name(), gradients.get(input));
      executed = added.contains(input) ? executed.adding(results.get(i)) : executed;
    }
    Runnable run = executed.bind(arrays, scratch);
    return () -> {
      run.run();
      return total.getDouble(0);
    };
  }

  private double runSession(
      Map<String, INDArray> inputs, Map<String, INDArray> gradients, Set<String> added) {
    if (gradients.isEmpty()) {
      return number(graph.output(inputs, value));
    }
    var computed = graph.calculateGradientsAndOutputs(inputs, List.of(value), gradients.keySet());
    gradients.forEach(
        (input, array) -> {
          INDArray gradient = computed.getGradients().get(input);
          array.assign(added.contains(input) ? array.add(gradient) : gradient);
        });
    return number(computed.getOutputs());
  }

  private double number(Map<String, INDArray> outputs) {
    requireNumber(outputs.get(value).shape());
    return outputs.get(value).getDouble(0);
  }
}
