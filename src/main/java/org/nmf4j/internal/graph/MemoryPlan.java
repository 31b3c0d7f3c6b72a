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

  private final Scratch scratch;
  private final Map<String, INDArray> arrays = new HashMap<>();
  private final Map<Variable, Integer> lastUse = new HashMap<>();

  /** Variables in arrays of the scratch, which others may take over. */
  private final Set<Variable> reusable = new HashSet<>();

  private final Map<LongShapeDescriptor, Deque<INDArray>> free = new HashMap<>();
  private final Map<LongShapeDescriptor, Integer> taken = new HashMap<>();

  MemoryPlan(Program program, Map<String, INDArray> given, Scratch scratch) {
    this.scratch = scratch;
    arrays.putAll(program.constants());
    arrays.putAll(given);
    List<Operation> operations = program.operations();
    for (int i = 0; i < operations.size(); i++) {
      for (Variable input : operations.get(i).inputs()) {
        lastUse.put(input, i);
      }
    }
    program.results().forEach(result -> lastUse.put(result, operations.size()));
    for (int i = 0; i < operations.size(); i++) {
      plan(operations.get(i), i);
    }
  }

  Map<String, INDArray> arrays() {
    return arrays;
  }

  private void plan(Operation operation, int position) {
    Optional<Variable> overwritten = overwritten(operation, position);
    for (Variable output : operation.outputs()) {
      if (!arrays.containsKey(output.name())) {
        arrays.put(
            output.name(),
            overwritten.map(x -> arrays.get(x.name())).orElseGet(() -> take(output.shape())));
        reusable.add(output);
      }
    }
    overwritten.ifPresent(reusable::remove);
    operation.inputs().forEach(input -> releaseAfter(input, position));
    operation.outputs().forEach(output -> releaseAfter(output, position));
  }

  /** The input that the operation's only output may be written over. */
  private Optional<Variable> overwritten(Operation operation, int position) {
    if (operation.outputs().size() != 1 || arrays.containsKey(operation.output().name())) {
      return Optional.empty();
    }
    return operation.overwritable().stream()
        .filter(reusable::contains)
        .filter(input -> lastUse.get(input) == position)
        .filter(operation.output()::isShapedLike)
        .findFirst();
  }

  private void releaseAfter(Variable variable, int position) {
    if (lastUse.getOrDefault(variable, position) == position && reusable.remove(variable)) {
      free.computeIfAbsent(variable.shape(), shape -> new ArrayDeque<>())
          .push(arrays.get(variable.name()));
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
