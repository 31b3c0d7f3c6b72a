package org.nmf4j.internal.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Finds an array for each variable of a program, with as few of them as the order of execution
 * allows: an array is used again once its variable has been read for the last time, by the reading
 * operation itself where that can write over what it reads.
 */
final class MemoryPlan {

  private final Program program;
  private final Scratch scratch;
  private final Map<String, INDArray> arrays = new HashMap<>();
  private final Map<String, Integer> lastUse = new HashMap<>();

  /** Variables in arrays of the scratch, which others may take over. */
  private final Set<String> reusable = new HashSet<>();

  private final Map<LongShapeDescriptor, Deque<INDArray>> free = new HashMap<>();
  private final Map<LongShapeDescriptor, Integer> taken = new HashMap<>();

  MemoryPlan(Program program, Map<String, INDArray> given, Scratch scratch) {
    this.program = program;
    this.scratch = scratch;
    arrays.putAll(program.constants());
    arrays.putAll(given);
    List<Operation> operations = program.operations();
    for (int i = 0; i < operations.size(); i++) {
      for (String name : operations.get(i).inputs()) {
        lastUse.put(name, i);
      }
    }
    program.results().forEach(name -> lastUse.put(name, operations.size()));
    for (int i = 0; i < operations.size(); i++) {
      plan(operations.get(i), i);
    }
  }

  Map<String, INDArray> arrays() {
    return arrays;
  }

  private void plan(Operation operation, int position) {
    Optional<String> overwritten = overwritten(operation, position);
    for (String output : operation.outputs()) {
      if (!arrays.containsKey(output)) {
        arrays.put(
            output, overwritten.map(arrays::get).orElseGet(() -> take(program.shape(output))));
        reusable.add(output);
      }
    }
    overwritten.ifPresent(reusable::remove);
    operation.inputs().forEach(name -> releaseAfter(name, position));
    operation.outputs().forEach(name -> releaseAfter(name, position));
  }

  /** The input that the operation's only output may be written over. */
  private Optional<String> overwritten(Operation operation, int position) {
    if (operation.outputs().size() != 1 || arrays.containsKey(operation.output())) {
      return Optional.empty();
    }
    return operation.overwritable().stream()
        .filter(reusable::contains)
        .filter(name -> lastUse.get(name) == position)
        .filter(name -> program.sameShape(name, operation.output()))
        .findFirst();
  }

  private void releaseAfter(String name, int position) {
    if (lastUse.getOrDefault(name, position) == position && reusable.remove(name)) {
      free.computeIfAbsent(program.shape(name), shape -> new ArrayDeque<>()).push(arrays.get(name));
    }
  }

  private INDArray take(LongShapeDescriptor shape) {
    Deque<INDArray> available = free.get(shape);
    if (available != null && !available.isEmpty()) {
      return available.pop();
    }
    return scratch.get(shape, taken.merge(shape, 1, Integer::sum));
  }
}
