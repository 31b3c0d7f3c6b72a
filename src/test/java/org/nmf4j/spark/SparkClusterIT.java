package org.nmf4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nmf4j.NmfModel;
import scala.Option;

/** Two executors in processes of their own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Spark's Hadoop needs programs of its own")
class SparkClusterIT {

  private static SparkSession session;
  private static LocalSpark.Ratings ratings;

  @BeforeAll
  static void start() throws IOException {
    SparkSession.getActiveSession()
        .foreach(
            running -> {
              running.stop();
              return null;
            });
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    // An empty installation: all that executors need is on the class path.
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    session =
        LocalSpark.configured(SparkSession.builder().master("local-cluster[2,1,1024]"))
            .config("spark.executor.extraClassPath", absolute(classPath))
            .config("spark.executor.extraJavaOptions", JavaModuleOptions.defaultModuleOptions())
            .getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    ratings = LocalSpark.Ratings.of(500, 210, 1, false);
  }

  private static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  @Test
  void asksForADirectoryThatAllMachinesSee() {
    session.sparkContext().checkpointDir_$eq(Option.empty());
    assertThatThrownBy(() -> LocalSpark.estimator().setMaxBroadcastMB(0).fit(ratings.frame()))
        .hasMessageContaining("factors above maxBroadcastMB need a directory");
  }

  @ParameterizedTest
  @ValueSource(doubles = {128, 0})
  void findsTheBitsOfOneMachine(double megabytes, @TempDir Path states) {
    session.sparkContext().setCheckpointDir(states.toString());
    NmfEstimator estimator =
        LocalSpark.estimator().setMaxBroadcastMB(megabytes).setNumPartitions(3);
    NmfModel expected = LocalSpark.onOneMachine(estimator, ratings.matrix());
    SameBitsIT.assertSame(estimator.fit(ratings.frame()).toNmfModel(), expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {128, 0})
  void outlivesAnExecutor(double megabytes, @TempDir Path states) {
    NmfEstimator estimator =
        LocalSpark.estimator()
            .setMaxBroadcastMB(megabytes)
            .setNumPartitions(3)
            .setCheckpointDir(states.toString())
            .setCheckpointInterval(3);
    NmfModel expected = LocalSpark.onOneMachine(estimator, ratings.matrix());
    Killer killer = new Killer();
    session.sparkContext().addSparkListener(killer);
    NmfSparkModel model = estimator.fit(ratings.frame());
    session.sparkContext().removeSparkListener(killer);
    assertThat(killer.killed).as("an executor was killed").isPresent();
    SameBitsIT.assertSame(model.toNmfModel(), expected);
  }

  /** Kills an executor in the middle of a fit. */
  private static final class Killer extends SparkListener {

    private static final int JOBS_BEFORE = 25;

    private final AtomicInteger jobs = new AtomicInteger();
    private volatile Optional<ProcessHandle> killed = Optional.empty();

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
      if (jobs.incrementAndGet() == JOBS_BEFORE) {
        killed = executors().stream().findFirst();
        killed.ifPresent(ProcessHandle::destroyForcibly);
      }
    }

    /** They are the only programs of Java that this one has started. */
    private static List<ProcessHandle> executors() {
      return ProcessHandle.current()
          .descendants()
          .filter(process -> process.info().command().filter(c -> c.endsWith("java")).isPresent())
          .toList();
    }
  }

  @Test
  void executorsUnpackNativesOfTheirOwn() {
    List<String> directories =
        new JavaSparkContext(session.sparkContext())
            .parallelize(List.of(1, 2, 3, 4), 4)
            .map(
                number -> {
                  Executors.prepare();
                  return System.getProperty("org.bytedeco.javacpp.cachedir");
                })
            .collect();
    assertThat(directories)
        .doesNotContainNull()
        .allMatch(directory -> directory.endsWith("javacpp"));
    assertThat(directories.stream().distinct().count()).isEqualTo(2);
  }
}
