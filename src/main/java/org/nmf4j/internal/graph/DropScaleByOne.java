package org.nmf4j.internal.graph;

import java.util.Optional;

/** A scaling by 1 is its input. */
final class DropScaleByOne implements RewriteRule {

  @Override
  public Program apply(Program program) {
    return program.aliasing(
        operation ->
            operation instanceof Operation.Scale scale && scale.factor() == 1
                ? Optional.of(scale.x())
                : Optional.empty());
  }
}
