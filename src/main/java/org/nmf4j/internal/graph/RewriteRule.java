package org.nmf4j.internal.graph;

/** Makes a program shorter, or fitter for the rules after it, without changing its results. */
@FunctionalInterface
interface RewriteRule {

  /** The rewritten program, or the same one where the rule finds nothing to do. */
  Program apply(Program program);
}
