package org.nmf4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.Nmf;
import org.nmf4j.format.FileFormatException;
import org.nmf4j.io.MatrixFiles;
import org.nmf4j.io.Presence;
import org.nmf4j.io.ReadOptions;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;
import org.nmf4j.solver.Initializers;
import picocli.CommandLine.Option;

/** How to fit. */
final class FitOptions {

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
      paramLabel = "SOLVER",
      defaultValue = "gradient",
      description = "gradient: projected gradient descent (default: ${DEFAULT-VALUE}).")
  private String solver;

  @Option(
      names = "--updater",
      paramLabel = "NAME[:RATE]",
      defaultValue = "adam",
      description =
          "sgd:0.01, adam:0.05, amsgrad, adamax, nadam, nesterovs, adagrad or rmsprop with a"
              + " learning rate (default: ${DEFAULT-VALUE}, with steps that suit the data).")
  private String updater;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Steps to take (default: up to 2000, until a tolerance of 1e-5).")
  private Integer iterations;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description =
          "Stop when 50 steps lower the objective by less than X times itself (default: 1e-5, or"
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
          "Part of the observed entries to set aside and judge by (default: ${DEFAULT-VALUE}).")
  private double holdout;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop when the held-out loss is no better for N steps (default: never; needs --holdout).")
  private Integer patience;

  @Option(
      names = "--init",
      paramLabel = "random|nndsvd",
      description = "Where W and H start (default: random).")
  private String init;

  @Option(
      names = "--init-w",
      paramLabel = "FILE",
      description = "Start at this W, m×k (default: by --init).")
  private Path initW;

  @Option(
      names = "--init-h",
      paramLabel = "FILE",
      description = "Start at this H, k×n (default: by --init).")
  private Path initH;

  @Option(
      names = "--l1",
      paramLabel = "X",
      defaultValue = "0",
      description = "Penalty X·Σ|x| on W and on H (default: ${DEFAULT-VALUE}).")
  private double l1;

  @Option(
      names = "--l2",
      paramLabel = "X",
      defaultValue = "0",
      description = "Penalty X/2·Σx² on W and on H (default: ${DEFAULT-VALUE}).")
  private double l2;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Of all random choices (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "Threads to compute on; the result is the same (default: all processors).")
  private Integer threads;

  boolean hasRank() {
    return rank != null;
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
    if (!solver.equals("gradient")) {
      throw new IllegalArgumentException("solver must be gradient, got \"" + solver + "\"");
    }
    Nmf nmf =
        Nmf.ofRank(rank)
            .loss(Losses.named(loss))
            .solver(Updaters.solver(updater))
            .penalty(penalty("--l1", Penalties::l1, l1).plus(penalty("--l2", Penalties::l2, l2)))
            .holdOut(holdout)
            .seed(seed);
    nmf = iterations == null ? nmf : nmf.iterations(iterations);
    nmf = tolerance == null ? nmf : nmf.tolerance(tolerance);
    nmf = timeBudget == null ? nmf : nmf.timeBudget(duration(timeBudget));
    nmf = threads == null ? nmf : nmf.threads(threads);
    if (patience != null && holdout == 0) {
      throw new IllegalArgumentException("--patience needs --holdout");
    }
    nmf = patience == null ? nmf : nmf.patience(patience);
    return withNamedInitializer(nmf);
  }

  private static Penalty penalty(String option, DoubleFunction<Penalty> kind, double strength) {
    try {
      return kind.apply(strength);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }

  private static Duration duration(double seconds) {
    if (!(seconds > 0 && seconds < 1e9)) {
      throw new IllegalArgumentException("--time-budget must be positive, got " + seconds);
    }
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private Nmf withNamedInitializer(Nmf nmf) {
    if ((initW == null) != (initH == null)) {
      throw new IllegalArgumentException("--init-w and --init-h are needed together");
    }
    if (init == null) {
      return nmf;
    }
    if (initW != null) {
      throw new IllegalArgumentException("--init can't be had with --init-w and --init-h");
    }
    return switch (init) {
      case "random" -> nmf.initializer(Initializers.random());
      case "nndsvd" -> nmf.initializer(Initializers.nndsvd());
      default ->
          throw new IllegalArgumentException("init must be random or nndsvd, got \"" + init + "\"");
    };
  }

  /** The same, starting at W and H from files where such are given. */
  Nmf withInitialFactors(Nmf nmf) throws IOException {
    if (initW == null) {
      return nmf;
    }
    INDArray w = readFactor(initW);
    INDArray h = readFactor(initH);
    try {
      return nmf.initial(w, h);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(initW.toString(), e.getMessage());
    }
  }

  /** The files that are read, beside the matrix; null where none is given. */
  List<Path> inputs() {
    return Arrays.asList(initW, initH);
  }

  private static INDArray readFactor(Path file) throws IOException {
    ReadOptions plain = ReadOptions.defaults().header(Presence.NO).rowLabels(Presence.NO);
    return MatrixFiles.read(file, plain).toArray();
  }
}
