package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Optional;

/** A factor of an operand becomes one of the matrix product, which has a place for it. */
final class ScaleInsideMatmul implements RewriteRule {

  @Override
  public Program apply(Program program) {
    return program.replacing(
        operation -> {
          if (!(operation instanceof Operation.Matmul product)) {
            return Optional.empty();
          }
          Optional<Operation.Scale> left = scale(program, product.left());
          Optional<Operation.Scale> right = scale(program, product.right());
          if (left.isEmpty() && right.isEmpty()) {
            return Optional.empty();
          }
          double alpha =
              product.alpha()
                  * left.map(Operation.Scale::factor).orElse(1.0)
                  * right.map(Operation.Scale::factor).orElse(1.0);
          return Optional.of(
              List.of(
                  new Operation.Matmul(
                      alpha,
                      left.map(Operation.Scale::x).orElse(product.left()),
                      product.transposeLeft(),
                      right.map(Operation.Scale::x).orElse(product.right()),
                      product.transposeRight(),
                      product.outputs())));
        });
  }

  private static Optional<Operation.Scale> scale(Program program, String name) {
    return program
        .producer(name)
        .filter(Operation.Scale.class::isInstance)
        .map(Operation.Scale.class::cast);
  }
}
