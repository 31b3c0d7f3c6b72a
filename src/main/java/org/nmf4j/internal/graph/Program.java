package org.nmf4j.internal.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Operations in an order in which each reads only what stands before it. Immutable: rewriting makes
 * a new one.
 *
 * @param constants variables whose value is known beforehand
 * @param results variables that are wanted; they keep their names through rewriting
 */
record Program(
    List<Operation> operations, Map<String, INDArray> constants, List<Variable> results) {

  /** The program in which each operation is replaced by what a rule gives. */
  Program rewritten(RewriteRule rule) {
    List<Operation> rewritten = new ArrayList<>();
    for (Operation operation : operations) {
      rewritten.addAll(rule.rewrite(operation, this));
    }
    return withOperations(rewritten).withoutCopies().withoutUnused();
  }

  /** Has what a scaling by 1 is read for read from its input. A wanted result stays. */
  private Program withoutCopies() {
    Map<Variable, Variable> originals = new HashMap<>();
    List<Operation> kept = new ArrayList<>();
    for (Operation operation : operations) {
      Operation current = operation.on(name -> originals.getOrDefault(name, name));
      if (current.kernel().equals(new Kernel.Scale(1)) && !results.contains(current.output())) {
        originals.put(current.output(), current.input(0));
      } else {
        kept.add(current);
      }
    }
    return withOperations(kept);
  }

  /** Drops operations that no result depends on. */
  Program withoutUnused() {
    Set<Variable> needed = new HashSet<>(results);
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

  private Program withOperations(List<Operation> operations) {
    return new Program(List.copyOf(operations), constants, results);
  }

  /** The program that adds a result to what its array holds, instead of replacing it. */
  Program adding(Variable result) {
    Operation producer = producer(result).orElseThrow();
    boolean isRead = operations.stream().anyMatch(each -> each.inputs().contains(result));
    List<Operation> adding = new ArrayList<>();
    if (producer.kernel() instanceof Kernel.Matmul product && !isRead) {
      Operation sum = new Operation(product.adding(), producer.inputs(), result);
      operations.forEach(each -> adding.add(each == producer ? sum : each));
    } else {
      Variable part = new Variable(result.name() + "/part", result.shape());
      operations.forEach(each -> adding.add(each.on(name -> name.equals(result) ? part : name)));
      adding.add(new Operation(new Kernel.AddScaled(1), List.of(result, part), result));
    }
    return withOperations(adding);
  }

  /** The operation that writes a variable, if any does. */
  Optional<Operation> producer(Variable variable) {
    return operations.stream()
        .filter(operation -> operation.outputs().contains(variable))
        .findFirst();
  }

  /** The number that a variable is known to be. */
  OptionalDouble number(Variable variable) {
    INDArray value = constants.get(variable.name());
    return value != null && value.isScalar()
        ? OptionalDouble.of(value.getDouble(0))
        : OptionalDouble.empty();
  }

  /**
   * Ties the program to the arrays it reads and writes, so that a run costs the native calls and
   * nothing else.
   *
   * @param given arrays for inputs and, if the caller likes, for results; c-ordered
   * @param scratch where all other arrays come from; only programs that never run at the same time
   *     may share it
   */
  Runnable bind(Map<String, INDArray> given, Scratch scratch) {
    Map<String, INDArray> arrays = new MemoryPlan(this, given, scratch).arrays();
    Runnable[] steps =
        operations.stream().map(operation -> operation.bind(arrays)).toArray(Runnable[]::new);
    return () -> {
      for (Runnable step : steps) {
        step.run();
      }
    };
  }
}
