package org.nmf4j.internal.graph;

import java.util.List;

/** Applies the rewrite rules to a derived program until none finds anything more to do. */
final class Optimizer {

  /** All rules, each after those that prepare for it. */
  static final List<RewriteRule> RULES =
      List.of(
          new FoldScalars(),
          new SplitMultiplyBackprop(),
          new SplitAddBackprop(),
          new SplitMatmulBackprop(),
          new SpreadScalarGradient(),
          new MultiplyByFill(),
          new DropScaleByOne(),
          new MergeEqualOperations(),
          new AddEqualTerms(),
          new ScaleInsideMatmul(),
          new SumOfProduct());

  private Optimizer() {}

  static Program optimize(Program program) {
    Program before = program.withoutUnused();
    while (true) {
      Program after = before;
      for (RewriteRule rule : RULES) {
        after = rule.apply(after).withoutUnused();
      }
      if (after.operations().equals(before.operations())) {
        return after;
      }
      before = after;
    }
  }
}
