package org.nmf4j.solver;

/** Watches a fit. All methods are called on the thread that fits. */
@FunctionalInterface
public interface FitListener {

  /**
   * Called once, before all else, with the initial factors; there is no objective yet.
   *
   * @param progress valid only during the call
   */
  default void onStart(FitProgress progress) {}

  /**
   * Called once for each iteration, before its step: iteration 0 shows the initial factors, and a
   * fit that goes on from a state begins with the iteration of that. May end the fit by {@link
   * FitProgress#requestStop}.
   *
   * @param progress valid only during the call
   */
  void onIteration(FitProgress progress);

  /**
   * Called right before each step, once it is sure to be taken.
   *
   * @param progress valid only during the call
   */
  default void beforeStep(FitProgress progress) {}

  /**
   * Called right after each step, before it counts and before the objective is evaluated.
   *
   * @param progress valid only during the call
   */
  default void afterStep(FitProgress progress) {}

  /**
   * Called once, after the last iteration; not if an exception ends the fit.
   *
   * @param progress valid only during the call
   * @param reason why it ends
   */
  default void onEnd(FitProgress progress, StopReason reason) {}
}
