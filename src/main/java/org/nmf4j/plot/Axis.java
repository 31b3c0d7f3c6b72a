package org.nmf4j.plot;

import java.awt.FontMetrics;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The lines along one side of a heat map.
 *
 * @param title what they are
 * @param labels their names, one each
 * @param areNumbers whether the names are numbers in order, of which some say enough
 */
record Axis(String title, List<String> labels, boolean areNumbers) {

  /** Room for a line of text. */
  static final int LINE = 13;

  /** Where some numbers say enough, they stand this much further apart. */
  private static final double SPACING = 1.6;

  private static final int[] STEPS = {2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};

  /** Names, or without them numbers from 0; in another order if one is given. */
  static Axis of(String title, List<String> names, int count, int[] order) {
    boolean isInOrder = IntStream.range(0, count).allMatch(i -> order[i] == i);
    List<String> labels =
        IntStream.of(order)
            .mapToObj(i -> names.isEmpty() ? Integer.toString(i) : names.get(i))
            .toList();
    return new Axis(title, labels, names.isEmpty() && isInOrder);
  }

  static Axis components(int count) {
    return new Axis(
        "component", IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList(), true);
  }

  int count() {
    return labels.size();
  }

  /** The longest label's width, at most that given. */
  int width(FontMetrics metrics, int most) {
    return Math.min(most, labels.stream().mapToInt(metrics::stringWidth).max().orElse(0));
  }

  /** Each how manyth line gets its label if one needs this much room; 0 if none does. */
  int step(int length, int room) {
    double cell = (double) length / count();
    if (!areNumbers) {
      return cell >= room ? 1 : 0;
    }
    return cell >= room
        ? 1
        : IntStream.of(STEPS).filter(step -> step * cell >= room * SPACING).findFirst().orElse(0);
  }

  /** The title, with the number of lines where they are not all named. */
  String title(int step) {
    return step == 1 ? title : title + " (" + count() + ")";
  }
}
