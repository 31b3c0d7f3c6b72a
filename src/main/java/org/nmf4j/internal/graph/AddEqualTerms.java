package org.nmf4j.internal.graph;

import java.util.List;
import java.util.Optional;

/** {@code x + c·x} is {@code (1 + c)·x}. */
final class AddEqualTerms implements RewriteRule {

  @Override
  public Program apply(Program program) {
    return program.replacing(
        operation ->
            operation instanceof Operation.AddScaled sum && sum.x().equals(sum.y())
                ? Optional.of(
                    List.of(new Operation.Scale(1 + sum.factor(), sum.x(), sum.outputs())))
                : Optional.empty());
  }
}
