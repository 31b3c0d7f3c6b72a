package org.nmf4j.internal.graph;

import java.util.List;

/** {@code x + c·x} is {@code (1 + c)·x}. */
final class AddEqualTerms implements RewriteRule {

  @Override
  public List<Operation> rewrite(Operation operation, Program program) {
    return operation.kernel() instanceof Kernel.AddScaled sum
            && operation.input(0).equals(operation.input(1))
        ? operation.as(new Kernel.Scale(1 + sum.factor()), operation.input(0))
        : List.of(operation);
  }
}
