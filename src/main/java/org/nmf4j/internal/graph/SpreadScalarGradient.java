package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of a sum over all entries is one number everywhere; that of a dot product is the
 * other vector, times that number.
 */
final class SpreadScalarGradient implements RewriteRule {

  @Override
  public Program apply(Program program) {
    return program.replacing(
        operation -> {
          if (!(operation instanceof Operation.Native node) || node.inputs().isEmpty()) {
            return Optional.empty();
          }
          INDArray gradient = program.constants().get(node.inputs().get(node.inputs().size() - 1));
          if (gradient == null || !gradient.isScalar()) {
            return Optional.empty();
          }
          String x = node.inputs().get(0);
          double value = gradient.getDouble(0);
          if (node.name().equals("reduce_sum_bp") && node.inputs().size() == 2) {
            return Optional.of(List.of(new Operation.Fill(value, x, node.outputs())));
          }
          if (node.name().equals("reduce_dot_bp") && node.inputs().size() == 3) {
            String y = node.inputs().get(1);
            return Optional.of(
                List.of(
                    new Operation.Scale(value, y, node.outputs().subList(0, 1)),
                    new Operation.Scale(value, x, node.outputs().subList(1, 2))));
          }
          return Optional.empty();
        });
  }
}
