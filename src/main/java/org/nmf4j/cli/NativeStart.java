package org.nmf4j.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's start, which takes a third of a second, beside the reading of a file. Closing waits for
 * its end, since a JVM that ends while native libraries are loaded may crash.
 */
final class NativeStart implements AutoCloseable {

  private final CompletableFuture<?> start =
      CompletableFuture.runAsync(() -> Nd4j.getExecutioner().getCustomOperations());

  @Override
  public void close() {
    try {
      start.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LinkageError noNative) {
        throw noNative;
      }
      throw e;
    }
  }
}
