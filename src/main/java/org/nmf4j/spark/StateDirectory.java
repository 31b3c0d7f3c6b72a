package org.nmf4j.spark;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.solver.FitState;
import org.nmf4j.solver.FitStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States of a fit in a directory that all machines see, as Parquet: the factors as the cluster
 * holds them, and what the driver knows. A state is there whole or not at all. The newest one is
 * kept.
 */
final class StateDirectory implements FitStore {

  private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

  private static final String W = "W";
  private static final String H = "H";
  private static final String DRIVER = "driver";
  private static final String UNFINISHED = ".unfinished";

  private static final StructType RUNS =
      new StructType()
          .add("from", DataTypes.IntegerType, false)
          .add("x", FactorTable.NUMBERS, false)
          .add("solved", FactorTable.NUMBERS, false)
          .add("ahead", FactorTable.NUMBERS, false);

  private static final StructType OF_DRIVER =
      new StructType()
          .add("iteration", DataTypes.IntegerType, false)
          .add("elapsedNanos", DataTypes.LongType, false)
          .add("history", FactorTable.NUMBERS, false)
          .add("schedule", FactorTable.NUMBERS, false);

  private final SparkSession session;
  private final Path directory;
  private final int interval;
  private final SparkSteps steps;

  /**
   * States in a directory.
   *
   * @param interval how many iterations lie between states
   */
  StateDirectory(SparkSession session, String directory, int interval, SparkSteps steps) {
    this.session = session;
    this.directory = new Path(directory);
    this.interval = interval;
    this.steps = steps;
  }

  private FileSystem files() throws IOException {
    return directory.getFileSystem(session.sparkContext().hadoopConfiguration());
  }

  private Path own(String fingerprint) {
    return new Path(directory, "fit-" + fingerprint.substring(0, 16));
  }

  /** The newest first. */
  private List<Path> states(Path own) throws IOException {
    if (!files().exists(own)) {
      return List.of();
    }
    List<Path> states = new ArrayList<>();
    for (FileStatus status : files().listStatus(own)) {
      if (status.getPath().getName().matches("\\d{10}")) {
        states.add(status.getPath());
      }
    }
    states.sort(Comparator.comparing(Path::getName).reversed());
    return states;
  }

  @Override
  public void resume(String fingerprint, Consumer<FitState> fit) {
    try {
      for (Path state : states(own(fingerprint))) {
        JavaRDD<ClusterFactor.Run> w;
        JavaRDD<ClusterFactor.Run> h;
        try {
          w = readable(state, W);
          h = readable(state, H);
          fit.accept(read(state));
        } catch (Exception e) { // Scala's methods declare none.
          LOG.warn("state not used: {}: {}", state, firstLine(e));
          continue;
        }
        steps.w().restore(w);
        steps.h().restore(h);
        LOG.info("{}: the fit goes on from there", state);
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("states can't be read from " + directory, e);
    }
  }

  @Override
  public boolean isDue(int iterations, Duration time) {
    return iterations >= interval;
  }

  @Override
  public void keep(String fingerprint, FitState state) {
    Path own = own(fingerprint);
    Path whole = new Path(own, String.format(Locale.ROOT, "%010d", state.iteration()));
    Path unfinished = whole.suffix(UNFINISHED);
    try {
      List<Path> older = states(own);
      write(unfinished, W, steps.w().runs());
      write(unfinished, H, steps.h().runs());
      Row ofDriver =
          RowFactory.create(
              state.iteration(),
              state.elapsed().toNanos(),
              state.history(),
              state.rule().values().iterator().next().toDoubleVector());
      session
          .createDataFrame(List.of(ofDriver), OF_DRIVER)
          .coalesce(1)
          .write()
          .mode("overwrite")
          .parquet(new Path(unfinished, DRIVER).toString());
      files().delete(whole, true);
      if (!files().rename(unfinished, whole)) {
        throw new IOException(unfinished + " can't be renamed");
      }
      steps.w().cutLineage(() -> readRuns(whole, W));
      steps.h().cutLineage(() -> readRuns(whole, H));
      for (Path old : older) {
        files().delete(old, true);
      }
    } catch (Exception e) { // Scala's methods declare none.
      LOG.warn("state not kept: {}", firstLine(e));
    }
  }

  private static String firstLine(Exception e) {
    return e.toString().lines().findFirst().orElseThrow();
  }

  /** Fails here, before anything depends on them, if some can't be read. */
  private JavaRDD<ClusterFactor.Run> readable(Path state, String factor) {
    JavaRDD<ClusterFactor.Run> runs = readRuns(state, factor);
    runs.count();
    return runs;
  }

  private void write(Path state, String factor, JavaRDD<ClusterFactor.Run> runs) {
    session
        .createDataFrame(
            runs.map(run -> RowFactory.create(run.from(), run.x(), run.solved(), run.ahead())),
            RUNS)
        .write()
        .mode("overwrite")
        .parquet(new Path(state, factor).toString());
  }

  private FitState read(Path state) {
    Row row = session.read().parquet(new Path(state, DRIVER).toString()).head();
    double[] schedule = FactorTable.numbers(row.getList(3));
    return new FitState(
        row.getInt(0),
        Duration.ofNanos(row.getLong(1)),
        FactorTable.numbers(row.getList(2)),
        new double[0],
        Optional.empty(),
        Map.of(SparkSteps.SCHEDULE, Nd4j.createFromArray(schedule)));
  }

  private JavaRDD<ClusterFactor.Run> readRuns(Path state, String factor) {
    Dataset<Row> rows = session.read().parquet(new Path(state, factor).toString());
    return rows.select(col("from"), col("x"), col("solved"), col("ahead"))
        .toJavaRDD()
        .map(
            row ->
                new ClusterFactor.Run(
                    row.getInt(0),
                    FactorTable.numbers(row.getList(1)),
                    FactorTable.numbers(row.getList(2)),
                    FactorTable.numbers(row.getList(3))));
  }
}
