package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Optional;

/** The gradient of {@code x ∘ y}, one operation with two outputs, becomes two products. */
final class SplitMultiplyBackprop implements RewriteRule {

  @Override
  public Program apply(Program program) {
    return program.replacing(
        operation -> {
          if (!(operation instanceof Operation.Native node) || !node.name().equals("multiply_bp")) {
            return Optional.empty();
          }
          String x = node.inputs().get(0);
          String y = node.inputs().get(1);
          String gradient = node.inputs().get(2);
          if (!program.sameShape(x, y, gradient)) {
            return Optional.empty();
          }
          return Optional.of(
              List.of(
                  new Operation.Multiply(y, gradient, node.outputs().subList(0, 1)),
                  new Operation.Multiply(x, gradient, node.outputs().subList(1, 2))));
        });
  }
}
