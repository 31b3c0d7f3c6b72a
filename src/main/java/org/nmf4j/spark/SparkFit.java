package org.nmf4j.spark;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.EntryDigest;
import org.nmf4j.internal.compute.EntryTally;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.RandomSizes;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.internal.rows.Alternation;
import org.nmf4j.internal.rows.HeapFactor;
import org.nmf4j.internal.rows.MovingFactor;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.Duplicates;
import org.nmf4j.matrix.Implicit;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;
import org.nmf4j.solver.FitLoop;
import org.nmf4j.solver.FitStore;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.Stopping;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.als.ReweightedLeastSquares;

/**
 * A fit on a cluster: the loop, momentum and stopping of one machine, whose half steps are jobs.
 * Its numbers are those of one machine to the last bit, since blocks of rows are solved by the same
 * code from the same numbers, and what they add to the objective is added up in their order.
 */
final class SparkFit {

  private static final List<Solver> SOLVERS =
      List.of(AlternatingLeastSquares.withDefaults(), ReweightedLeastSquares.withDefaults());

  private final SparkSession session;
  private final JavaSparkContext context;
  private final IndexedRatings ratings;
  private final Options options;

  /**
   * What is asked for.
   *
   * @param objective of W and H
   * @param hasOffsets of rows and columns, penalised as W
   * @param alpha how much surer a preference is by each rating, where others count
   * @param background what the entries count for that are not listed
   * @param broadcastBytes what both factors may take up for the driver to hold them
   * @param clip the least and the largest prediction, or none
   * @param partitions to have at most; 0 for Spark's default
   * @param checkpointDirectory "" for none
   */
  record Options(
      int rank,
      double regParam,
      Objective objective,
      boolean hasOffsets,
      Background background,
      double alpha,
      double[] clip,
      int maxIterations,
      double tolerance,
      long seed,
      Duplicates duplicates,
      long broadcastBytes,
      int partitions,
      StorageLevel level,
      String checkpointDirectory,
      int checkpointInterval) {}

  /**
   * What was found.
   *
   * @param offsets how they stand among the components, in the unit of the entries
   * @param steps with W's rows by the partitions of {@code byRows} and Hᵀ's by those of {@code
   *     byColumns}, offsets among the components in the fit's unit
   * @param observed the number of entries
   * @param mean of all that count
   */
  record Found(
      Solver solver,
      Offsets offsets,
      IndexedRatings.Lines byRows,
      IndexedRatings.Lines byColumns,
      SparkSteps steps,
      long observed,
      double mean,
      boolean isPartitioned,
      FitLoop.Result result) {}

  SparkFit(SparkSession session, IndexedRatings ratings, Options options) {
    this.session = session;
    context = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.ratings = ratings;
    this.options = options;
  }

  private RowProblem of(Objective objective, boolean isW, int components) {
    int rows = ratings.users().count();
    int columns = ratings.items().count();
    return isW
        ? RowProblem.of(objective, true, components, rows, columns, options.background())
        : RowProblem.of(objective, false, components, columns, rows, options.background());
  }

  private double places() {
    return (double) ratings.users().count() * ratings.items().count();
  }

  Found run() {
    Executors.check(context);
    int rows = ratings.users().count();
    int columns = ratings.items().count();
    int components = options.hasOffsets() ? options.rank() + 2 : options.rank();
    // Of how many rows a block is does not depend on offsets.
    RowProblem sizeOfW = of(options.objective(), true, options.rank());
    RowProblem sizeOfH = of(options.objective(), false, options.rank());
    IndexedRatings.Lines given = lines(true, sizeOfW);
    ratings.requireDifferent(given);
    EntryTally tally = given.tally(0);
    Offsets offsets = Offsets.none(options.rank());
    EntryTally left = tally;
    if (options.hasOffsets()) {
      double deviation = given.standardDeviation(tally);
      // W·H starts as large as the entries' deviations.
      left = given.tally(deviation - tally.mean());
      offsets =
          Offsets.of(
                  options.rank(),
                  options.objective().penaltyW().ofComponent(0).orElseThrow(),
                  tally.mean())
              .inUnitOf(deviation);
    }
    Objective extended = offsets.extend(options.objective());
    Solver solver =
        SOLVERS.stream().filter(s -> s.suits(extended, components)).findFirst().orElseThrow();
    double shift = -offsets.shift();
    boolean isPartitioned =
        (long) components * ((long) rows + columns) * Double.BYTES > options.broadcastBytes();
    if (isPartitioned && options.background().weight() > 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "implicitPrefs needs factors that the driver can hold, got %d×%d and %d×%d above"
                  + " maxBroadcastMB",
              rows,
              components,
              columns,
              components));
    }
    Optional<String> states = stateDirectory(isPartitioned);
    IndexedRatings.Lines byRows = prepared(given, shift, isPartitioned);
    IndexedRatings.Lines byColumns = prepared(lines(false, sizeOfH), shift, isPartitioned);
    RowProblem ofW = of(extended, true, components);
    RowProblem ofH = of(extended, false, components);
    List<List<RandomStart>> starts =
        RandomStart.of(options.seed(), scale(left), offsets, byRows.ranges(), byColumns.ranges());
    EntryTally centred = shift == 0 ? tally : byRows.tally(0);
    Start start = new Start(extended, centred, ofW, ofH, byRows, byColumns, starts);
    try (Workers workers = new Workers(1)) {
      SparkSteps steps = isPartitioned ? partitioned(start) : broadcast(start, workers);
      ratings.held().onClose(steps::unpersist);
      FitLoop.Result result =
          loop(solver, steps, states, name(byRows, start)).run(threads -> steps);
      return new Found(
          solver,
          offsets,
          byRows,
          byColumns,
          steps,
          tally.observed(),
          mean(tally),
          isPartitioned,
          result);
    }
  }

  /** What tells the fit from others, if its states are kept where others' may be. */
  private String name(IndexedRatings.Lines lines, Start start) {
    String settings =
        String.format(
            Locale.ROOT,
            "%s %s %s seed %d: %s",
            start.objective(),
            options.background(),
            start.ofW().terms().rank(),
            options.seed(),
            start.starts().get(0).get(0).scale());
    EntryDigest digest = new EntryDigest().add(settings);
    if (!options.checkpointDirectory().isEmpty()) {
      lines.digests().forEach(digest::add);
    }
    return digest.hex();
  }

  /** What both layouts start from. */
  private record Start(
      Objective objective,
      EntryTally tally,
      RowProblem ofW,
      RowProblem ofH,
      IndexedRatings.Lines byRows,
      IndexedRatings.Lines byColumns,
      List<List<RandomStart>> starts) {

    List<RandomStart> of(boolean isW) {
      return starts.get(isW ? 0 : 1);
    }
  }

  private SparkSteps broadcast(Start start, Workers workers) {
    HeapFactor w =
        onDriver(
            start.ofW(), start.byRows(), start.of(true), true, ratings.items().count(), workers);
    HeapFactor h =
        onDriver(
            start.ofH(),
            start.byColumns(),
            start.of(false),
            false,
            ratings.users().count(),
            workers);
    return new SparkSteps(
        alternate(w, h, start),
        new DriverFactor(context, start.byRows().ranges(), runRows(start.ofW()), w),
        new DriverFactor(context, start.byColumns().ranges(), runRows(start.ofH()), h));
  }

  private <F extends MovingFactor<F>> Alternation<F> alternate(F w, F h, Start start) {
    double totalWeight = totalWeight(start.tally());
    return SparkSteps.alternate(w, h, start.objective(), start.tally().squares(), totalWeight);
  }

  private HeapFactor onDriver(
      RowProblem problem,
      IndexedRatings.Lines lines,
      List<RandomStart> starts,
      boolean isFirst,
      int length,
      Workers workers) {
    RowRanges ranges = lines.ranges();
    HeapMatrix x = new HeapMatrix(DataType.DOUBLE, ranges.rows(), problem.terms().rank());
    for (int partition = 0; partition < starts.size(); partition++) {
      x.write(ranges.from(partition), starts.get(partition).make());
    }
    return new HeapFactor(new BroadcastRows(context, problem, lines, x, length, workers), isFirst);
  }

  private SparkSteps partitioned(Start start) {
    PartitionedFactor w = onCluster(start.ofW(), start.byRows(), start.of(true), true);
    PartitionedFactor h = onCluster(start.ofH(), start.byColumns(), start.of(false), false);
    w.routeTo(h);
    h.routeTo(w);
    return new SparkSteps(alternate(w, h, start), w, h);
  }

  private PartitionedFactor onCluster(
      RowProblem problem, IndexedRatings.Lines lines, List<RandomStart> starts, boolean isFirst) {
    return new PartitionedFactor(
        problem,
        lines,
        runRows(problem),
        context.parallelize(starts, starts.size()).map(RandomStart::make),
        isFirst,
        ratings.held().level());
  }

  /** A run of rows is whole blocks of rows, of sums of entries as well as of the solver. */
  private static int runRows(RowProblem problem) {
    return lcm(EntryTally.BLOCK_ROWS, problem.blockRows());
  }

  private IndexedRatings.Lines lines(boolean byRows, RowProblem problem) {
    double alpha = options.alpha();
    return ratings.lines(
        byRows,
        runRows(problem),
        partitions(),
        options.duplicates(),
        options.background().weight() > 0
            ? entries -> entries.preferences(Implicit.confidence(alpha))
            : entries -> entries);
  }

  private static int lcm(int a, int b) {
    int multiple = a;
    while (multiple % b != 0) {
      multiple += a;
    }
    return multiple;
  }

  /** Takes the place of lines, which executors let go of. */
  private IndexedRatings.Lines prepared(
      IndexedRatings.Lines lines, double shift, boolean isPartitioned) {
    if (shift == 0 && !isPartitioned) {
      return lines;
    }
    IndexedRatings.Lines prepared =
        lines.map(
            partition -> {
              EntryPartition moved = shift == 0 ? partition : partition.plus(shift);
              return isPartitioned ? moved.compact() : moved;
            },
            ratings.held());
    prepared.entries().count();
    lines.entries().unpersist(false);
    return prepared;
  }

  private double totalWeight(EntryTally listed) {
    return options.background().totalWeight(listed.totalWeight(), listed.observed(), places());
  }

  private double mean(EntryTally listed) {
    return options
        .background()
        .mean(listed.mean(), listed.totalWeight(), listed.observed(), places());
  }

  /** As of the initializer, of entries that W·H is to be as large as at first. */
  private double scale(EntryTally left) {
    return RandomSizes.ofAbsolutes(mean(left), left.squares(), totalWeight(left), options.rank());
  }

  private int partitions() {
    return options.partitions() > 0 ? options.partitions() : context.defaultParallelism();
  }

  private FitLoop loop(Solver solver, SparkSteps steps, Optional<String> states, String name) {
    List<Stopping> stoppings =
        List.of(
            Stopping.iterations(options.maxIterations()),
            Stopping.tolerance(options.tolerance(), solver.toleranceSteps()));
    Optional<FitStore> store =
        states.map(
            directory ->
                new StateDirectory(session, directory, options.checkpointInterval(), steps));
    return new FitLoop(stoppings, name, store, 1);
  }

  /** Where states are kept: if that is asked for, or if the cluster would have to remember all. */
  private Optional<String> stateDirectory(boolean isPartitioned) {
    if (options.checkpointInterval() < 1) {
      return Optional.empty();
    }
    if (!options.checkpointDirectory().isEmpty()) {
      return Optional.of(options.checkpointDirectory());
    }
    return isPartitioned ? Optional.of(Scratch.directory(session)) : Optional.empty();
  }
}
