package org.nmf4j.select;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.Splitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds how many components a matrix has, by the error on entries that are held out. Immutable:
 * each option method returns a changed copy.
 *
 * <pre>{@code
 * NmfModel model = RankSearch.upTo(12).fit(a);
 * RankSurvey survey = RankSearch.between(2, 8).starts(10).survey(a);
 * }</pre>
 *
 * <p>Each rank is fitted from several starts to the entries outside each of several {@link Folds},
 * and to all entries. The choice is the smallest rank whose mean loss on the folds is within one
 * standard error of the lowest (Breiman et al. 1984, doi:10.1201/9781315139470); beside it stand,
 * as {@link RankSurvey#votes votes}, how well the starts agree on clusters (Brunet et al. 2004,
 * doi:10.1073/pnas.0308531101; Kim and Park 2007, doi:10.1093/bioinformatics/btm134) and on
 * components, and how many components variational Bayes keeps. Of a fold, the fit of a rank goes on
 * from that of the rank before, with small random components beside its own; fits to all entries
 * start by themselves.
 *
 * <p>Fits run side by side, each on one thread where they are as many as the threads. The result
 * depends neither on the number of threads nor on which is done first. An interrupt ends the search
 * with what is known by then, and leaves the thread's flag set.
 */
public final class RankSearch implements Cloneable {

  private static final Logger LOG = LoggerFactory.getLogger(RankSearch.class);

  private static final int DEFAULT_FOLDS = 5;
  private static final int DEFAULT_STARTS = 5;

  // Only ever changed in a copy that nobody else has seen yet.
  private final int from;
  private final int to;

  /** Whether ranks that the matrix has no room for are left out, and not refused. */
  private final boolean isBound;

  private Nmf nmf = Nmf.ofRank(1);
  private Folds folds = Folds.ofEntries(DEFAULT_FOLDS);
  private int starts = DEFAULT_STARTS;
  private long seed;
  private int threads = Runtime.getRuntime().availableProcessors();
  private Optional<Duration> budget = Optional.empty();
  private Consumer<Progress> listener = progress -> {};

  /** Null to keep nothing. */
  private Path directory;

  private RankSearch(int from, int to, boolean isBound) {
    this.from = from;
    this.to = to;
    this.isBound = isBound;
  }

  /**
   * A search among the ranks from 1 on.
   *
   * @param most the largest rank, ≥ 1; of a small matrix no more than it has room for
   * @return a search by five folds of entries and five starts
   * @throws IllegalArgumentException if it is not positive
   */
  public static RankSearch upTo(int most) {
    requireAscending(1, most);
    return new RankSearch(1, most, true);
  }

  /**
   * A search among some ranks.
   *
   * @param from the smallest, ≥ 1
   * @param to the largest, not below
   * @return a search by five folds of entries and five starts
   * @throws IllegalArgumentException if they are not such
   */
  public static RankSearch between(int from, int to) {
    requireAscending(from, to);
    return new RankSearch(from, to, false);
  }

  private static void requireAscending(int from, int to) {
    if (from < 1 || to < from) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "ranks must be ≥ 1 and ascend, got %d to %d", from, to));
    }
  }

  private RankSearch with(Consumer<RankSearch> change) {
    try {
      RankSearch changed = (RankSearch) clone();
      change.accept(changed);
      return changed;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * How to fit, but for the rank, the seed, the starts and the threads, of which this search has
   * its own; the root-mean-square error over non-negative factors by default. What the fit would
   * look for by itself, such as a penalty, is looked for once, at the largest rank.
   *
   * @param nmf of any rank
   * @return a changed copy
   */
  public RankSearch by(Nmf nmf) {
    Objects.requireNonNull(nmf, "nmf");
    return with(search -> search.nmf = nmf);
  }

  /**
   * How entries are held out; five folds of entries by default.
   *
   * @param folds such as {@link Folds#ofBlocks}
   * @return a changed copy
   */
  public RankSearch folds(Folds folds) {
    Objects.requireNonNull(folds, "folds");
    return with(search -> search.folds = folds);
  }

  /**
   * Takes so many folds of entries.
   *
   * @param count ≥ 2
   * @return a changed copy
   * @throws IllegalArgumentException if there are fewer than two
   */
  public RankSearch folds(int count) {
    return folds(Folds.ofEntries(count));
  }

  /**
   * Takes so many starts of each rank; five by default. With one there is no consensus.
   *
   * @param count ≥ 1
   * @return a changed copy
   * @throws IllegalArgumentException if the number is not positive
   */
  public RankSearch starts(int count) {
    requirePositive("starts", count);
    return with(search -> search.starts = count);
  }

  /**
   * The seed of the folds and of the first start; the others have those that follow it. 0 by
   * default.
   *
   * @param seed any number
   * @return a changed copy
   */
  public RankSearch seed(long seed) {
    return with(search -> search.seed = seed);
  }

  /**
   * The number of threads, by default that of the processors. The result does not depend on it.
   *
   * @param threads ≥ 1
   * @return a changed copy
   * @throws IllegalArgumentException if the number is not positive
   */
  public RankSearch threads(int threads) {
    requirePositive("threads", threads);
    return with(search -> search.threads = threads);
  }

  private static void requirePositive(String name, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be ≥ 1, got %d", name, count));
    }
  }

  /**
   * Begins no fit when so much time is over. The survey is then of the ranks that were fitted from
   * one start at least to all folds, and of as many starts as were.
   *
   * @param budget > 0
   * @return a changed copy
   * @throws IllegalArgumentException if the time is not positive
   */
  public RankSearch timeBudget(Duration budget) {
    if (budget.isNegative() || budget.isZero()) {
      throw new IllegalArgumentException("time budget must be > 0, got " + budget);
    }
    return with(search -> search.budget = Optional.of(budget));
  }

  /**
   * Has the search keep what its fits have given in files, and not do again what it finds there: a
   * search that was killed goes on, and one with more starts makes these only. Files of other
   * matrices, folds or fits may lie in the same directory. One fit is made again to tell whether
   * they are others.
   *
   * @param directory is made if it is not there
   * @return a changed copy
   */
  public RankSearch keepIn(Path directory) {
    Objects.requireNonNull(directory, "directory");
    return with(search -> search.directory = directory);
  }

  /**
   * How far a search is.
   *
   * @param fits done
   * @param all of them
   * @param elapsed time since the search began
   */
  public record Progress(int fits, int all, Duration elapsed) {}

  /**
   * Has a listener told of each fit that is done.
   *
   * @param listener called on any thread, by one at a time
   * @return a changed copy
   */
  public RankSearch listener(Consumer<Progress> listener) {
    Objects.requireNonNull(listener, "listener");
    return with(search -> search.listener = listener);
  }

  /**
   * Looks at all ranks.
   *
   * @param a m×n, NaN where missing; not changed
   * @return what was seen, and the choice
   * @throws IllegalArgumentException as {@link #survey(MaskedMatrix)}
   */
  public RankSurvey survey(INDArray a) {
    return survey(MaskedMatrix.of(a));
  }

  /**
   * Looks at all ranks.
   *
   * @param a m×n
   * @return what was seen, and the choice
   * @throws IllegalArgumentException if the matrix doesn't suit the fit, has no room for a rank,
   *     too few entries for the folds, or a background
   * @throws IllegalStateException if time, or an interrupt, left no rank that was fitted to all
   *     folds
   */
  public RankSurvey survey(MaskedMatrix a) {
    Objects.requireNonNull(a, "a");
    if (!a.background().isMissing()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a search for the rank holds entries out, which then would be %s: list zeros that"
                  + " count, or name the rank",
              a.background()));
    }
    List<Splitter> splitters = folds.of(a, seed);
    int[] ranks = IntStream.rangeClosed(from, largest(a, splitters)).toArray();
    Nmf settled = nmf.rank(ranks[ranks.length - 1]).threads(threads).seed(seed).settledFor(a);
    RankProgress progress =
        new RankProgress(RankTrials.fits(ranks.length, starts, splitters.size()), budget, listener);
    RankTrials trials =
        new RankTrials(
            a, settled, ranks, starts, seed, splitters, progress, store(a, settled, splitters));
    RankSurvey survey = trials.run(threads);
    LOG.info("{}", survey.words());
    return survey;
  }

  /**
   * Surveys, and fits to all entries with the chosen rank, from as many starts.
   *
   * @param a m×n, NaN where missing; not changed
   * @return the model with the lowest objective
   * @throws IllegalArgumentException as {@link #survey(MaskedMatrix)}
   */
  public NmfModel fit(INDArray a) {
    return fit(MaskedMatrix.of(a));
  }

  /**
   * Surveys, and fits to all entries with the chosen rank, from as many starts.
   *
   * @param a m×n
   * @return the model with the lowest objective
   * @throws IllegalArgumentException as {@link #survey(MaskedMatrix)}
   * @throws IllegalStateException as {@link #survey(MaskedMatrix)}
   */
  public NmfModel fit(MaskedMatrix a) {
    int rank = survey(a).choice();
    return nmf.rank(rank).seed(seed).starts(starts).threads(threads).fit(a);
  }

  private int largest(MaskedMatrix a, List<Splitter> splitters) {
    int room = splitters.stream().mapToInt(fold -> room(a, fold)).min().orElseThrow();
    if (to <= room) {
      return to;
    }
    if (isBound) {
      return room;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "ranks must be in [1, %d] for A of shape (%d×%d), as folds leave no more entries of any"
                + " row, or column, that they take some of, got %d",
            room,
            a.rows(),
            a.columns(),
            to));
  }

  /**
   * The most components that what a fold leaves could tell: of more than a row has entries left,
   * any would do.
   */
  private static int room(MaskedMatrix a, Splitter fold) {
    int[] rows = new int[a.rows()];
    int[] columns = new int[a.columns()];
    boolean[] isRowTaken = new boolean[a.rows()];
    boolean[] isColumnTaken = new boolean[a.columns()];
    Splitter.Choice choice = fold.of(a);
    a.forEachObserved(
        (row, column, value, weight) -> {
          boolean isTaken = choice.isTest(row, column);
          isRowTaken[row] |= isTaken;
          isColumnTaken[column] |= isTaken;
          rows[row] += isTaken ? 0 : 1;
          columns[column] += isTaken ? 0 : 1;
        });
    return Math.min(most(rows, isRowTaken), most(columns, isColumnTaken));
  }

  private static int most(int[] left, boolean[] isTaken) {
    return IntStream.range(0, left.length)
        .filter(line -> isTaken[line])
        .map(line -> left[line])
        .max()
        .orElseThrow();
  }

  private TrialStore store(MaskedMatrix a, Nmf settled, List<Splitter> splitters) {
    if (directory == null) {
      return TrialStore.none();
    }
    NmfModel model = settled.forTrials().rank(from).fit(a);
    String fits =
        String.format(
            Locale.ROOT,
            "%s seed %d ranks %d-%d: %.4e after %d",
            settled,
            seed,
            from,
            to,
            model.report().orElseThrow().objective(),
            model.report().orElseThrow().iterations());
    return TrialStore.in(directory, a, splitters, fits);
  }
}
