package org.nmf4j.cli;

import java.nio.file.Path;
import org.nmf4j.NmfModel;

/** What {@code --interval} needs, wherever it is. */
final class IntervalProbability {

  private IntervalProbability() {}

  /**
   * Checks it.
   *
   * @param probability null if the option is not given
   */
  static void require(Double probability) {
    if (probability != null && !(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException("--interval must be in (0, 1), got " + probability);
    }
  }

  /** Refuses a saved model without intervals if they are asked for. */
  static void requireKnown(Double probability, NmfModel model, Path file) {
    if (probability != null && !model.knowsUncertainty()) {
      throw new IllegalArgumentException(
          file + " knows no intervals: --interval needs a model of --solver bayes");
    }
  }
}
