package org.nmf4j.solver;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Has the states of one fit kept when it is time. */
final class StateKeeper {

  private final FitStore store;
  private final String fingerprint;
  private int lastIteration;
  private long lastTime = System.nanoTime();

  StateKeeper(FitStore store, String fingerprint) {
    this.store = store;
    this.fingerprint = fingerprint;
  }

  void resume(Consumer<FitState> fit) {
    store.resume(
        fingerprint,
        state -> {
          fit.accept(state);
          lastIteration = state.iteration();
        });
  }

  void keepIfDue(int iteration, Supplier<FitState> state) {
    Duration time = Duration.ofNanos(System.nanoTime() - lastTime);
    if (iteration > lastIteration && store.isDue(iteration - lastIteration, time)) {
      keep(iteration, state);
    }
  }

  void keepLast(int iteration, Supplier<FitState> state) {
    if (iteration > lastIteration) {
      keep(iteration, state);
    }
  }

  private void keep(int iteration, Supplier<FitState> state) {
    store.keep(fingerprint, state.get());
    lastIteration = iteration;
    lastTime = System.nanoTime();
  }
}
