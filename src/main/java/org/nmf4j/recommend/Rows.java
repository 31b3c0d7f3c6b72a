package org.nmf4j.recommend;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;

/** Does the same for many rows, on all processors. */
final class Rows {

  private Rows() {}

  /**
   * In the rows' order.
   *
   * @throws CancellationException if the thread is interrupted; its flag is left set
   */
  static <T> List<T> forEach(int[] rows, IntFunction<T> task) {
    Thread caller = Thread.currentThread();
    return Arrays.stream(rows)
        .parallel()
        .mapToObj(
            row -> {
              if (caller.isInterrupted()) {
                throw new CancellationException("the thread was interrupted while recommending");
              }
              return task.apply(row);
            })
        .toList();
  }
}
