package org.nmf4j.matrix;

import java.util.List;

/** The rule that labels must keep. */
final class LabelRule {

  private LabelRule() {}

  /** Refuses labels that are neither none nor one each. */
  static void check(String name, List<String> labels, int count) {
    if (labels == null || (!labels.isEmpty() && labels.size() != count)) {
      throw new IllegalArgumentException(
          "%s labels must be none or %d, one each, got %s"
              .formatted(name, count, labels == null ? null : labels.size()));
    }
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i) == null) {
        throw new IllegalArgumentException(name + " labels must not be null, got null at " + i);
      }
    }
  }
}
