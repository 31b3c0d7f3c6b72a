package org.nmf4j.internal.graph;

import java.util.List;

/**
 * The gradients by x and y under G, one operation of SameDiff's with two outputs, become one
 * operation each: of {@code x ∘ y} they are {@code y ∘ G} and {@code x ∘ G}, of {@code X·Y} they
 * are {@code G·Yᵀ} and {@code Xᵀ·G}, of {@code x ± y} they are G and ±G, and of {@code Σ x ∘ y},
 * where G is a known number, {@code G·y} and {@code G·x}.
 */
final class SplitBackprop implements RewriteRule {

  @Override
  public List<Operation> rewrite(Operation operation, Program program) {
    if (operation.inputs().size() != 3 || operation.outputs().size() != 2) {
      return List.of(operation);
    }
    Variable x = operation.input(0);
    Variable y = operation.input(1);
    Variable gradient = operation.input(2);
    boolean sameShape = x.isShapedLike(y) && x.isShapedLike(gradient);
    if (operation.is("multiply_bp") && sameShape) {
      Kernel product = new Kernel.Multiply();
      return split(operation, product, List.of(y, gradient), product, List.of(x, gradient));
    }
    if ((operation.is("add_bp") || operation.is("subtract_bp")) && sameShape) {
      Kernel copy = new Kernel.Scale(1);
      Kernel ofY = new Kernel.Scale(operation.is("add_bp") ? 1 : -1);
      return split(operation, copy, List.of(gradient), ofY, List.of(gradient));
    }
    if (operation.is("matmul_bp") && SameDiffProgram.isPlainMatmul(operation)) {
      Kernel ofX = new Kernel.Matmul(1, false, true, 0);
      Kernel ofY = new Kernel.Matmul(1, true, false, 0);
      return split(operation, ofX, List.of(gradient, y), ofY, List.of(x, gradient));
    }
    if (operation.is("reduce_dot_bp") && program.number(gradient).isPresent()) {
      Kernel scale = new Kernel.Scale(program.number(gradient).getAsDouble());
      return split(operation, scale, List.of(y), scale, List.of(x));
    }
    return List.of(operation);
  }

  private static List<Operation> split(
      Operation operation, Kernel ofX, List<Variable> inX, Kernel ofY, List<Variable> inY) {
    return List.of(
        new Operation(ofX, inX, operation.outputs().get(0)),
        new Operation(ofY, inY, operation.outputs().get(1)));
  }
}
