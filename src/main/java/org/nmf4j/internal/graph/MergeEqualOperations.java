package org.nmf4j.internal.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Of two operations that compute the same from the same, the second is dropped. */
final class MergeEqualOperations implements RewriteRule {

  @Override
  public Program apply(Program program) {
    Map<Operation, String> seen = new HashMap<>();
    return program.aliasing(
        operation -> {
          Optional<Operation> key = withoutOutput(operation);
          return key.map(unnamed -> seen.putIfAbsent(unnamed, operation.output()));
        });
  }

  /** What makes operations equal; nothing for those that can't be compared. */
  private static Optional<Operation> withoutOutput(Operation operation) {
    if (operation instanceof Operation.Multiply product) {
      boolean inOrder = product.x().compareTo(product.y()) <= 0;
      return Optional.of(
          inOrder
              ? new Operation.Multiply(product.x(), product.y(), List.of())
              : new Operation.Multiply(product.y(), product.x(), List.of()));
    }
    if (operation instanceof Operation.AddScaled sum) {
      return Optional.of(new Operation.AddScaled(sum.x(), sum.factor(), sum.y(), List.of()));
    }
    if (operation instanceof Operation.Scale scale) {
      return Optional.of(new Operation.Scale(scale.factor(), scale.x(), List.of()));
    }
    return Optional.empty();
  }
}
