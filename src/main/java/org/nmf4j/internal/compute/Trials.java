package org.nmf4j.internal.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs fits that know nothing of each other side by side: on small matrices many threads for many
 * fits are of more use than for each of them. The threads are shared out, so that there are never
 * more than asked for.
 */
public final class Trials {

  private Trials() {}

  /**
   * One of the trials.
   *
   * @param <T> what comes of it, on any thread and any number of threads the same
   */
  @FunctionalInterface
  public interface Trial<T> {
    /**
     * @param index of the trial
     * @param threads that it may use itself, ≥ 1
     */
    T run(int index, int threads);
  }

  /**
   * Runs trials. An interrupt of the caller interrupts them all; its flag is left set.
   *
   * @param count their number
   * @param threads for all of them
   * @return what comes of each, in their order; nothing of those that an interrupt has kept from
   *     being begun or broken off
   * @throws RuntimeException or Error that the first of them in their order has thrown
   */
  public static <T> List<Optional<T>> run(int count, int threads, Trial<T> trial) {
    int beside = Math.min(count, threads);
    if (beside <= 1) {
      return oneByOne(count, threads, trial);
    }
    ExecutorService executor = Executors.newFixedThreadPool(beside, Trials::thread);
    try {
      List<Future<Optional<T>>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int index = i;
        running.add(executor.submit(() -> unbroken(trial, index, threads / beside)));
      }
      return await(running);
    } finally {
      executor.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "nmf4j-trial");
    thread.setDaemon(true);
    return thread;
  }

  private static <T> List<Optional<T>> oneByOne(int count, int threads, Trial<T> trial) {
    List<Optional<T>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(unbroken(trial, i, threads));
    }
    return results;
  }

  private static <T> Optional<T> unbroken(Trial<T> trial, int index, int threads) {
    if (Thread.currentThread().isInterrupted()) {
      return Optional.empty();
    }
    T result = trial.run(index, threads);
    return Thread.currentThread().isInterrupted() ? Optional.empty() : Optional.of(result);
  }

  private static <T> List<Optional<T>> await(List<Future<Optional<T>>> running) {
    List<Optional<T>> results = new ArrayList<>();
    boolean isInterrupted = false;
    for (Future<Optional<T>> one : running) {
      if (isInterrupted) {
        results.add(Optional.empty());
        continue;
      }
      try {
        results.add(one.get());
      } catch (InterruptedException e) {
        isInterrupted = true;
        running.forEach(other -> other.cancel(true));
        results.add(Optional.empty());
      } catch (ExecutionException e) {
        throw thrown(e.getCause());
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    return results;
  }

  private static RuntimeException thrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }
}
