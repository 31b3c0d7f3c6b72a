package org.nmf4j.cli;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's start, which takes a third of a second, on a thread beside the reading of a file. Closing
 * waits for its end, since a JVM that ends while native libraries are loaded may crash.
 */
final class NativeStart implements AutoCloseable {

  private final FutureTask<?> start =
      new FutureTask<>(() -> Nd4j.getExecutioner().getCustomOperations());

  NativeStart() {
    Thread thread = new Thread(start, "nd4j-start");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * @throws LinkageError if ND4J doesn't start
   */
  @Override
  public void close() {
    boolean isInterrupted = false;
    try {
      while (!start.isDone()) {
        try {
          start.get();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LinkageError error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
