package org.nmf4j.cli;

import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.nmf4j.internal.format.Decimal;
import org.nmf4j.io.Times;
import org.nmf4j.matrix.Splitter;
import org.nmf4j.matrix.Splitters;

/**
 * What {@code --split} asks for.
 *
 * @param seeded the splitter by its seed
 * @param needsTimes whether it goes by the times of entries
 * @param isRandom whether any entry may be set aside, as likely as another
 */
record SplitRule(LongFunction<Splitter> seeded, boolean needsTimes, boolean isRandom) {

  private static final Map<String, Function<String, SplitRule>> NAMED =
      Map.of(
          "time", SplitRule::byTime,
          "last", SplitRule::last,
          "user", text -> seeded(Decimal.parse(text), Splitters::randomInRows, false));

  /**
   * As it is written.
   *
   * @throws IllegalArgumentException if there is none such, or its number is out of range
   */
  static SplitRule of(String text) {
    String[] parts = text.split(":", 2);
    try {
      return parts.length == 1
          ? seeded(Decimal.parse(text), Splitters::random, true)
          : NAMED.getOrDefault(parts[0], SplitRule::unknown).apply(parts[1]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "split must be as 0.2, user:0.2, last:1, time:0.2 or time:2024-01-31, got \""
              + text
              + '"',
          e);
    }
  }

  private static SplitRule unknown(String text) {
    throw new NumberFormatException(text);
  }

  /** Makes a splitter that sets a part aside. */
  @FunctionalInterface
  private interface Seeded {
    Splitter of(double part, long seed);
  }

  private static SplitRule seeded(double part, Seeded splitter, boolean isRandom) {
    splitter.of(part, 0); // Refused here if it is out of range.
    return new SplitRule(seed -> splitter.of(part, seed), false, isRandom);
  }

  private static SplitRule timed(Splitter splitter) {
    return new SplitRule(seed -> splitter, true, false);
  }

  private static SplitRule last(String text) {
    return timed(Splitters.lastInRows((int) Math.min(Decimal.parseWhole(text), Integer.MAX_VALUE)));
  }

  /** A part of each row, or a point in time. */
  private static SplitRule byTime(String text) {
    double time = Times.parse(text);
    if (Double.isNaN(time)) {
      return unknown(text);
    }
    boolean isPart = Decimal.isNumber(text) && time < 1;
    return timed(isPart ? Splitters.lastPartOfRows(time) : Splitters.since(time));
  }
}
