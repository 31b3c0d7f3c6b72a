package org.nmf4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.nmf4j.Nmf;
import org.nmf4j.checkpoint.Checkpoints;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.als.ReweightedLeastSquares;
import org.nmf4j.solver.bayes.VariationalBayes;
import org.nmf4j.solver.descent.ProjectedGradientDescent;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

final class FitOptions {

  private static final Map<String, Solver> SOLVERS =
      Map.of(
          "als", AlternatingLeastSquares.withDefaults(),
          "reweighted", ReweightedLeastSquares.withDefaults(),
          "gradient", ProjectedGradientDescent.withDefaults(),
          "bayes", VariationalBayes.withDefaults());

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

  @Option(
      names = {"-k", "--rank"},
      paramLabel = "K",
      description = "Number of components (default: none, a fit needs it).")
  private Integer rank;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      defaultValue = "rmse",
      description = "rmse, mse, mae, huber:1, kl, is or beta:0.5 (default: ${DEFAULT-VALUE}).")
  private String loss;

  @Option(
      names = "--solver",
      paramLabel = "als|reweighted|bayes|gradient",
      description =
          "als: alternating least squares, reweighted: the same with other weights at each step,"
              + " bayes: variational Bayes, which knows intervals, gradient: projected gradient"
              + " descent (default: als for rmse and mse, reweighted for other losses, gradient where"
              + " neither suits).")
  private String solver;

  @Option(
      names = "--updater",
      paramLabel = "NAME[:RATE]",
      description =
          "Of --solver gradient, which it implies: sgd:0.01, adam:0.05, amsgrad, adamax, nadam,"
              + " nesterovs, adagrad or rmsprop with a learning rate (default: steps as"
              + " long as the curvature allows).")
  private String updater;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Steps to take (default: up to 2000, until --tolerance).")
  private Integer iterations;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description =
          "Stop when 10 steps of als or reweighted, or 50 of gradient, lower the objective by less"
              + " than X times itself (default: 1e-4 of als, 1e-5 of reweighted, 1e-6 of gradient, or"
              + " none with --iterations).")
  private Double tolerance;

  @Option(
      names = "--time-budget",
      paramLabel = "SECONDS",
      description = "Stop after so long (default: no limit).")
  private Double timeBudget;

  @Option(
      names = "--holdout",
      paramLabel = "FRACTION",
      defaultValue = "0",
      description =
          "Part of the observed entries to fit without, for --patience and the report's held-out loss"
              + " (default: ${DEFAULT-VALUE}).")
  private double holdout;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop when the held-out loss is no better for N steps (default: never; needs --holdout).")
  private Integer patience;

  @Option(
      names = "--split",
      paramLabel = "FRACTION",
      description =
          "Part of the observed entries to fit without and to measure held-out rmse and mae on, as"
              + " in 0.2 (default: none).")
  private Double split;

  @Mixin private InitialOptions initialOptions;

  @Mixin private ModelOptions modelOptions;

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
    return Optional.ofNullable(rank);
  }

  int iterationLimit() {
    return iterations == null ? Integer.MAX_VALUE : iterations;
  }

  /**
   * The specification, without what has to be read from files.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  Nmf toNmf() {
    if (rank == null) {
      throw new IllegalArgumentException("--rank is needed");
    }
    Loss namedLoss = OptionValues.of("--loss", () -> Losses.named(loss));
    if (modelOptions.isPenaltySearched() && !byLeastSquares(namedLoss)) {
      throw new IllegalArgumentException("--l2 auto needs --solver als, and the loss rmse or mse");
    }
    Nmf plain = OptionValues.of("--rank", () -> Nmf.ofRank(rank)).loss(namedLoss);
    return withRules(initialOptions.addTo(modelOptions.addTo(withSolver(plain, namedLoss))));
  }

  /**
   * The specification of a table's fit, of which neither solver nor objective is named.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  Nmf toNmfOfTable() {
    Nmf plain =
        rank == null ? Nmf.forTables() : OptionValues.of("--rank", () -> Nmf.forTables(rank));
    return withRules(modelOptions.addToTable(plain));
  }

  /** Whether the options given leave a table's fit what it is by itself. */
  boolean areOfTable(CommandSpec command) {
    Set<String> all = command.mixins().get("fitOptions").optionsMap().keySet();
    return command.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .allMatch(name -> OF_TABLES.contains(name) || !all.contains(name));
  }

  private Nmf withRules(Nmf specification) {
    if (split != null && !(split > 0 && split < 1)) {
      throw new IllegalArgumentException("--split must be in (0, 1), got " + split);
    }
    if (patience != null && holdout == 0) {
      throw new IllegalArgumentException("--patience needs --holdout");
    }
    Nmf nmf = with(specification.seed(seed), "--holdout", Nmf::holdOut, holdout);
    nmf = with(nmf, "--iterations", Nmf::iterations, iterations);
    nmf = with(nmf, "--tolerance", Nmf::tolerance, tolerance);
    nmf = with(nmf, "--time-budget", Nmf::timeBudget, duration(timeBudget));
    nmf = with(nmf, "--threads", Nmf::threads, boundedThreads());
    nmf = with(nmf, "--patience", Nmf::patience, patience);
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
    Nmf several = with(nmf, "--starts", Nmf::starts, starts);
    return averaged ? several.averaged() : several;
  }

  private static <T> Nmf with(Nmf nmf, String option, BiFunction<Nmf, T, Nmf> setter, T value) {
    return value == null ? nmf : OptionValues.of(option, () -> setter.apply(nmf, value));
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

  private Nmf withSolver(Nmf nmf, Loss namedLoss) {
    if (solver != null && !SOLVERS.containsKey(solver)) {
      throw new IllegalArgumentException(
          "--solver must be als, reweighted, bayes or gradient, got \"" + solver + "\"");
    }
    if (updater != null && solver != null && !solver.equals("gradient")) {
      throw new IllegalArgumentException(
          "--updater is for --solver gradient, got --solver " + solver);
    }
    if (("als".equals(solver) || "bayes".equals(solver)) && !namedLoss.isSquaredError()) {
      throw new IllegalArgumentException(
          "--solver " + solver + " needs the loss rmse or mse, got " + loss);
    }
    if (updater != null) {
      return nmf.solver(Updaters.solver(updater));
    }
    return solver == null ? nmf : nmf.solver(SOLVERS.get(solver));
  }

  private boolean byLeastSquares(Loss namedLoss) {
    return namedLoss.isSquaredError()
        && updater == null
        && (solver == null || solver.equals("als"));
  }

  /**
   * The parts of a matrix to fit to and to test on, if that is asked for.
   *
   * @throws IllegalArgumentException if it has too few entries
   */
  Optional<MaskedMatrix.Split> split(MaskedMatrix a) {
    return split == null ? Optional.empty() : Optional.of(a.split(split, seed));
  }

  private static Duration duration(Double seconds) {
    if (seconds == null) {
      return null;
    }
    if (!(seconds > 0 && seconds < 1e9)) {
      throw new IllegalArgumentException(
          "--time-budget must be in (0, 1e9) seconds, got " + seconds);
    }
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  InitialOptions initial() {
    return initialOptions;
  }

  /** Some files, and those that these options name; null where one is not given. */
  List<Path> filesWith(Path... files) {
    return Stream.concat(Stream.of(files), initialOptions.files()).toList();
  }
}
