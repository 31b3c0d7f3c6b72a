package org.nmf4j.internal.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A factor of an operand goes into the operation where that has a place for it, and else from an
 * operand of a product to the product, which may be read by an operation that has.
 */
final class MoveScale implements RewriteRule {

  @Override
  public List<Operation> rewrite(Operation operation, Program program) {
    Kernel kernel = operation.kernel();
    for (int i = 0; i < operation.inputs().size(); i++) {
      Optional<Operation> producer = program.producer(operation.input(i));
      if (producer.isPresent() && producer.get().kernel() instanceof Kernel.Scale scale) {
        List<Variable> inputs = new ArrayList<>(operation.inputs());
        inputs.set(i, producer.get().input(0));
        Optional<Kernel> absorbing = kernel.absorbing(scale.factor(), i);
        if (absorbing.isPresent()) {
          return List.of(new Operation(absorbing.get(), inputs, operation.output()));
        }
        if (kernel instanceof Kernel.Multiply || kernel instanceof Kernel.Dot) {
          Variable product =
              new Variable(operation.output().name() + "/unscaled", operation.output().shape());
          return List.of(
              new Operation(kernel, inputs, product),
              new Operation(scale, List.of(product), operation.output()));
        }
      }
    }
    return List.of(operation);
  }
}
