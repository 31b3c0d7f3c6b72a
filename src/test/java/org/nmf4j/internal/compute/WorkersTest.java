package org.nmf4j.internal.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;

class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void runEachTaskOnceARound(int threads) {
    AtomicIntegerArray runs = new AtomicIntegerArray(37);
    try (Workers workers = new Workers(threads)) {
      for (int round = 0; round < 2_000; round++) {
        workers.forEach(
            runs.length(),
            (worker, index) -> {
              assertThat(worker).isBetween(0, threads - 1);
              runs.incrementAndGet(index);
            });
      }
    }
    for (int i = 0; i < runs.length(); i++) {
      assertThat(runs.get(i)).isEqualTo(2_000);
    }
  }

  @Test
  void passOnWhatATaskThrowsAndGoOn() {
    try (Workers workers = new Workers(3)) {
      assertThatThrownBy(
              () ->
                  workers.forEach(
                      10,
                      (worker, index) -> {
                        if (index == 5) {
                          throw new IllegalStateException("five");
                        }
                      }))
          .hasMessage("five");
      int[] seen = new int[10];
      workers.forEach(10, (worker, index) -> seen[index] = index);
      assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
  }

  @Test
  void giveBackTheThreadSettings() {
    Nd4j.create(1);
    int blas = openblas_nolapack.blas_get_num_threads();
    Environment environment = Nd4j.getEnvironment();
    int maxThreads = environment.maxThreads();
    int maxMasterThreads = environment.maxMasterThreads();
    try (Workers outer = new Workers(2)) {
      try (Workers inner = new Workers(1)) {
        assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(1);
      }
      assertThat(openblas_nolapack.blas_get_num_threads()).as("still in use").isEqualTo(1);
      assertThat(environment.maxThreads()).isEqualTo(1);
      assertThat(environment.maxMasterThreads()).isEqualTo(1);
    }
    assertThatThrownBy(() -> new Workers(Integer.MAX_VALUE)).isInstanceOf(OutOfMemoryError.class);
    assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(blas);
    assertThat(environment.maxThreads()).isEqualTo(maxThreads);
    assertThat(environment.maxMasterThreads()).isEqualTo(maxMasterThreads);
  }
}
