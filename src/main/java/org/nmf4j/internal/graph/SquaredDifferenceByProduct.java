package org.nmf4j.internal.graph;

import java.util.List;

/**
 * {@code (x − y)²} is {@code d ∘ d} with {@code d = x − y}, and its gradients under G are {@code
 * 2·d ∘ G} and {@code −2·d ∘ G}.
 */
final class SquaredDifferenceByProduct implements RewriteRule {

  @Override
  public List<Operation> rewrite(Operation operation, Program program) {
    boolean isGradient = operation.is("squaredsubtract_bp");
    if (!(isGradient || operation.is("squaredsubtract"))
        || !operation.inputs().stream().allMatch(operation.input(0)::isShapedLike)) {
      return List.of(operation);
    }
    Variable x = operation.input(0);
    Variable result = operation.outputs().get(0);
    Variable difference = new Variable(result.name() + "/difference", x.shape());
    Operation subtraction =
        new Operation(new Kernel.AddScaled(-1), List.of(x, operation.input(1)), difference);
    if (!isGradient) {
      return List.of(
          subtraction,
          new Operation(new Kernel.Multiply(), List.of(difference, difference), result));
    }
    Variable product = new Variable(result.name() + "/product", x.shape());
    return List.of(
        subtraction,
        new Operation(new Kernel.Multiply(), List.of(difference, operation.input(2)), product),
        new Operation(new Kernel.Scale(2), List.of(product), result),
        new Operation(new Kernel.Scale(-2), List.of(product), operation.outputs().get(1)));
  }
}
