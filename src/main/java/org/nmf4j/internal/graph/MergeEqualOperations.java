package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Set;

/** Of two operations that compute the same from the same, the second becomes a copy. */
final class MergeEqualOperations implements RewriteRule {

  @Override
  public List<Operation> rewrite(Operation operation, Program program) {
    for (Operation earlier : program.operations()) {
      if (earlier == operation) {
        break;
      }
      if (computeTheSame(earlier, operation)) {
        return operation.as(new Kernel.Scale(1), earlier.output());
      }
    }
    return List.of(operation);
  }

  private static boolean computeTheSame(Operation one, Operation other) {
    boolean sameInputs =
        one.kernel() instanceof Kernel.Multiply
            ? Set.copyOf(one.inputs()).equals(Set.copyOf(other.inputs()))
            : one.inputs().equals(other.inputs());
    return sameInputs
        && one.kernel().equals(other.kernel())
        && !(one.kernel() instanceof Kernel.Native);
  }
}
