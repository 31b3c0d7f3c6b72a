package org.nmf4j.internal.graph;

/** A graph tied to arrays, ready to be executed on what they hold. */
public interface Execution {

  /** Reads the inputs' arrays and writes the results'. */
  void run();
}
