package org.nmf4j.internal.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
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
  private final List<String> inputs;
  private final String value;

  /** Name of each input whose gradient is wanted, and of its gradient. */
  private final Map<String, String> gradients;

  /** Null if SameDiff's session has to do it. */
  private final Program program;

  private CompiledGraph(
      SameDiff graph,
      List<String> inputs,
      String value,
      Map<String, String> gradients,
      Program program) {
    this.graph = graph;
    this.inputs = inputs;
    this.value = value;
    this.gradients = gradients;
    this.program = program;
  }

  /**
   * Compiles a graph.
   *
   * @param graph whose placeholders are the inputs
   * @param inputs an array of the shape of each placeholder, whose numbers don't matter
   * @param value name of the scalar to compute
   * @param differentiated inputs whose gradient is to be computed as well; may be none
   */
  public static CompiledGraph compile(
      SameDiff graph, Map<String, INDArray> inputs, String value, List<String> differentiated) {
    CompiledGraph session = bySession(graph, inputs, value, differentiated);
    List<String> results = new ArrayList<>(session.gradients.values());
    results.add(value);
    SameDiff executed =
        differentiated.isEmpty() ? graph : graph.getFunction(ObjectiveGraphs.GRADIENTS);
    try {
      Program program = Optimizer.optimize(SameDiffProgram.read(executed, inputs, results));
      return new CompiledGraph(graph, session.inputs, value, session.gradients, program);
    } catch (UnsupportedOperationException e) {
      LOG.info("Leaving the gradient to SameDiff's own session: {}", e.getMessage());
      return session;
    }
  }

  /** As {@link #compile}, but executed by SameDiff's session. */
  public static CompiledGraph bySession(
      SameDiff graph, Map<String, INDArray> inputs, String value, List<String> differentiated) {
    Map<String, String> gradients = new LinkedHashMap<>();
    if (!differentiated.isEmpty()) {
      Derivation.derive(graph, differentiated);
    }
    for (String name : differentiated) {
      SDVariable gradient = graph.getVariable(name).gradient();
      if (gradient == null) {
        throw new IllegalArgumentException("the loss does not depend on " + name);
      }
      gradients.put(name, gradient.name());
    }
    return new CompiledGraph(graph, List.copyOf(inputs.keySet()), value, gradients, null);
  }

  /** The name of an input's gradient among the results. */
  public String gradientOf(String input) {
    return gradients.get(input);
  }

  /** The program that is executed, for tests; null if SameDiff's session has to do it. */
  public Program program() {
    return program;
  }

  /**
   * Ties the graph to arrays.
   *
   * @param arrays for each input, for the value and for each gradient, c-ordered
   * @param scratch intermediate arrays, of the thread that is going to execute
   */
  public Execution bind(Map<String, INDArray> arrays, Scratch scratch) {
    return program == null ? () -> runSession(arrays) : new BoundProgram(program, arrays, scratch);
  }

  /**
   * As {@link #bind}, but the gradient by one input is added to what its array holds.
   *
   * @param input whose gradient it is
   */
  public Execution bindAdding(String input, Map<String, INDArray> arrays, Scratch scratch) {
    String gradient = gradientOf(input);
    INDArray sum = arrays.get(gradient);
    Map<String, INDArray> given = new LinkedHashMap<>(arrays);
    if (program == null) {
      given.put(gradient, sum.like());
      return () -> {
        runSession(given);
        sum.addi(given.get(gradient));
      };
    }
    Program adding = program.adding(gradient);
    if (!adding.results().contains(gradient)) {
      given.remove(gradient);
      given.put(Program.sumOf(gradient), sum);
    }
    return new BoundProgram(adding, given, scratch);
  }

  private void runSession(Map<String, INDArray> arrays) {
    Map<String, INDArray> placeholders = new LinkedHashMap<>();
    inputs.forEach(name -> placeholders.put(name, arrays.get(name)));
    if (gradients.isEmpty()) {
      arrays.get(value).assign(graph.output(placeholders, value).get(value));
      return;
    }
    var computed =
        graph.calculateGradientsAndOutputs(placeholders, List.of(value), gradients.keySet());
    arrays.get(value).assign(computed.getOutputs().get(value));
    gradients.forEach(
        (input, gradient) -> arrays.get(gradient).assign(computed.getGradients().get(input)));
  }
}
