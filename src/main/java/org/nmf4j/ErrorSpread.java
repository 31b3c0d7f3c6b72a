package org.nmf4j;

/** The usual size of an error, up to a factor that is the same for all. */
@FunctionalInterface
interface ErrorSpread {

  ErrorSpread EVEN = (row, column, prediction) -> 1;

  /** {@return a number > 0} */
  double of(int row, int column, double prediction);
}
