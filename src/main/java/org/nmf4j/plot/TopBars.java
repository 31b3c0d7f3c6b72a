package org.nmf4j.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What each component weighs most, as bars. */
final class TopBars {

  private TopBars() {}

  /**
   * @param weights k components, one a row
   * @param names of what they weigh, none for numbers from 0
   */
  static Plot of(double[][] weights, List<String> names, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be ≥ 1, got " + count);
    }
    int shown = Math.min(count, weights[0].length);
    List<Painter> panels = new ArrayList<>();
    for (int c = 0; c < weights.length; c++) {
      double[] of = weights[c];
      int[] top = largest(of, shown);
      List<String> topNames =
          Arrays.stream(top)
              .mapToObj(i -> names.isEmpty() ? Integer.toString(i) : names.get(i))
              .toList();
      double[] numbers = Arrays.stream(top).mapToDouble(i -> of[i]).toArray();
      panels.add(new Bars("Component " + (c + 1), topNames, numbers, c));
    }
    int columns = Math.min(weights.length, 2);
    int lines = (weights.length + columns - 1) / columns;
    return new Plot(new Panels(panels, columns), lines * (Bars.HEAD + shown * Bars.ROW + Text.GAP));
  }

  /** Where the largest numbers are, the largest first. */
  static int[] largest(double[] numbers, int count) {
    return IntStream.range(0, numbers.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -numbers[i]))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
