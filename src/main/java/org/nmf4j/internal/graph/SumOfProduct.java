package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;

/** The sum of all entries of {@code x ∘ y} is a dot product. */
final class SumOfProduct implements RewriteRule {

  @Override
  public Program apply(Program program) {
    return program.replacing(
        operation -> {
          if (!(operation instanceof Operation.Native node)
              || !(node.function() instanceof Sum)
              || node.inputs().size() != 1
              || program.shapes().get(node.output()).rank() != 0) {
            return Optional.empty();
          }
          return program
              .producer(node.inputs().get(0))
              .filter(Operation.Multiply.class::isInstance)
              .map(Operation.Multiply.class::cast)
              .map(product -> List.of(new Operation.Dot(product.x(), product.y(), node.outputs())));
        });
  }
}
