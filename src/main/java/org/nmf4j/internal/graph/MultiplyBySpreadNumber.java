package org.nmf4j.internal.graph;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The gradient of a sum over all entries is one number everywhere. Where it is known, a product
 * with it is a scaling.
 */
final class MultiplyBySpreadNumber implements RewriteRule {

  @Override
  public List<Operation> rewrite(Operation operation, Program program) {
    if (operation.kernel() instanceof Kernel.Multiply) {
      for (int i = 0; i < 2; i++) {
        OptionalDouble number = spread(operation.input(i), program);
        if (number.isPresent()) {
          return operation.as(new Kernel.Scale(number.getAsDouble()), operation.input(1 - i));
        }
      }
    }
    return List.of(operation);
  }

  private static OptionalDouble spread(Variable variable, Program program) {
    return program
        .producer(variable)
        .filter(sum -> sum.is("reduce_sum_bp") && sum.inputs().size() == 2)
        .map(sum -> program.number(sum.input(1)))
        .orElse(OptionalDouble.empty());
  }
}
