package org.nmf4j.parallel;

/** The threads that a fit computes on: the caller's, and maybe some more. */
public interface Threads {

  /** {@return the number of threads, with the caller's, ≥ 1} */
  int count();

  /**
   * Runs all pieces of some work and waits for the last. Which thread runs which piece is left to
   * chance, so a piece's result must not depend on it.
   *
   * @param count the number of pieces
   * @param task does a piece
   * @throws RuntimeException or Error, the first that a piece has thrown; the rest is then not
   *     begun
   */
  void forEach(int count, Task task);

  /** One of several independent pieces of work. */
  @FunctionalInterface
  interface Task {
    /**
     * Does the piece.
     *
     * @param thread that does it, in [0, {@link #count})
     * @param index of the piece
     */
    void run(int thread, int index);
  }
}
