package org.nmf4j.internal.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrialsTest {

  @Test
  void resultsAreInTheTrialsOrderAndThreadsAreSharedOut() {
    for (int threads : new int[] {1, 2, 3, 8}) {
      for (int count : new int[] {1, 2, 5, 20}) {
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Optional<Integer>> results =
            Trials.run(
                count,
                threads,
                (index, ofOne) -> {
                  most.accumulateAndGet(busy.addAndGet(ofOne), Math::max);
                  busy.addAndGet(-ofOne);
                  return index * index;
                });
        assertThat(results)
            .isEqualTo(IntStream.range(0, count).mapToObj(i -> Optional.of(i * i)).toList());
        assertThat(most.get()).isBetween(1, threads);
      }
    }
  }

  @Test
  void theFirstFailureInTheTrialsOrderIsThrown() {
    for (int threads : new int[] {1, 4}) {
      assertThatThrownBy(() -> Trials.run(6, threads, (index, ofOne) -> fail(index)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("trial 2");
    }
  }

  private static int fail(int index) {
    if (index >= 2) {
      throw new IllegalArgumentException("trial " + index);
    }
    return index;
  }

  @Test
  void anInterruptReachesAllThatRun() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(2);
    boolean[] flag = {false};
    int[] results = {0};
    Thread caller =
        new Thread(
            () -> {
              results[0] =
                  (int)
                      Trials.run(9, 2, (i, of) -> wait(begun)).stream()
                          .filter(Optional::isPresent)
                          .count();
              flag[0] = Thread.currentThread().isInterrupted();
            });
    caller.start();
    begun.await();
    caller.interrupt();
    caller.join();
    assertThat(flag[0]).isTrue();
    assertThat(results[0]).isZero();
  }

  private static int wait(CountDownLatch begun) {
    begun.countDown();
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    return 0;
  }
}
