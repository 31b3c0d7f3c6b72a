package org.nmf4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * Has a command that is stopped from outside end in order, with what it has found: Ctrl-C once, or
 * SIGTERM. Ctrl-C again stops at once.
 */
final class StopSignals {

  /** Of a process that Ctrl-C has ended: 128 + SIGINT. */
  static final int INTERRUPTED = 130;

  /** Long enough to end an iteration and write the results. */
  private static final int SECONDS_TO_FINISH = 30;

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean isInterrupted;

  /** Listens, on behalf of the thread that calls. */
  void listen() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::finish));
    try {
      Signal.handle(new Signal("INT"), signal -> interrupt());
    } catch (IllegalArgumentException e) {
      // The JVM keeps the signal to itself (-Xrs): then it ends as other programs do.
    }
  }

  private void interrupt() {
    if (isInterrupted) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    isInterrupted = true;
    System.err.println("\nnmf4j: interrupted, ends with what is found; Ctrl-C again stops at once");
    worker.interrupt();
  }

  private void finish() {
    worker.interrupt();
    try {
      done.await(SECONDS_TO_FINISH, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The worker is done: gives the process's exit code. */
  int done(int code) {
    done.countDown();
    return isInterrupted ? INTERRUPTED : code;
  }
}
