package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Optional;

/** A product with one number everywhere is a scaling. */
final class MultiplyByFill implements RewriteRule {

  @Override
  public Program apply(Program program) {
    return program.replacing(
        operation -> {
          if (!(operation instanceof Operation.Multiply product)) {
            return Optional.empty();
          }
          return scaling(program, product.x(), product.y(), product)
              .or(() -> scaling(program, product.y(), product.x(), product));
        });
  }

  private static Optional<List<Operation>> scaling(
      Program program, String x, String filled, Operation.Multiply product) {
    return program
        .producer(filled)
        .filter(Operation.Fill.class::isInstance)
        .map(Operation.Fill.class::cast)
        .map(fill -> List.of(new Operation.Scale(fill.value(), x, product.outputs())));
  }
}
