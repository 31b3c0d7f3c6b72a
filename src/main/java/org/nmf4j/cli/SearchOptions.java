package org.nmf4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.nmf4j.Nmf;
import org.nmf4j.select.Folds;
import org.nmf4j.select.RankSearch;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which ranks to look at, and how. */
final class SearchOptions {

  @Option(
      names = "--ranks",
      paramLabel = "FROM-TO",
      description =
          "Ranks to look at, as in 2-12 (default: from 1 to 12, or what there is room for).")
  private String ranks;

  @Option(
      names = "--folds",
      paramLabel = "N|NxM",
      defaultValue = "5",
      description =
          "Parts that the entries are held out in; NxM: blocks of N parts of the rows by M of the"
              + " columns (default: ${DEFAULT-VALUE}).")
  private String folds;

  @Option(
      names = "--starts",
      paramLabel = "N",
      defaultValue = "5",
      description = "Fits of each rank and fold, from other starts (default: ${DEFAULT-VALUE}).")
  private int starts;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Steps of each fit (default: up to 2000, until --tolerance).")
  private Integer iterations;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description = "When a fit is done, as of factorize (default: by its solver).")
  private Double tolerance;

  @Option(
      names = "--time-budget",
      paramLabel = "SECONDS",
      description = "Begin no more fits after so long (default: no limit).")
  private Double timeBudget;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Of the folds and the first start (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "Threads to compute on; the result is the same (default: all processors).")
  private Integer threads;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description =
          "Keep what fits have given in this directory, and go on from it when started again (default:"
              + " not kept).")
  private Path keep;

  /**
   * @throws IllegalArgumentException if an option is out of range
   */
  RankSearch toSearch(Nmf plain) {
    Nmf limited = OptionValues.set(plain, "--iterations", Nmf::iterations, iterations);
    Nmf nmf = OptionValues.set(limited, "--tolerance", Nmf::tolerance, tolerance);
    RankSearch search = amongRanks().by(nmf).folds(toFolds()).seed(seed);
    RankSearch withStarts = OptionValues.of("--starts", () -> search.starts(starts));
    RankSearch threaded =
        threads == null
            ? withStarts
            : OptionValues.of("--threads", () -> withStarts.threads(threads));
    RankSearch timed =
        timeBudget == null
            ? threaded
            : OptionValues.of("--time-budget", () -> threaded.timeBudget(seconds(timeBudget)));
    return keep == null ? timed : timed.keepIn(keep);
  }

  private static Duration seconds(double seconds) {
    if (!(seconds > 0 && seconds < 1e9)) {
      throw new IllegalArgumentException(
          "--time-budget must be in (0, 1e9) seconds, got " + seconds);
    }
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private RankSearch amongRanks() {
    if (ranks == null) {
      return RankSearch.upTo(FitOptions.MOST_FOUND);
    }
    int[] ends = numbers("--ranks", "two numbers, as in 2-12", ranks, "-", 2);
    return OptionValues.of("--ranks", () -> RankSearch.between(ends[0], ends[1]));
  }

  private Folds toFolds() {
    if (!folds.contains("x")) {
      int count = numbers("--folds", "a number, or two, as in 3x3", folds, "x", 1)[0];
      return OptionValues.of("--folds", () -> Folds.ofEntries(count));
    }
    int[] parts = numbers("--folds", "a number, or two, as in 3x3", folds, "x", 2);
    return OptionValues.of("--folds", () -> Folds.ofBlocks(parts[0], parts[1]));
  }

  /**
   * @throws IllegalArgumentException if the text is not so many whole numbers
   */
  private static int[] numbers(
      String option, String rule, String text, String separator, int count) {
    String[] parts = text.split(separator, -1);
    try {
      if (parts.length == count) {
        return Stream.of(parts).mapToInt(OptionValues::integer).toArray();
      }
    } catch (TypeConversionException e) {
      // Said below, as of too many.
    }
    throw new IllegalArgumentException(option + " must be " + rule + ", got \"" + text + "\"");
  }
}
