package org.nmf4j.graph;

/** A graph tied to arrays, ready to be executed on what they hold. */
interface Execution {

  /** Reads the inputs' arrays and writes the results'. */
  void run();
}
