package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Optional;

/**
 * The gradients of {@code x + y} and {@code x − y} are the incoming one itself, or its negative.
 */
final class SplitAddBackprop implements RewriteRule {

  @Override
  public Program apply(Program program) {
    return program.replacing(
        operation -> {
          if (!(operation instanceof Operation.Native node)) {
            return Optional.empty();
          }
          boolean isSum = node.name().equals("add_bp");
          boolean isDifference = node.name().equals("subtract_bp");
          if (!(isSum || isDifference)) {
            return Optional.empty();
          }
          String gradient = node.inputs().get(2);
          if (!program.sameShape(node.inputs().get(0), node.inputs().get(1), gradient)) {
            return Optional.empty();
          }
          return Optional.of(
              List.of(
                  new Operation.Scale(1, gradient, node.outputs().subList(0, 1)),
                  new Operation.Scale(isSum ? 1 : -1, gradient, node.outputs().subList(1, 2))));
        });
  }
}
