package org.nmf4j.matrix;

import java.util.Arrays;
import java.util.BitSet;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The ways to set entries aside. Rows are those whose entries come one after the other, such as
 * users. Of a row that is split by itself, at least one entry stays in the train part. The same
 * seed gives the same parts.
 */
public final class Splitters {

  private Splitters() {}

  /**
   * Any entries, at random.
   *
   * @param testFraction the part to set aside, in (0, 1); {@code round(testFraction · N)} entries,
   *     at least 1 and at most N − 1
   * @param seed of the random choice
   * @return the splitter
   * @throws IllegalArgumentException if the fraction is out of range
   */
  public static Splitter random(double testFraction, long seed) {
    requireFraction(testFraction);
    return a -> {
      if (a.observed() < 2) {
        throw new IllegalArgumentException(
            "a split needs at least 2 observed entries, A has " + a.observed());
      }
      long wanted =
          Math.min(Math.max(Math.round(testFraction * a.observed()), 1), a.observed() - 1);
      Selection selection = new Selection(wanted, a.observed(), new SplittableRandom(seed));
      return (row, column) -> selection.next();
    };
  }

  /**
   * The same part of each row, at random.
   *
   * @param testFraction the part to set aside, in (0, 1); of a row of N entries {@code
   *     round(testFraction · N)}, at most N − 1
   * @param seed of the random choice
   * @return the splitter
   * @throws IllegalArgumentException if the fraction is out of range
   */
  public static Splitter randomInRows(double testFraction, long seed) {
    requireFraction(testFraction);
    return a -> {
      int[] lengths = new int[a.rows()];
      a.forEachObserved((row, column, value, weight) -> lengths[row]++);
      SplittableRandom random = new SplittableRandom(seed);
      return new InRows(
          row -> new Selection(part(testFraction, lengths[row]), lengths[row], random));
    };
  }

  /**
   * The last entries of each row by their times, such as the last rating of each user; of several
   * of one time any, the same ones each time.
   *
   * @param n how many of each row, ≥ 1; N − 1 of a row of N ≤ n entries
   * @return a splitter for {@linkplain SparseBuilder#keepingTimes matrices with times}
   * @throws IllegalArgumentException if the number is not positive
   */
  public static Splitter lastInRows(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n must be ≥ 1, got " + n);
    }
    return latest(length -> Math.min(n, length - 1));
  }

  /**
   * The last part of each row's entries by their times; of several of one time any, the same ones
   * each time.
   *
   * @param testFraction the part to set aside, in (0, 1); of a row of N entries {@code
   *     round(testFraction · N)}, at most N − 1
   * @return a splitter for {@linkplain SparseBuilder#keepingTimes matrices with times}
   * @throws IllegalArgumentException if the fraction is out of range
   */
  public static Splitter lastPartOfRows(double testFraction) {
    requireFraction(testFraction);
    return latest(length -> part(testFraction, length));
  }

  /**
   * All entries of a time and later.
   *
   * @param time in the entries' unit: of files, numbers as they are there, and dates in seconds
   *     since 1970
   * @return a splitter for {@linkplain SparseBuilder#keepingTimes matrices with times}
   * @throws IllegalArgumentException if the time is NaN
   */
  public static Splitter since(double time) {
    if (Double.isNaN(time)) {
      throw new IllegalArgumentException("time must be a number, got NaN");
    }
    return a -> {
      CompressedLines rows = timed(a);
      DoubleSummaryStatistics times =
          IntStream.range(0, rows.entries()).mapToDouble(rows::time).summaryStatistics();
      if (!(times.getMin() < time && time <= times.getMax())) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "time must part the entries, which are of %s to %s, got %s",
                shown(times.getMin()),
                shown(times.getMax()),
                shown(time)));
      }
      return inOrder(entry -> rows.time(entry) >= time);
    };
  }

  /**
   * Splits for cross-validation: each entry is in the test part of one of them.
   *
   * @param k how many, ≥ 2, of which no two differ in size by more than one entry
   * @param seed of the random choice
   * @return k splitters, of which each is asked for its parts when it is its turn
   * @throws IllegalArgumentException if there are fewer than two
   */
  public static List<Splitter> folds(int k, long seed) {
    if (k < 2) {
      throw new IllegalArgumentException("k must be ≥ 2, got " + k);
    }
    return IntStream.range(0, k).mapToObj(fold -> fold(fold, k, seed)).toList();
  }

  private static Splitter fold(int fold, int k, long seed) {
    return a -> {
      if (a.observed() < k) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%d folds need as many observed entries, A has %d", k, a.observed()));
      }
      long[] needed = new long[k];
      Arrays.setAll(needed, i -> (a.observed() + i) / k);
      long[] left = {a.observed()};
      SplittableRandom random = new SplittableRandom(seed);
      return (row, column) -> {
        long draw = random.nextLong(left[0]--);
        int drawn = 0;
        while (draw >= needed[drawn]) {
          draw -= needed[drawn++];
        }
        needed[drawn]--;
        return drawn == fold;
      };
    };
  }

  private static void requireFraction(double testFraction) {
    if (!(testFraction > 0 && testFraction < 1)) {
      throw new IllegalArgumentException("testFraction must be in (0, 1), got " + testFraction);
    }
  }

  private static int part(double testFraction, int length) {
    return (int) Math.min(Math.round(testFraction * length), length - 1L);
  }

  /**
   * @param part how many of a row of so many entries
   */
  private static Splitter latest(IntUnaryOperator part) {
    return a -> {
      CompressedLines rows = timed(a);
      BitSet latest = new BitSet(rows.entries());
      for (int row = 0; row < rows.count(); row++) {
        if (rows.length(row) > 0) {
          addLatest(rows, row, part.applyAsInt(rows.length(row)), latest);
        }
      }
      return inOrder(latest::get);
    };
  }

  private static void addLatest(CompressedLines rows, int row, int count, BitSet latest) {
    double[] times =
        IntStream.range(rows.start(row), rows.start(row + 1))
            .mapToDouble(rows::time)
            .sorted()
            .toArray();
    double first = count == 0 ? Double.POSITIVE_INFINITY : times[times.length - count];
    int later = (int) Arrays.stream(times).filter(time -> time > first).count();
    int equal = (int) Arrays.stream(times).filter(time -> time == first).count();
    // Columns are in the order of their names, which is no reason to take those at the end.
    Selection ofEqual = new Selection(count - later, equal, new SplittableRandom(row));
    for (int entry = rows.start(row); entry < rows.start(row + 1); entry++) {
      boolean isLater = rows.time(entry) > first;
      latest.set(entry, isLater || (rows.time(entry) == first && ofEqual.next()));
    }
  }

  private static CompressedLines timed(MaskedMatrix a) {
    boolean isTimed = a.choose(dense -> false, sparse -> sparse.byRows().isTimed());
    if (!isTimed) {
      throw new IllegalArgumentException(
          "a split by time needs the times of entries, A has none: SparseBuilder.keepingTimes and"
              + " ReadOptions.keepTimes keep them");
    }
    return SparseMatrix.from(a).byRows();
  }

  private static String shown(double time) {
    return Math.rint(time) == time && Math.abs(time) < 1L << 53
        ? Long.toString((long) time)
        : Double.toString(time);
  }

  /** Of entries by their numbers. */
  private static Splitter.Choice inOrder(IntPredicate isTest) {
    int[] next = {0};
    return (row, column) -> isTest.test(next[0]++);
  }

  /** Draws from each row by itself. */
  private static final class InRows implements Splitter.Choice {

    private final IntFunction<Selection> ofRow;
    private int current = -1;
    private Selection selection;

    InRows(IntFunction<Selection> ofRow) {
      this.ofRow = ofRow;
    }

    @Override
    public boolean isTest(int row, int column) {
      if (row != current) {
        current = row;
        selection = ofRow.apply(row);
      }
      return selection.next();
    }
  }
}
