package org.nmf4j.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
      handle("INT", this::interrupt);
    } catch (ReflectiveOperationException e) {
      // The JVM has no such class, or keeps the signal to itself (-Xrs): it ends as others do.
    }
  }

  /** By reflection: there is no other way, and javac and Javadoc warn of the class. */
  private static void handle(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object running =
        Proxy.newProxyInstance(
            handler.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              action.run();
              return null;
            });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), running);
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
