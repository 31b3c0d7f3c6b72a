package org.nmf4j.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MomentumTest {

  /** Up to its limit, which the last failure has set. */
  @Test
  void goesOnFromItsState() {
    Momentum momentum = Momentum.usual();
    for (int step = 0; step < 30; step++) {
      momentum.succeeded();
    }
    momentum.failed();
    Momentum restored = Momentum.usual();
    restored.restore(momentum.state());
    for (int step = 0; step < 100; step++) {
      assertThat(restored.beta()).isEqualTo(momentum.beta());
      momentum.succeeded();
      restored.succeeded();
    }
  }
}
