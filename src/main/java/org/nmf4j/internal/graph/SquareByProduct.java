package org.nmf4j.internal.graph;

import java.util.List;
import org.nd4j.linalg.api.ops.ScalarOp;

/** {@code x²} is {@code x ∘ x} and has the derivative {@code 2·x}, without ND4J's slow powers. */
final class SquareByProduct implements RewriteRule {

  @Override
  public List<Operation> rewrite(Operation operation, Program program) {
    if (operation.is("square") || (operation.is("pow") && isSecond(operation))) {
      return operation.as(new Kernel.Multiply(), operation.input(0), operation.input(0));
    }
    if (operation.is("_powderivative") && isSecond(operation)) {
      return operation.as(new Kernel.Scale(2), operation.input(0));
    }
    return List.of(operation);
  }

  /** Whether the exponent is the number 2, not another array. */
  private static boolean isSecond(Operation power) {
    return power.kernel() instanceof Kernel.Native node
        && node.function() instanceof ScalarOp scalar
        && power.inputs().size() == 1
        && scalar.scalar().getDouble(0) == 2;
  }
}
