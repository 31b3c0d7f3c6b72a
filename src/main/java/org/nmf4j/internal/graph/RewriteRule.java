package org.nmf4j.internal.graph;

import java.util.List;

/** A way to compute the same in less time. */
interface RewriteRule {

  /** What is to stand in the place of one of a program's operations: itself if nothing better. */
  List<Operation> rewrite(Operation operation, Program program);
}
