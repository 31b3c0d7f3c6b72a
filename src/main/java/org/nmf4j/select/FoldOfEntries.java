package org.nmf4j.select;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.Splitter;

/** Which fold each observed entry is in, if any. */
final class FoldOfEntries {

  private static final int NONE = -1;

  /** Gives the fold of an entry, asked row by row. */
  @FunctionalInterface
  interface Choice {
    int of(int row, int column);
  }

  private final int count;

  /** Of the entries row by row, in a row by ascending column. */
  private final int[] folds;

  /**
   * Each entry goes where its row and its column have fewest, by chance among equals.
   *
   * @throws IllegalArgumentException if a fold has no entry
   */
  FoldOfEntries(MaskedMatrix a, int count, long seed) {
    this(a, count, balanced(a, count, seed));
  }

  /**
   * As chosen, but for what would empty a row or a column.
   *
   * @throws IllegalArgumentException if a fold has no entry
   */
  FoldOfEntries(MaskedMatrix a, int count, Choice choice) {
    this.count = count;
    folds = new int[Math.toIntExact(a.observed())];
    int[] next = {0};
    a.forEachObserved((row, column, v, weight) -> folds[next[0]++] = choice.of(row, column));
    keepLines(a);
    for (int fold = 0; fold < count; fold++) {
      int wanted = fold;
      if (Arrays.stream(folds).noneMatch(other -> other == wanted)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "folds must be so few that each can hold an entry out without emptying a row or"
                    + " column, got %d for A of shape (%d×%d) with %d entries",
                count,
                a.rows(),
                a.columns(),
                a.observed()));
      }
    }
  }

  private static Choice balanced(MaskedMatrix a, int count, long seed) {
    int[][] ofRows = new int[a.rows()][count];
    int[][] ofColumns = new int[a.columns()][count];
    SplittableRandom random = new SplittableRandom(seed);
    return (row, column) -> {
      int best = 0;
      int least = Integer.MAX_VALUE;
      int equals = 0;
      for (int fold = 0; fold < count; fold++) {
        int taken = ofRows[row][fold] + ofColumns[column][fold];
        equals = taken < least ? 1 : taken == least ? equals + 1 : equals;
        if (taken < least || (taken == least && random.nextInt(equals) == 0)) {
          least = taken;
          best = fold;
        }
      }
      ofRows[row][best]++;
      ofColumns[column][best]++;
      return best;
    };
  }

  private void keepLines(MaskedMatrix a) {
    keepLines(a, a.rows(), (row, column) -> row);
    keepLines(a, a.columns(), (row, column) -> column);
  }

  /** The last entry of a line of which all are in one fold is taken out of it. */
  private void keepLines(MaskedMatrix a, int lines, Choice lineOf) {
    // Those that are in no fold stay, whatever is held out: as good as those of another fold.
    int several = count;
    int[] foldOfLine = new int[lines];
    int[] last = new int[lines];
    Arrays.fill(foldOfLine, NONE);
    int[] next = {0};
    a.forEachObserved(
        (row, column, value, weight) -> {
          int line = lineOf.of(row, column);
          int fold = folds[next[0]] == NONE ? several : folds[next[0]];
          boolean isSame = foldOfLine[line] == NONE || foldOfLine[line] == fold;
          foldOfLine[line] = isSame ? fold : several;
          last[line] = next[0]++;
        });
    IntStream.range(0, lines)
        .filter(line -> foldOfLine[line] != NONE && foldOfLine[line] != several)
        .forEach(line -> folds[last[line]] = NONE);
  }

  List<Splitter> splitters() {
    return IntStream.range(0, count).mapToObj(this::splitter).toList();
  }

  private Splitter splitter(int fold) {
    return a -> {
      int[] next = {0};
      return (row, column) -> folds[next[0]++] == fold;
    };
  }
}
