package org.nmf4j.internal.compute;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.nmf4j.parallel.Threads;

/**
 * The threads of one fit: the caller's and some daemon threads of its own. While they are open,
 * BLAS and ND4J's native operations stay on the thread that calls them.
 *
 * <p>A step of a small fit takes less time than waking a thread, so between two rounds the threads
 * spin for a moment before they sleep, if there is a processor for each of them.
 */
public final class Workers implements Threads, AutoCloseable {

  /** Some 50 µs of looking for the next round. */
  private static final int SPINS = 2_000;

  private final Helper[] helpers;
  private final boolean holdsNativeThreads;
  private final int spins;
  private final AtomicInteger nextTask = new AtomicInteger();
  private final AtomicInteger busyHelpers = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile int round;
  private volatile boolean closed;
  private int tasks;
  private Task task;

  /**
   * Starts threads.
   *
   * @param threads their number, with the caller's, ≥ 1
   * @throws OutOfMemoryError if the system has not so many; then none are left
   */
  public Workers(int threads) {
    this(threads, true);
  }

  private Workers(int threads, boolean holdNativeThreads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be ≥ 1, got " + threads);
    }
    holdsNativeThreads = holdNativeThreads;
    spins = threads <= Runtime.getRuntime().availableProcessors() ? SPINS : 0;
    helpers = new Helper[threads - 1];
    if (holdNativeThreads) {
      NativeThreads.acquire();
    }
    try {
      for (int i = 0; i < helpers.length; i++) {
        helpers[i] = new Helper(i + 1);
        helpers[i].start();
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Threads for work in Java alone, which leave the native settings as they are. */
  public static Workers forJava(int threads) {
    return new Workers(threads, false);
  }

  @Override
  public int count() {
    return helpers.length + 1;
  }

  @Override
  public void forEach(int count, Task task) {
    if (helpers.length == 0 || count == 1) {
      for (int i = 0; i < count; i++) {
        task.run(0, i);
      }
      return;
    }
    this.tasks = count;
    this.task = task;
    nextTask.set(0);
    busyHelpers.set(helpers.length);
    round++;
    for (Helper helper : helpers) {
      helper.wake();
    }
    work(0);
    awaitHelpers();
    Throwable thrown = failure.getAndSet(null);
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw (RuntimeException) thrown;
    }
  }

  private void work(int worker) {
    try {
      for (int i = nextTask.getAndIncrement(); i < tasks; i = nextTask.getAndIncrement()) {
        task.run(worker, i);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      nextTask.set(tasks);
    }
  }

  private void awaitHelpers() {
    for (int spin = 0; busyHelpers.get() > 0; spin++) {
      if (spin < spins) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /** Ends the threads and gives back the native settings. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    round++;
    for (Helper helper : helpers) {
      if (helper != null) {
        helper.wake();
      }
    }
    if (holdsNativeThreads) {
      NativeThreads.release();
    }
  }

  private final class Helper extends Thread {

    private final int worker;
    private volatile boolean asleep;

    Helper(int worker) {
      super("nmf4j-" + worker);
      this.worker = worker;
      setDaemon(true);
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      int done = 0;
      while (true) {
        awaitRoundAfter(done);
        if (closed) {
          return;
        }
        done = round;
        work(worker);
        busyHelpers.decrementAndGet();
      }
    }

    private void awaitRoundAfter(int done) {
      for (int spin = 0; spin < spins; spin++) {
        if (round != done) {
          return;
        }
        Thread.onSpinWait();
      }
      asleep = true;
      while (round == done) {
        LockSupport.park(this);
      }
      asleep = false;
    }
  }
}
