package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Optional;

/** The sum of all entries of {@code x ∘ y} is a dot product. */
final class SumOfProduct implements RewriteRule {

  @Override
  public List<Operation> rewrite(Operation operation, Program program) {
    if (operation.is("reduce_sum")
        && operation.inputs().size() == 1
        && operation.output().shape().rank() == 0) {
      Optional<Operation> product = program.producer(operation.input(0));
      if (product.isPresent() && product.get().kernel() instanceof Kernel.Multiply) {
        return List.of(new Operation(new Kernel.Dot(), product.get().inputs(), operation.output()));
      }
    }
    return List.of(operation);
  }
}
