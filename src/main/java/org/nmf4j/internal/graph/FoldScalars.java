package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Operations on constant scalars alone, such as the cast of the 1 that every derivation starts
 * from, are executed once instead of at each step.
 */
final class FoldScalars implements RewriteRule {

  @Override
  public Program apply(Program program) {
    Program folded = program;
    for (Operation operation : program.operations()) {
      Optional<INDArray> value = fold(operation, folded);
      if (value.isPresent()) {
        folded = folded.withConstant(operation.output(), value.get());
      }
    }
    Program known = folded;
    return known.withOperations(
        known.operations().stream()
            .filter(operation -> !known.constants().containsKey(operation.output()))
            .toList());
  }

  private static Optional<INDArray> fold(Operation operation, Program program) {
    boolean foldable =
        operation instanceof Operation.Native
            && operation.outputs().size() == 1
            && !operation.inputs().isEmpty()
            && !program.results().contains(operation.output())
            && program.shapes().get(operation.output()).rank() == 0
            && operation.inputs().stream()
                .allMatch(
                    input ->
                        program.constants().containsKey(input)
                            && program.constants().get(input).isScalar());
    if (!foldable) {
      return Optional.empty();
    }
    BoundProgram once =
        new BoundProgram(program.withOperations(List.of(operation)), Map.of(), new Scratch());
    once.run();
    return Optional.of(once.array(operation.output()).dup());
  }
}
