package org.nmf4j.internal.graph;

import java.util.List;

/** Applies the rewrite rules to a derived program until none finds anything more to do. */
final class Optimizer {

  /** All rules, each after those that prepare for it. */
  static final List<RewriteRule> RULES =
      List.of(
          new SplitBackprop(),
          new SquareByProduct(),
          new SquaredDifferenceByProduct(),
          new MultiplyBySpreadNumber(),
          new MergeEqualOperations(),
          new AddEqualTerms(),
          new MoveScale(),
          new SumOfProduct());

  private Optimizer() {}

  static Program optimize(Program program) {
    Program before;
    Program after = program.withoutUnused();
    do {
      before = after;
      for (RewriteRule rule : RULES) {
        after = after.rewritten(rule);
      }
    } while (!after.operations().equals(before.operations()));
    return after;
  }
}
