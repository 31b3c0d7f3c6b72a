package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Optional;

/** The gradient of {@code X·Y} under G becomes the two products {@code G·Yᵀ} and {@code Xᵀ·G}. */
final class SplitMatmulBackprop implements RewriteRule {

  @Override
  public Program apply(Program program) {
    return program.replacing(
        operation -> {
          if (!(operation instanceof Operation.Native node)
              || !node.name().equals("matmul_bp")
              || !SameDiffProgram.isUntransposed(node.function())) {
            return Optional.empty();
          }
          String x = node.inputs().get(0);
          String y = node.inputs().get(1);
          String gradient = node.inputs().get(2);
          if (!program.areMatrices(x, y, gradient)) {
            return Optional.empty();
          }
          return Optional.of(
              List.of(
                  new Operation.Matmul(1, gradient, false, y, true, node.outputs().subList(0, 1)),
                  new Operation.Matmul(1, x, true, gradient, false, node.outputs().subList(1, 2))));
        });
  }
}
