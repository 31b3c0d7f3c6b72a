package org.nmf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The built command line as a process of its own. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ProcessIT {

  @TempDir Path folder;

  private Process start(File out, String... arguments) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(Path.of("target/nmf4j/bin/nmf4j").toAbsolutePath().toString());
      builder.command().addAll(List.of(arguments));
      builder.environment().put("LC_ALL", "C");
      builder.environment().put("NMF4J_OPTS", "-Duser.language=ar -Duser.country=EG");
      return builder
          .directory(folder.toFile())
          .redirectOutput(out)
          .redirectError(folder.resolve("err").toFile())
          .start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String err() throws IOException {
    return Files.readString(folder.resolve("err"));
  }

  /** Over classes that it cannot archive, Java 17 has been seen to crash. */
  @Test
  void startsFromAnArchiveOfItsClasses() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target/nmf4j/lib"))) {
      assertThat(files.map(Path::toString).filter(file -> file.endsWith(".jsa"))).hasSize(1);
    }
  }

  @Test
  void speaksAlikeInEveryLocale() throws Exception {
    Path out = folder.resolve("out");
    Files.writeString(folder.resolve("größe.csv"), ",α,日本\nä,1,2\nö,3,6\n");
    String[] fit = {"factorize", "größe.csv", "-k", "1", "--output", "m.npz"};
    assertThat(start(out.toFile(), fit).waitFor()).isZero();
    assertThat(err())
        .matches(
            "größe[.]csv: 2×2, [^\n]+\nalternating least squares: rmse [0-9.e-]+ after \\d+ [ -~]+\n");
    String[] best = {"recommend", "--model", "m.npz", "--row", "ö", "-n", "1"};
    assertThat(start(out.toFile(), best).waitFor()).isZero();
    assertThat(Files.readString(out)).matches("row,column,prediction\nö,日本,[56][.][0-9]+\n");
    assertThat(start(new File("/dev/full"), best).waitFor()).isEqualTo(1);
    assertThat(err()).isEqualTo("nmf4j: cannot write to standard output\n");
  }

  /** SIGTERM. */
  @Test
  void endsWithWhatItHasWhenItIsStopped() throws Exception {
    Files.writeString(folder.resolve("a.csv"), ",4,5\n4,4,5\n5,3,4\n2,3,3\n");
    Path out = folder.resolve("out");
    Process fit =
        start(
            out.toFile(),
            ("factorize a.csv -k 2 --updater sgd:0.01 --iterations 2000000000 --every 1000"
                    + " --output m.npz --w w.csv --h h.csv")
                .split(" "));
    while (!Files.exists(out) || Files.size(out) < 100) {
      assertThat(fit.isAlive()).isTrue();
      Thread.sleep(10);
    }
    fit.destroy();
    assertThat(fit.waitFor()).isEqualTo(128 + 15);
    assertThat(Files.readString(out)).containsPattern("\nrmse=0\\.\\d+ iterations=\\d+ rows=4");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a.csv", "err", "out", "m.npz", "w.csv", "h.csv");
    }
  }

  /** Ctrl-C. */
  @Test
  void writesWhatItHasWhenItIsInterrupted() throws Exception {
    Files.writeString(folder.resolve("a.csv"), ",4,5\n4,4,5\n5,3,4\n2,3,3\n");
    Path out = folder.resolve("out");
    String options = " -k 2 --updater sgd:0.01 --iterations 2000000000 --every 1000 --output m.npz";
    Process fit = start(out.toFile(), ("factorize a.csv" + options).split(" "));
    while (!Files.exists(out) || Files.size(out) < 100) {
      assertThat(fit.isAlive()).isTrue();
      Thread.sleep(10);
    }
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(fit.pid())).start().waitFor())
        .isZero();
    assertThat(fit.waitFor()).isEqualTo(128 + 2);
    assertThat(err()).contains("nmf4j: interrupted, ends with what is found; Ctrl-C again");
    assertThat(folder.resolve("m.npz")).exists();
  }

  @Test
  void doesNotWaitForAPipeWhenItIsStopped() throws Exception {
    Process reading = start(folder.resolve("out").toFile(), "factorize", "/dev/stdin", "-k", "1");
    // Until it waits for a first byte; stopped sooner, it ends as well.
    reading.waitFor(2, TimeUnit.SECONDS);
    reading.toHandle().destroy(); // Not reading.destroy(), which ends its input as well.
    assertThat(reading.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(reading.exitValue()).isEqualTo(128 + 15);
    assertThat(err()).isIn("", "nmf4j: interrupted\n");
  }
}
