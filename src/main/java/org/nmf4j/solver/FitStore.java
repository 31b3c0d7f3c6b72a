package org.nmf4j.solver;

import java.time.Duration;
import java.util.function.Consumer;

/** Keeps states of a fit where they outlive the process, so that another can go on from them. */
public interface FitStore {

  /**
   * Has a fit go on from the newest state that it accepts, if there is any.
   *
   * @param fingerprint of the problem and the solver: states of others are not offered
   * @param fit takes a state over, or throws an {@code IllegalArgumentException} that says why not
   */
  void resume(String fingerprint, Consumer<FitState> fit);

  /**
   * Whether it is time to keep a state.
   *
   * @param iterations since the last one was kept, or the fit began
   * @param time since then
   * @return whether {@link #keep} is to be called
   */
  boolean isDue(int iterations, Duration time);

  /**
   * Keeps a state. A failure must not end the fit.
   *
   * @param fingerprint of the problem and the solver
   * @param state valid only during the call
   */
  void keep(String fingerprint, FitState state);
}
