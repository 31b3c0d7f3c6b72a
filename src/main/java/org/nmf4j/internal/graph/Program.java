package org.nmf4j.internal.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Operations in an order in which each reads only what stands before it, and what is known of their
 * variables. Immutable: rewriting makes a new one.
 *
 * @param operations in order of execution
 * @param shapes shape and type of every variable
 * @param constants variables whose value is known beforehand
 * @param results variables that are wanted; they keep their names through rewriting
 */
record Program(
    List<Operation> operations,
    Map<String, LongShapeDescriptor> shapes,
    Map<String, INDArray> constants,
    List<String> results) {

  /**
   * Replaces each operation by others, or by none.
   *
   * @param rewrite gives what is to stand in an operation's place, or nothing to leave it
   */
  Program replacing(Function<Operation, Optional<List<Operation>>> rewrite) {
    List<Operation> rewritten = new ArrayList<>();
    for (Operation operation : operations) {
      rewritten.addAll(rewrite.apply(operation).orElse(List.of(operation)));
    }
    return withOperations(rewritten);
  }

  /**
   * Drops operations whose output another variable of the same value can stand for. A wanted result
   * stays.
   *
   * @param equivalent gives the name of the other variable, or nothing
   */
  Program aliasing(Function<Operation, Optional<String>> equivalent) {
    Map<String, String> names = new HashMap<>();
    List<Operation> rewritten = new ArrayList<>();
    for (Operation operation : operations) {
      Operation current = operation.reading(name -> names.getOrDefault(name, name));
      Optional<String> other = equivalent.apply(current);
      if (other.isPresent() && !results.contains(current.output())) {
        names.put(current.output(), other.get());
      } else {
        rewritten.add(current);
      }
    }
    return withOperations(rewritten);
  }

  /**
   * The program that adds a result to what its array holds, instead of replacing it. The array is
   * that of the result, or of {@link #sumOf} it if that stands among the results instead.
   */
  Program adding(String result) {
    boolean isRead = operations.stream().anyMatch(operation -> operation.inputs().contains(result));
    if (!isRead && producer(result).orElseThrow() instanceof Operation.Matmul) {
      return replacing(
          operation ->
              operation instanceof Operation.Matmul product && product.output().equals(result)
                  ? Optional.of(List.of(new Operation.AddMatmul(product)))
                  : Optional.empty());
    }
    String sum = sumOf(result);
    Map<String, LongShapeDescriptor> extended = new HashMap<>(shapes);
    extended.put(sum, shape(result));
    List<Operation> longer = new ArrayList<>(operations);
    longer.add(new Operation.AddScaled(sum, 1, result, List.of(sum)));
    List<String> wanted = results.stream().map(name -> name.equals(result) ? sum : name).toList();
    return new Program(List.copyOf(longer), Map.copyOf(extended), constants, wanted);
  }

  /** The name of what a result is added to. */
  static String sumOf(String result) {
    return result + "/sum";
  }

  /** Drops operations that no result depends on. */
  Program withoutUnused() {
    Set<String> needed = new HashSet<>(results);
    List<Operation> kept = new ArrayList<>();
    for (int i = operations.size() - 1; i >= 0; i--) {
      Operation operation = operations.get(i);
      if (operation.outputs().stream().anyMatch(needed::contains)) {
        needed.addAll(operation.inputs());
        kept.add(0, operation);
      }
    }
    return withOperations(kept);
  }

  Program withOperations(List<Operation> operations) {
    return new Program(List.copyOf(operations), shapes, constants, results);
  }

  Program withConstant(String name, INDArray value) {
    Map<String, INDArray> extended = new HashMap<>(constants);
    extended.put(name, value);
    return new Program(operations, shapes, Map.copyOf(extended), results);
  }

  /** The operation that writes a variable, if any does. */
  Optional<Operation> producer(String name) {
    return operations.stream().filter(operation -> operation.outputs().contains(name)).findFirst();
  }

  /** The shape and type of a variable. */
  LongShapeDescriptor shape(String name) {
    return shapes.get(name);
  }

  /** Whether all these variables have one shape and type, so that nothing is broadcast. */
  boolean sameShape(String... names) {
    LongShapeDescriptor first = shapes.get(names[0]);
    for (String name : names) {
      LongShapeDescriptor shape = shapes.get(name);
      if (!Arrays.equals(shape.getShape(), first.getShape())
          || shape.dataType() != first.dataType()) {
        return false;
      }
    }
    return true;
  }

  /** Whether all these variables are matrices. */
  boolean areMatrices(String... names) {
    for (String name : names) {
      if (shapes.get(name).rank() != 2) {
        return false;
      }
    }
    return true;
  }
}
