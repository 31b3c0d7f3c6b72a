package org.nmf4j.internal.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Programs as they are read, and what they give. */
final class TestPrograms {

  private TestPrograms() {}

  /** The program of a value and its gradients, of a graph that has derived these. */
  static Program derived(
      SameDiff graph, Map<String, INDArray> inputs, String value, List<String> differentiated) {
    List<String> results = new ArrayList<>(List.of(value));
    differentiated.forEach(name -> results.add(graph.getVariable(name).gradient().name()));
    return SameDiffProgram.read(graph.getFunction("grad"), inputs, results).withoutUnused();
  }

  /** The results, in their order. */
  static List<INDArray> run(Program program, Map<String, INDArray> inputs) {
    Map<String, INDArray> arrays = new HashMap<>(inputs);
    for (Variable result : program.results()) {
      arrays.put(result.name(), Nd4j.create(result.type(), result.shape().getShape()));
    }
    program.bind(arrays, new Scratch()).run();
    return program.results().stream().map(result -> arrays.get(result.name())).toList();
  }
}
