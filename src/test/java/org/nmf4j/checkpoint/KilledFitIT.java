package org.nmf4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nmf4j.NmfModel;

/** Fits in processes of their own that are killed, with no chance to put anything in order. */
class KilledFitIT {

  private static final int KILLS = 10;
  private static final int CODE_OF_KILLED = 128 + 9;

  @TempDir private Path folder;

  /** What runs in the other process: fits the problems one after another, telling iterations. */
  static final class Child {

    public static void main(String[] args) throws IOException {
      Path folder = Path.of(args[0]);
      for (int i = 1; i < args.length; i++) {
        Problem problem = Problem.valueOf(args[i]);
        NmfModel model =
            problem
                .specification()
                .checkpoint(Checkpoints.into(folder.resolve("checkpoints")).every(1))
                .listener(progress -> System.out.println(problem + " " + progress.iteration()))
                .fit(problem.matrix());
        model.save(folder.resolve(problem + ".npz"));
      }
    }
  }

  private Process start(String... problems) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dorg.nd4j.log.initialization=false",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Child.class.getName(),
            folder.toString());
    builder.command().addAll(List.of(problems));
    return builder.redirectError(folder.resolve("errors.txt").toFile()).start();
  }

  @Test
  void goOnWithTheSameBits() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < KILLS; i++) {
      killInTheMiddle(Problem.values()[i % Problem.values().length], random);
    }
    Process last = start(Arrays.stream(Problem.values()).map(Problem::name).toArray(String[]::new));
    List<String> told;
    try (BufferedReader lines = last.inputReader()) {
      told = lines.lines().toList();
    }
    assertThat(last.waitFor()).as(Files.readString(folder.resolve("errors.txt"))).isZero();
    for (Problem problem : Problem.values()) {
      assertThat(told).doesNotContain(problem + " 0").contains(problem + " 100");
      NmfModel model = NmfModel.load(folder.resolve(problem + ".npz"));
      NmfModel expected = problem.specification().fit(problem.matrix());
      assertThat(model.w().data().asDouble()).isEqualTo(expected.w().data().asDouble());
      assertThat(model.h().data().asDouble()).isEqualTo(expected.h().data().asDouble());
    }
  }

  /** Some iterations and some part of an iteration after its start. */
  private void killInTheMiddle(Problem problem, Random random) throws Exception {
    int iterations = 2 + random.nextInt(8);
    long nanos = random.nextInt(3_000_000);
    Process process = start(problem.name());
    try (BufferedReader lines = process.inputReader()) {
      for (int i = 0; i < iterations; i++) {
        assertThat(lines.readLine()).as(Files.readString(folder.resolve("errors.txt"))).isNotNull();
      }
      LockSupport.parkNanos(nanos);
      process.destroyForcibly();
      assertThat(process.waitFor()).isEqualTo(CODE_OF_KILLED);
    } finally {
      process.destroyForcibly();
    }
  }
}
