package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.nmf4j.Nmf;
import org.nmf4j.checkpoint.Checkpoints;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.recommend.RankingEvaluator;
import org.nmf4j.select.RankSearch;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** All that says how a model is fitted to a matrix. */
final class FitOptions {

  /** Those that leave a table's fit what it is by itself. */
  private static final Set<String> OF_TABLES =
      Set.of(
          "--rank",
          "--iterations",
          "--tolerance",
          "--time-budget",
          "--holdout",
          "--patience",
          "--split",
          "--top",
          "--relevant-from",
          "--weights",
          "--clip",
          "--scale",
          "--seed",
          "--starts",
          "--averaged",
          "--threads",
          "--checkpoint",
          "--checkpoint-every");

  /** More only take memory; up to a fixed number, so that a command is the same everywhere. */
  private static final int MANY_THREADS = 64;

  private static final int THREADS_OF_ONE = 8;

  /** The largest rank that is looked at where it is to be found. */
  static final int MOST_FOUND = 12;

  @Mixin private WeightsOption weightsOption;

  @Mixin private RankOption rankOption;

  @Mixin private SpecificationOptions specificationOptions;

  @Mixin private InitialOptions initialOptions;

  @Mixin private StoppingOptions stoppingOptions;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "Entries to fit without and to measure on, beside means: 0.2, a part of them at random;"
              + " user:0.2, of each row's; last:1, so many of each row that are the latest; time:0.2,"
              + " the latest part of each row's; time:2024-01-31, those since then (default: none).")
  private String split;

  @Mixin private RankingOptions rankingOptions;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Of all random choices (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--starts",
      paramLabel = "N",
      description =
          "Fit N times, with --seed and those that follow it, each within the limits above, and keep"
              + " the best by the held-out loss, or by the objective without --holdout (default: 1).")
  private Integer starts;

  @Option(
      names = "--averaged",
      description =
          "Take the mean of all --starts in place of the best: a model of N·K components, without"
              + " intervals of its own (default: ${DEFAULT-VALUE}).")
  private boolean averaged;

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "Threads to compute on; the result is the same (default: all processors).")
  private Integer threads;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description =
          "Keep the state of the fit in this directory, and go on from it when started again"
              + " (default: not kept).")
  private Path checkpoint;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description = "Keep a state every N steps (default: every minute; needs --checkpoint).")
  private Integer checkpointEvery;

  Optional<Integer> rank() {
    return rankOption.number();
  }

  /** Whether the rank is to be found. */
  boolean findsRank() {
    return rankOption.isAuto();
  }

  /** The search for the rank of fits by a specification made of these options. */
  RankSearch rankSearch(Nmf nmf) {
    RankSearch search = RankSearch.upTo(MOST_FOUND).by(nmf).seed(seed);
    return threads == null ? search : search.threads(threads);
  }

  StoppingOptions stopping() {
    return stoppingOptions;
  }

  /**
   * The specification, without what has to be read from files; of any rank if that is to be found.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  Nmf toNmf() {
    if (findsRank() && initialOptions.areFactors()) {
      throw new IllegalArgumentException("--rank auto can't be had with --init-w and --init-h");
    }
    if (findsRank()) {
      return withRules(initialOptions.addTo(specificationOptions.addTo(Nmf.ofRank(1))));
    }
    int rank = rank().orElseThrow(() -> new IllegalArgumentException("--rank is needed"));
    Nmf plain = OptionValues.of("--rank", () -> Nmf.ofRank(rank));
    return withRules(initialOptions.addTo(specificationOptions.addTo(plain)));
  }

  /**
   * The specification of a table's fit, of which neither solver nor objective is named.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  Nmf toNmfOfTable() {
    Nmf plain =
        rank()
            .map(rank -> OptionValues.of("--rank", () -> Nmf.forTables(rank)))
            .orElseGet(Nmf::forTables);
    return withRules(specificationOptions.model().addToTable(plain));
  }

  /** An option that makes a table's fit another than it is by itself, if one is given. */
  Optional<String> notOfTable(CommandSpec command) {
    Set<String> all = command.mixins().get("fitOptions").optionsMap().keySet();
    return command.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .filter(name -> all.contains(name) && !OF_TABLES.contains(name))
        .findFirst();
  }

  /**
   * @throws IllegalArgumentException if these options leave no fit that knows intervals
   */
  void requireIntervals() {
    boolean isOther =
        specificationOptions.solver().isNamed() && !specificationOptions.solver().isBayes();
    if (!splitsAtRandom() && (averaged || isOther)) {
      throw new IllegalArgumentException(
          "--interval needs --split 0.2 beside "
              + (averaged ? "--averaged" : "another --solver than bayes"));
    }
  }

  private Nmf withRules(Nmf specification) {
    boolean isParted = splitRule().isPresent();
    if (ranking().isPresent() && !isParted) {
      throw new IllegalArgumentException(
          "--top needs --split: it is measured on what is set aside");
    }
    Nmf nmf = stoppingOptions.addTo(specification.seed(seed));
    nmf = OptionValues.set(nmf, "--threads", Nmf::threads, boundedThreads());
    return withCheckpoints(withStarts(nmf));
  }

  private Nmf withStarts(Nmf nmf) {
    if (averaged && starts == null) {
      throw new IllegalArgumentException("--averaged needs --starts");
    }
    boolean areSeveral = starts != null && starts > 1;
    if (areSeveral && !initialOptions.areRandom()) {
      throw new IllegalArgumentException("--starts is for random ones, --init random");
    }
    if (areSeveral && checkpoint != null) {
      throw new IllegalArgumentException(
          "--checkpoint keeps the state of one start, got --starts " + starts);
    }
    Nmf several = OptionValues.set(nmf, "--starts", Nmf::starts, starts);
    return averaged ? several.averaged() : several;
  }

  private Integer boundedThreads() {
    int most = Math.max(MANY_THREADS, THREADS_OF_ONE * Runtime.getRuntime().availableProcessors());
    if (threads != null && threads > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--threads must be in [1, %d] on %d processors, got %d",
              most,
              Runtime.getRuntime().availableProcessors(),
              threads));
    }
    return threads;
  }

  private Nmf withCheckpoints(Nmf nmf) {
    if (checkpoint == null) {
      if (checkpointEvery != null) {
        throw new IllegalArgumentException("--checkpoint-every needs --checkpoint");
      }
      return nmf;
    }
    Checkpoints kept = Checkpoints.into(checkpoint);
    return nmf.checkpoint(
        checkpointEvery == null
            ? kept
            : OptionValues.of("--checkpoint-every", () -> kept.every(checkpointEvery)));
  }

  private Optional<SplitRule> splitRule() {
    return Optional.ofNullable(split)
        .map(text -> OptionValues.of("--split", () -> SplitRule.of(text)));
  }

  /** Whether entries are set aside of which any may be, as likely as another. */
  boolean splitsAtRandom() {
    return splitRule().filter(SplitRule::isRandom).isPresent();
  }

  /** Whether the matrix' entries have to have times. */
  boolean needTimes() {
    return splitRule().filter(SplitRule::needsTimes).isPresent();
  }

  /** What the ranking is measured by on entries set aside, if it is. */
  Optional<RankingEvaluator> ranking() {
    return rankingOptions.evaluator();
  }

  /**
   * The parts of a matrix to fit to and to test on, if that is asked for.
   *
   * @throws IllegalArgumentException if it has too few entries
   */
  Optional<MaskedMatrix.Split> split(MaskedMatrix a) {
    return splitRule().map(rule -> a.split(rule.seeded().apply(seed)));
  }

  /** A matrix with its weights, if there are such. */
  MaskedMatrix weighted(MaskedMatrix a, ReadingOptions reading, PrintWriter err)
      throws IOException {
    return weightsOption.addTo(a, reading, err);
  }

  InitialOptions initial() {
    return initialOptions;
  }

  /** Some files, and those that these options name; null where one is not given. */
  List<Path> filesWith(Path... files) {
    return Stream.of(Stream.of(files), initialOptions.files(), weightsOption.files())
        .flatMap(some -> some)
        .toList();
  }
}
