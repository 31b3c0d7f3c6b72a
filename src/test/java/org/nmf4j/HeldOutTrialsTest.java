package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.matrix.MaskedMatrix;

class HeldOutTrialsTest {

  @Test
  void noneIsBegunAfterAnInterrupt() {
    MaskedMatrix a = MaskedMatrix.of(Nd4j.ones(20, 10));
    HeldOutTrials trials = new HeldOutTrials(a, 20, 1_000);
    Nmf nmf =
        Nmf.ofRank(1)
            .initializer(
                (matrix, rank, seed) -> {
                  throw new AssertionError("a fit began");
                });
    Thread.currentThread().interrupt();
    try {
      assertThat(trials.error(nmf)).isNaN();
    } finally {
      Thread.interrupted();
    }
  }
}
